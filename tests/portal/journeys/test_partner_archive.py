"""What an association takes with it: its own records whole, nobody else's, no secret, in slices."""

import csv
import io
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import timedelta
from hashlib import sha256
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import ANONYMOUS, Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.models import AuditEntry
from portal.engagement.enums import NEEDED_FIELDS
from portal.engagement.models import ProfileHandover
from portal.journeys.partner_archive import Table, take_archive, taken_at
from portal.journeys.partner_exit import say_goodbye
from portal.mentorship import operations as mentorship
from portal.mentorship.models import EngagementCertificate, Pair, Session
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Association, Programme
from portal.web.association.partner_archive import zipped
from tests.factories.accounts import sign_in
from tests.factories.engagement import VolunteerFactory, a_candidate_waiting, a_draft, a_programme
from tests.factories.mentorship import AT as START
from tests.factories.mentorship import a_closed_pair, a_referral, an_active_pair, staff
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
AT = START + timedelta(days=120)


@pytest.fixture
def programme() -> Programme:
    return a_programme()


@pytest.fixture
def head(programme: Programme) -> Actor:
    return staff(TeamMemberFactory.create(association=programme.association, administrator=True))


def leaving(programme: Programme) -> Association:
    home = programme.association
    Association.objects.filter(pk=home.pk).update(leaving_since=AT.date())
    home.refresh_from_db()
    return home


def taken(programme: Programme, by: Actor) -> dict[str, list[tuple[object, ...]]]:
    return {table.name: list(table.rows()) for table in take_archive(association=leaving(programme), by=by, at=AT)}


def opened(chunks: Iterator[bytes]) -> dict[str, str]:
    with ZipFile(io.BytesIO(b"".join(chunks))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def test_a_pair_is_whole_and_leads_from_table_to_table(programme: Programme, head: Actor) -> None:
    pair = a_closed_pair(programme=programme)
    found = taken(programme, head)
    [row] = found["pairs"]
    assert row[:5] == (pair.id, pair.mentee_id, programme.id, pair.volunteer_id, "closed")
    assert row[8:11] == (pair.referent.display_name, "term", "goals_reached")
    assert [one[1] for one in found["young_people"]] == [pair.mentee.alias]
    assert {one[0] for name in ("sessions", "goals", "reviews") for one in found[name]} <= {pair.id}
    assert found["sessions"]
    assert found["reviews"]
    assert {kind for _, kind, *_ in found["conditions"]} >= {"interview"} or not found["conditions"]


def test_of_another_association_there_is_nothing(programme: Programme, head: Actor) -> None:
    a_closed_pair()
    a_referral()
    a_candidate_waiting()
    found = taken(programme, head)
    assert {name: rows for name, rows in found.items() if rows} == {"programmes": found["programmes"]}
    assert [row[0] for row in found["programmes"]] == [programme.id]


def test_a_candidate_is_what_they_handed_over_as_long_as_they_do(programme: Programme, head: Actor) -> None:
    whole = a_candidate_waiting(programme=programme)
    no_phone = a_candidate_waiting(programme=programme, fields=tuple(NEEDED_FIELDS))
    taken_back = a_candidate_waiting(programme=programme)
    ProfileHandover.objects.filter(application=taken_back).update(revoked_at=AT)
    a_draft(programme=programme)
    rows = {row[0]: row[-4:] for row in taken(programme, head)["candidates"]}
    assert set(rows) == {whole.id, no_phone.id}
    person = whole.volunteer
    assert rows[whole.id] == (person.given_name, person.family_name, person.personal_email, person.personal_phone)
    assert rows[no_phone.id][-1] == ""


def test_no_secret_of_anybody_is_in_it(programme: Programme, head: Actor) -> None:
    pair, ended = an_active_pair(programme=programme), a_closed_pair(programme=programme)
    a_referral(pair, professional="CANARI-PROFESSIONNEL")
    session = Session.objects.filter(pair=pair).first()
    assert session is not None
    session.private_line = "CANARI-LIGNE"
    session.save()
    mentorship.raise_concern(
        programme=programme, raised_by="family", category="school", urgency="standard", text="CANARI-MOTS", by=ANONYMOUS, at=AT
    )
    tables = take_archive(association=leaving(programme), by=head, at=AT)
    files = opened(zipped(tables, read_me="Lisez-moi"))
    said = "\n".join(files.values())
    assert "CANARI" not in said
    assert "family;school" not in said
    assert str(EngagementCertificate.objects.get(pair=ended).code) not in said
    assert pair.mentee.alias in said, "what is looked through is really there"
    names = {column for table in tables for column in table.columns}
    assert not names & {"private_line", "seen_by", "granted_by", "recorded_by", "kind_of_professional", "employee_id", "user_id"}


def test_the_manifest_proves_that_all_of_it_arrived(programme: Programme, head: Actor) -> None:
    a_closed_pair(programme=programme)
    files = opened(zipped(take_archive(association=leaving(programme), by=head, at=AT), read_me="Bonjour"))
    listed = list(csv.reader(io.StringIO(files.pop("manifest.csv").lstrip("\ufeff")), delimiter=";"))
    assert listed[0] == ["file", "rows", "sha256"]
    assert files.pop("LISEZ-MOI.txt") == "Bonjour"
    assert {name for name, *_ in listed[1:]} == set(files)
    for name, rows, digest in listed[1:]:
        assert digest == sha256(files[name].encode()).hexdigest()
        assert int(rows) == len(list(csv.reader(io.StringIO(files[name], newline=""), delimiter=";"))) - 1


def test_it_is_handed_over_while_it_is_read(programme: Programme) -> None:
    for _ in range(3):
        VolunteerFactory.create()
    asked: list[int] = []

    class Endless(Table):
        def rows(self) -> Iterator[tuple[object, ...]]:
            for number in range(40_000):
                asked.append(number)
                yield (sha256(str(number).encode()).hexdigest(),)

    chunks = zipped([Endless("rows", ("digest",), Programme.objects.all())], read_me="")
    first = next(chunks)
    assert first
    assert len(asked) < 5_000, "the first bytes leave before the table is read"
    assert max(map(len, chunks)) < 200_000


@pytest.mark.django_db(transaction=True)
def test_the_tables_are_of_one_moment(head: Actor, programme: Programme) -> None:
    """Somebody goes on working, on a connection of their own, while the archive is read: none of it is in a later table."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite's test database has one connection; portal.core.moment is tried on a file of its own")
    before = an_active_pair(programme=programme)
    tables = take_archive(association=leaving(programme), by=head, at=AT)
    written: list[Pair] = []

    class Interrupted(Table):
        def rows(self) -> Iterator[tuple[object, ...]]:
            yield from super().rows()
            with ThreadPoolExecutor(1) as others:
                written.append(others.submit(_meanwhile, programme).result())

    pairs = next(number for number, table in enumerate(tables) if table.name == "pairs")
    tables[pairs] = Interrupted(**{field.name: getattr(tables[pairs], field.name) for field in fields(Table)})
    files = opened(zipped(tables, read_me=""))
    assert Session.objects.filter(pair=written[0]).exists(), "it was committed while the archive was read"
    for name in ("pairs", "goals", "sessions"):
        assert str(before.id) in files[f"{name}.csv"]
        assert str(written[0].id) not in files[f"{name}.csv"]
    again = opened(zipped(take_archive(association=leaving(programme), by=head, at=AT), read_me=""))
    assert str(written[0].id) in again["sessions.csv"], "the next archive has it"


def _meanwhile(programme: Programme) -> Pair:
    try:
        return an_active_pair(programme=programme)
    finally:
        connection.close()


def test_reading_costs_the_same_for_many(
    programme: Programme, head: Actor, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        a_closed_pair(programme=programme)
    home = leaving(programme)
    with django_assert_max_num_queries(20):
        for table in take_archive(association=home, by=head, at=AT):
            assert list(table.rows()) is not None


@pytest.mark.parametrize("who", ["a stranger", "one antenna's head", "the company"])
def test_only_whoever_acts_for_all_of_it(who: str, programme: Programme) -> None:
    home = leaving(programme)
    by = {
        "a stranger": lambda: staff(TeamMemberFactory.create(administrator=True)),
        "one antenna's head": lambda: staff(
            TeamMemberFactory.create(association=home, antenna=AntennaFactory.create(association=home), administrator=True)
        ),
        "the company": lambda: Actor(None, frozenset({Role.DPO})),
    }[who]()
    with pytest.raises(NotYours):
        take_archive(association=home, by=by, at=AT)
    assert taken_at(association=home) is None


def test_neither_before_the_announcement_nor_after_the_end(programme: Programme, head: Actor) -> None:
    with pytest.raises(ProgrammeRefused, match="not_leaving"):
        take_archive(association=programme.association, by=head, at=AT)
    home = leaving(programme)
    home.left_on = AT.date()
    with pytest.raises(ProgrammeRefused, match="not_leaving"):
        take_archive(association=home, by=head, at=AT)


class TestScreen:
    def test_it_is_downloaded_then_said_to_be(self, client: Client, programme: Programme, head: Actor) -> None:
        pair: Pair = an_active_pair(programme=programme)
        sign_in(client, User.objects.get(pk=str(head.id)))
        page = client.post(reverse("association:leave-archive"), follow=True).content.decode()
        assert "une fois le départ annoncé" in page
        say_goodbye(association=programme.association, by=head, at=AT)
        page = client.get(reverse("association:leave-portal")).content.decode()
        assert "pas encore été téléchargée" in page
        answer = client.post(reverse("association:leave-archive"))
        assert answer["Content-Type"] == "application/zip"
        assert programme.association.name not in answer["Content-Disposition"]
        files = opened(iter([answer.getvalue()]))
        assert pair.mentee.alias in files["young_people.csv"]
        page = client.get(reverse("association:leave-portal")).content.decode()
        assert "Téléchargée le" in page
        assert "pas encore été téléchargée" not in page
        entry = AuditEntry.objects.get(action="journeys.take_archive")
        assert (entry.association_id, entry.actor_id) == (programme.association_id, head.id)

    @pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING])
    def test_it_is_for_nobody_else(self, role: Role, client: Client, programme: Programme) -> None:
        leaving(programme)
        member = TeamMemberFactory.create(association=programme.association, role=role)
        assert sign_in(client, member.user).post(reverse("association:leave-archive")).status_code == 403
        assert client.get(reverse("association:leave-archive")).status_code in {403, 405}
