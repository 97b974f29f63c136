"""Every code that a refusal can have stands in its protocol's table and is explained in both languages; none in vain."""

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from integrations.sso import refusals as saml
from integrations.sso.oidc import refusals as oidc
from portal.web.company.sign_in_help import failures
from portal.web.company.sign_in_help.words import RECEIVED, STEPS

ROOT = Path(settings.BASE_DIR)
SSO = ROOT / "integrations/sso"
RAISED = {"SamlRefused", "OidcRefused"}
JOURNEYS = {"saml": ["sign_in.py"], "oidc": ["sign_in.py", "association_sign_in.py"]}


def codes_in(path: Path, names: set[str]) -> set[str]:
    """The codes a module refuses with: what the exception is raised with, or its own when it is raised bare."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names and node.args:
            found |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant) and isinstance(one.value, str)}
        if isinstance(node, ast.ClassDef) and node.name in names:
            found |= {
                one.value.value
                for one in node.body
                if isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant) and isinstance(one.value.value, str)
            }
    return found


def raised(protocol: str) -> set[str]:
    """All codes of a protocol, found in the source."""
    here = SSO / "oidc" if protocol == "oidc" else SSO
    modules = [path for path in here.glob("*.py") if path.name not in {"errors.py", "refusals.py"}]
    found = {code for path in modules for code in codes_in(path, RAISED)}
    for name in JOURNEYS[protocol]:
        found |= codes_in(ROOT / "portal/journeys" / name, {"SignInRefused", "MemberRefused"})
    if protocol == "oidc":
        found |= codes_in(ROOT / "portal/accounts/errors.py", {"InvitationRefused"})
    return found


def test_the_walk_finds_codes() -> None:
    assert len(raised("saml")) > 30 and len(raised("oidc")) > 35
    assert {"wrong_nonce", "replayed", "unknown_employee", "not_in_team", "invitation_unknown"} <= raised("oidc")


@pytest.mark.parametrize(("protocol", "table"), [("saml", saml.STEPS), ("oidc", oidc.STEPS)])
def test_every_code_stands_in_the_table(protocol: str, table: dict[str, object]) -> None:
    assert raised(protocol) - table.keys() == set()


def test_the_codes_that_the_source_computes_stand_in_the_table_too() -> None:
    """`client._failed` takes a code as an argument."""
    text = (SSO / "oidc/client.py").read_text(encoding="utf-8")
    assert set(re.findall(r'_(?:failed|object)\(reply, "(\w+)"\)', text)) <= oidc.STEPS.keys()


@pytest.mark.parametrize(("protocol", "table"), [("saml", saml.STEPS), ("oidc", oidc.STEPS)])
def test_every_code_is_explained_and_nothing_else(protocol: str, table: dict[str, object]) -> None:
    assert failures.EXPLANATIONS[protocol].keys() == table.keys()


@pytest.mark.parametrize("protocol", ["saml", "oidc"])
def test_the_explanations_are_in_both_languages(protocol: str) -> None:
    for code, means in failures.EXPLANATIONS[protocol].items():
        french, english = str(means.found), ""
        with translation.override("en"):
            english, change = str(means.found), str(means.change)
        assert french and english and change, code
        assert french != english and str(means.change) != change, code


@pytest.mark.parametrize(("protocol", "steps"), [("saml", saml.Step), ("oidc", oidc.Step)])
def test_every_step_has_words(protocol: str, steps: type[saml.Step] | type[oidc.Step]) -> None:
    assert set(STEPS[protocol]) == {str(step) for step in steps}


def test_every_thing_received_has_words() -> None:
    text = "".join((SSO / f"failures/{name}.py").read_text(encoding="utf-8") for name in ("saml", "oidc"))
    named = set(re.findall(r'(?:text|texts|present|instant|_instant|Seen)\(\s*"(\w+)"', text))
    named |= {f"parameter_{name}" for name in ("code", "state")} | {"issued", "ends"}
    assert len(named) > 20
    assert named - RECEIVED.keys() == set()
