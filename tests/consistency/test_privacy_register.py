"""Every field of every model is declared: personal, with its reasons, or not."""

import pytest
from django.apps import apps
from django.db import models

from portal.core import privacy

OURS = [model for model in apps.get_models() if model.__module__.startswith(("portal.", "cms.", "integrations."))]
# Words no field may bear: what must never be held (product.md, hard rules 1 and 2).
FORBIDDEN = {
    "gender", "sex", "birth_date", "birthday", "age", "nationality", "origin", "religion", "opinion", "union", "health",
    "disability", "marital_status", "salary", "income", "bank", "iban", "home_address", "rejected", "refused_reason", "criminal",
}  # fmt: skip


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_field_is_declared(model: type[models.Model]) -> None:
    assert privacy.undeclared_fields(model) == []


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_no_field_is_for_what_must_never_be_held(model: type[models.Model]) -> None:
    assert {field.name for field in model._meta.concrete_fields} & FORBIDDEN == set()


def test_each_declaration_is_whole() -> None:
    for model, declaration in privacy.register().items():
        names = {field.name for field in model._meta.concrete_fields}
        assert (declaration.personal | declaration.not_personal) <= names, model
        if declaration.personal:
            assert all((declaration.subject, declaration.purpose, declaration.basis, declaration.seen_by, declaration.retention)), (
                model
            )
            assert declaration.erase is not None, model
            assert declaration.controller is not None, model
