"""Words at rest are unreadable, and no log, message or refusal repeats them."""

from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from portal.core.encryption import EncryptedTextField
from portal.core.errors import Refusal
from portal.core.models import AuditEntry
from portal.engagement.models import Volunteer
from portal.mentorship import operations, queries
from portal.mentorship.enums import ABOUT_PROTECTION, ConcernCategory, GoalCode, RaisedBy, SessionOutcome, Urgency
from portal.mentorship.models import Concern, Goal, Session
from tests.factories.mentorship import AT, a_closed_pair, a_protector, a_session, an_active_pair, mentor_of, staff

pytestmark = pytest.mark.django_db
CANARY = "canari-7f3a"
NEVER_STORED = {
    "reason_text",
    "comment",
    "note",
    "description",
    "diagnosis",
    "story",
    "surname",
    "last_name",
    "birth_date",
    "email",
}


def dump() -> str:
    """Every value of every column of every table, as a dump of the database would give it."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608  table names come from the database itself
            parts += [str(value) for row in cursor.fetchall() for value in row]
    return "\n".join(parts)


def test_a_dump_contains_no_word_that_anybody_wrote() -> None:
    pair = an_active_pair()
    Volunteer.objects.filter(pk=pair.volunteer_id).update(personal_email=f"{CANARY}@perso.example.org", personal_phone=CANARY)
    a_session(pair, AT + timedelta(days=5), private_line=f"{CANARY} il a ri")
    operations.set_goal(pair=pair, code=GoalCode.CULTURE, detail=f"{CANARY} le musée", by=mentor_of(pair), at=AT)
    operations.raise_concern(
        programme=pair.programme, pair=pair, raised_by=RaisedBy.MENTOR, category=ConcernCategory.DISTRESS, urgency=Urgency.CRITICAL,
        text=f"{CANARY} il ne dort plus", contact=f"{CANARY} 06", by=mentor_of(pair), at=AT,
    )  # fmt: skip
    assert CANARY not in dump()
    assert Session.objects.get(on=AT.date() + timedelta(days=5)).private_line == f"{CANARY} il a ri"
    assert Goal.objects.get(code=GoalCode.CULTURE).detail == f"{CANARY} le musée"
    assert (Concern.objects.get().text, Concern.objects.get().contact) == (f"{CANARY} il ne dort plus", f"{CANARY} 06")


def test_every_long_text_of_the_associations_side_is_encrypted() -> None:
    """Short codes are chosen from lists; what somebody types and is longer than an alias or a file number is not readable."""
    for label in ("engagement", "mentorship"):
        for model in apps.get_app_config(label).get_models():
            for field in model._meta.concrete_fields:
                if field.get_internal_type() == "TextField" and model._meta.label != "engagement.Charter":
                    assert isinstance(field, EncryptedTextField), f"{model._meta.label}.{field.name}"
                assert field.name not in NEVER_STORED, f"{model._meta.label}.{field.name}"


@pytest.mark.parametrize(
    ("refused", "fields"),
    [
        ("line_length", {"private_line": CANARY + "x" * 200}),
        ("unknown_code", {"topics": [CANARY]}),
        ("unknown_code", {"modality": CANARY}),
    ],
)
def test_a_refusal_repeats_nothing_of_what_was_typed(refused: str, fields: dict[str, Any]) -> None:
    pair = an_active_pair()
    with pytest.raises(Refusal, match=refused) as error:
        a_session(pair, AT + timedelta(days=9), **fields)
    assert CANARY not in f"{error.value} {error.value.facts}"


def test_lists_of_the_association_never_load_the_private_line() -> None:
    pair = an_active_pair()
    a_session(pair, AT + timedelta(days=5), private_line=CANARY)
    for session in queries.sessions_of_pair(pair_id=pair.id):
        assert "private_line" in session.get_deferred_fields()
    assert queries.lines_to_erase(pair_id=pair.id) == 1


def test_closing_leaves_no_private_line_and_all_the_hours() -> None:
    pair = a_closed_pair()
    assert queries.lines_to_erase(pair_id=pair.id) == 0
    certificate = queries.certificate_of_pair(pair_id=pair.id)
    held = Session.objects.filter(pair=pair, outcome=SessionOutcome.HELD)
    assert certificate is not None
    assert (certificate.minutes, certificate.sessions) == (sum(one.minutes for one in held), held.count())
    assert not {field.name for field in type(certificate)._meta.get_fields()} & {"mentee", "alias", "holder", "name"}


def test_audit_facts_are_codes_and_counts() -> None:
    pair = a_closed_pair()
    protector = a_protector(pair.programme)
    concern = operations.raise_concern(
        programme=pair.programme, pair=pair, raised_by=RaisedBy.STAFF, category=ConcernCategory.SCHOOL, urgency=Urgency.STANDARD,
        text=CANARY, contact=CANARY, by=staff(pair.referent), at=AT,
    )  # fmt: skip
    operations.read_concern(concern_id=concern.id, by=protector, at=AT)
    operations.acknowledge_concern(concern=concern, by=protector, at=AT)
    operations.close_concern(concern=concern, outcome="answered", by=protector, at=AT)
    entries = AuditEntry.objects.filter(action__startswith="mentorship.")
    for entry in entries:
        assert entry.facts.keys() <= {"outcome", "code", "side", "lines_erased", "kind", "pairs", "concerns"}, entry.action
        for value in entry.facts.values():
            assert isinstance(value, int) or (isinstance(value, str) and len(value) <= 30 and " " not in value)
    about = {entry.action for entry in entries if entry.subject_id == concern.id}
    assert about == {f"mentorship.{act}_concern" for act in ("raise", "read", "acknowledge", "close")}
    assert about <= ABOUT_PROTECTION, "no screen of the company shows them"


def test_a_volunteer_or_a_pair_in_words_is_its_id() -> None:
    """What a log or an error page prints of a row names nobody."""
    pair = an_active_pair()
    for row in (pair, pair.mentee, pair.volunteer, pair.goals.get(), pair.sessions.first()):
        text = str(row)
        for secret in (pair.mentee.alias, pair.volunteer.given_name, pair.volunteer.family_name, pair.volunteer.personal_email):
            assert secret not in text
