"""The schema in the repository is the one that is served, and it is valid OpenAPI 3.1; answers hold to it."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import OpenApiYamlRenderer
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import validate

from tests.factories.api import Partner
from tests.factories.engagement import a_candidate_waiting

KEPT = Path(settings.BASE_DIR) / "docs" / "openapi.yaml"


def generated() -> dict[str, Any]:
    text = OpenApiYamlRenderer().render(SchemaGenerator().get_schema(request=None, public=True))
    return dict(yaml.safe_load(text))


def test_the_schema_in_the_repository_is_up_to_date() -> None:
    """Bring it up to date with: manage.py spectacular --file docs/openapi.yaml"""
    assert yaml.safe_load(KEPT.read_text(encoding="utf-8")) == generated()


def test_the_schema_is_valid_openapi() -> None:
    schema = generated()
    validate(schema)
    assert schema["openapi"].startswith("3.1")
    assert schema["components"]["securitySchemes"]["key"]["scheme"] == "bearer"


@pytest.mark.django_db
def test_the_schema_is_public_and_holds_the_partner_api_only() -> None:
    reply = Client().get("/api/v1/schema/")
    assert reply.status_code == 200
    paths = yaml.safe_load(reply.content)["paths"]
    assert len(paths) == 7  # the six of partners, and who is signed in
    assert all(path.startswith("/api/v1/") for path in paths)


@pytest.mark.django_db
def test_answers_hold_to_the_schema() -> None:
    candidate = a_candidate_waiting()
    partner, schema = Partner(candidate.programme.association_id), generated()
    for path, template in (
        ("candidates/", "/api/v1/candidates/"),
        (f"candidates/{candidate.id}/", "/api/v1/candidates/{candidate_id}/"),
        ("pairs/", "/api/v1/pairs/"),
        ("referents/", "/api/v1/referents/"),
    ):
        shape = schema["paths"][template]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
        OAS31Validator(shape | {"components": schema["components"]}).validate(partner.get(path).json())
    shape = schema["components"]["schemas"]["Problem"]
    OAS31Validator(shape).validate(partner.get("candidates/?state=x").json())
