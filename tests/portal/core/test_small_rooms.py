"""Ids, encryption, register: the small things every room stands on."""

from datetime import UTC, datetime
from typing import Any

import pytest
from cryptography.fernet import Fernet, InvalidToken
from django.db import models

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core import audit, clock, privacy
from portal.core.encryption import EncryptedTextField, decrypt, encrypt
from portal.core.ids import new_id


def test_ids_sort_by_creation_and_do_not_give_one_another_away() -> None:
    ids = [new_id() for _ in range(500)]
    assert ids == sorted(ids)
    assert len({str(one)[-12:] for one in ids}) == 500


def test_encrypted_text_needs_its_key_and_keys_can_be_rotated(settings: Any) -> None:
    token = encrypt("Une ligne privée")
    assert "privée" not in token
    first = settings.FIELD_KEYS
    settings.FIELD_KEYS = [Fernet.generate_key().decode(), *first]
    assert decrypt(token) == "Une ligne privée"
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    with pytest.raises(InvalidToken):
        decrypt(token)


def test_an_encrypted_column_cannot_be_searched() -> None:
    column = EncryptedTextField()
    assert column.get_lookup("exact") is None
    assert column.get_lookup("isnull") is models.lookups.IsNull
    assert column.get_prep_value(None) is None
    assert column.from_db_value(column.get_prep_value("é")) == "é"
    assert encrypt("") == decrypt("") == ""


@pytest.mark.django_db
def test_the_audit_names_the_most_specific_role() -> None:
    by = Actor(id=new_id(), roles=frozenset({Role.EMPLOYEE, Role.CSR}))
    entry = audit.record("test.act", by=by, at=clock.now(), count=3)
    assert (entry.actor_role, entry.facts) == ("csr", {"count": 3})
    assert audit.record("test.act", by=SYSTEM, at=clock.now()).actor_role == "system"


def test_a_day_is_the_day_in_paris() -> None:
    assert clock.local_day(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)).isoformat() == "2026-07-01"


def test_the_register_knows_each_field_of_the_user() -> None:
    assert privacy.undeclared_fields(User) == []
    assert privacy.register()[User].controller is privacy.Controller.COMPANY
