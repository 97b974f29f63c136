"""Handles and the text of API keys."""

import pytest

from portal.accounts import rules
from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import Role


def test_a_company_handle_hides_the_subject_and_is_the_providers_own() -> None:
    handle = rules.sso_handle("acme", "000042")
    assert handle.startswith("sso:acme:") and "000042" not in handle
    assert handle == rules.sso_handle("acme", "000042") != rules.sso_handle("other", "000042")


def test_a_separator_cannot_be_moved() -> None:
    assert rules.sso_handle("acme", "1|2") != rules.sso_handle("acme", "12")


def test_a_local_handle_ignores_case() -> None:
    assert rules.local_handle(" Claire@Asso.example.org ") == "local:claire@asso.example.org"


def test_the_text_of_a_key() -> None:
    text = rules.read_key(f"bnm_{'a' * 12}_{'B' * 43}")
    assert text is not None
    assert (text.prefix, len(text.digest)) == ("a" * 12, 64)


@pytest.mark.parametrize(
    "raw", ["", "bnm_", f"bnm_{'a' * 11}_{'B' * 43}", f"bnm_{'a' * 12}_{'B' * 42}", f"xyz_{'a' * 12}_{'B' * 43}\n"]
)
def test_what_is_no_key(raw: str) -> None:
    assert rules.read_key(raw) is None


def test_the_label_is_the_most_specific_role() -> None:
    assert Actor(None, frozenset({Role.EMPLOYEE, Role.CSR})).label == Role.CSR
    assert (ANONYMOUS.label, Actor(None, frozenset()).label) == (Role.ANONYMOUS, Role.ANONYMOUS)
