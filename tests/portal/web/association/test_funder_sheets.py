"""A programme's sheet for a funder: from releases alone, of one's own programmes alone, on the screen, as a PDF and as a table."""

import csv
from datetime import date
from io import BytesIO, StringIO
from typing import Any, cast

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core.models import AuditEntry
from portal.metrics.enums import PROGRAMME_HOURS, PROGRAMME_PAIRS, PROGRAMME_PLACES, CellState, Measure, Nature
from portal.metrics.models import Cell, Figure, Release
from portal.programmes.models import Programme
from tests.factories.accounts import sign_in
from tests.factories.cms import a_release
from tests.factories.personas import client_as
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
MEASURES = {PROGRAMME_PAIRS: Measure.COUNT, PROGRAMME_HOURS: Measure.HOURS, PROGRAMME_PLACES: Measure.NUMBER}


def said(release: Release, programme: Programme, **values: int | None) -> None:
    """Have a release say so much of a programme; None is not shown."""
    for position, (code, value) in enumerate(values.items()):
        figure, _ = Figure.objects.get_or_create(
            release=release, code=code, defaults={"position": position, "measure": MEASURES[code], "nature": Nature.FLOW}
        )
        shown = value is not None
        Cell.objects.create(
            figure=figure, position=figure.cells.count(), key=str(programme.id), label=programme.title, value=value,
            state=CellState.SHOWN if shown else CellState.HIDDEN, as_of=release.period_end if shown else None,
        )  # fmt: skip


@pytest.fixture
def programme() -> Programme:
    found = ProgrammeFactory.create(title="Cap Horizon")
    said(a_release(1), found, programme_pairs=20, programme_hours=None, programme_places=12)
    said(a_release(2), found, programme_pairs=25, programme_hours=140, programme_places=12)
    return found


def desk(programme: Programme, role: str = Role.COORDINATOR, **of: object) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=programme.association, role=role, **of).user)


def address(name: str, *args: object) -> str:
    return reverse(f"association:{name}", args=args)


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_the_sheet_says_the_newest_period_first_and_what_is_not_shown(programme: Programme) -> None:
    page = text(desk(programme), address("funder-sheet", programme.id))
    assert "Cap Horizon" in page
    assert programme.association.name in page
    assert "Environ 25 mentors accompagnaient un jeune au 31 mars 2026." in page
    assert page.index("Premier trimestre 2026") < page.index("Quatrième trimestre 2025")
    assert "non montré : trop peu de personnes" in page
    assert "une inquiétude" in page
    assert "groupes d’au moins 10 personnes" in page


def test_each_reading_is_noted_without_a_name(programme: Programme) -> None:
    client = desk(programme)
    client.get(address("funder-sheet", programme.id))
    client.get(address("funder-sheet-file", programme.id, "csv"))
    entries = AuditEntry.objects.filter(action="metrics.read_release")
    assert [(entry.actor_role, entry.subject_id) for entry in entries] == [(Role.COORDINATOR, Release.objects.get(number=2).id)] * 2


def test_the_list_says_each_programme_of_ones_own(programme: Programme) -> None:
    stranger = ProgrammeFactory.create(title="Ailleurs")
    said(Release.objects.get(number=2), stranger, programme_pairs=60)
    page = text(desk(programme, Role.ASSOCIATION_ADMIN), address("funder-sheets"))
    assert "Cap Horizon" in page
    assert "140 heures" in page
    assert "Ailleurs" not in page
    assert address("funder-sheet-file", programme.id, "pdf") in page


@pytest.mark.parametrize(("name", "kind"), [("funder-sheet", ""), ("funder-sheet-file", "pdf"), ("funder-sheet-file", "csv")])
def test_anothers_programme_does_not_exist(programme: Programme, name: str, kind: str) -> None:
    stranger = desk(ProgrammeFactory.create(association=AssociationFactory.create()))
    assert stranger.get(address(name, programme.id, *([kind] if kind else []))).status_code == 404
    assert not AuditEntry.objects.filter(action="metrics.read_release").exists()


def test_an_antenna_sends_its_own_programmes_alone(programme: Programme) -> None:
    antenna = AntennaFactory.create(association=programme.association)
    client = desk(programme, antenna=antenna)
    assert "Cap Horizon" not in text(client, address("funder-sheets"))
    assert client.get(address("funder-sheet", programme.id)).status_code == 404


@pytest.mark.parametrize("role", [Role.REFERENT, Role.SAFEGUARDING])
def test_in_the_association_who_sends_nothing_out_may_not(programme: Programme, role: str) -> None:
    client = desk(programme, role)
    for url in (address("funder-sheets"), address("funder-sheet", programme.id), address("funder-sheet-file", programme.id, "pdf")):
        assert client.get(url).status_code == 403
    assert address("funder-sheets") not in client.get(address("figures")).content.decode()


@pytest.mark.parametrize("role", sorted(COMPANY_ROLES))
def test_nobody_of_the_company_opens_the_desk_of_an_association(programme: Programme, role: str) -> None:
    assert client_as(role).get(address("funder-sheet", programme.id)).status_code == 403


def test_before_a_release_and_before_a_release_that_speaks_of_it() -> None:
    programme = ProgrammeFactory.create()
    client = desk(programme)
    assert "Rien n’est encore publié" in text(client, address("funder-sheets"))
    a_release(1)
    assert "ne dit rien par programme" in text(client, address("funder-sheets"))
    assert "Aucune publication n’en dit encore rien" in text(client, address("funder-sheet", programme.id))
    assert client.get(address("funder-sheet-file", programme.id, "pdf")).status_code == 404
    assert not AuditEntry.objects.filter(action="metrics.read_release").exists()


def test_an_association_without_a_programme() -> None:
    member = TeamMemberFactory.create(association=AssociationFactory.create(), role=Role.COORDINATOR)
    assert "Pas encore de programme" in text(sign_in(Client(), member.user), address("funder-sheets"))


def test_the_pdf_is_tagged_and_says_the_same(programme: Programme) -> None:
    answer = desk(programme).get(address("funder-sheet-file", programme.id, "pdf"))
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    paper = PdfReader(BytesIO(answer.content))
    root = cast("dict[str, Any]", paper.trailer["/Root"])
    assert root["/MarkInfo"]["/Marked"]
    assert paper.metadata is not None
    assert (paper.metadata.title, root["/Lang"]) == ("Cap Horizon", "fr")
    words = " ".join(page.extract_text() for page in paper.pages).replace("\xa0", " ")
    for part in ("140 heures", "25", "Premier trimestre 2026", "non montré", programme.association.name):
        assert part in words, part


def test_the_table_is_that_of_a_release(programme: Programme) -> None:
    answer = desk(programme).get(address("funder-sheet-file", programme.id, "csv"))
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [(row["release"], row["figure"], row["state"], row["value"]) for row in rows] == [
        ("2", PROGRAMME_PAIRS, "shown", "25"),
        ("2", PROGRAMME_HOURS, "shown", "140"),
        ("2", PROGRAMME_PLACES, "shown", "12"),
        ("1", PROGRAMME_PAIRS, "shown", "20"),
        ("1", PROGRAMME_HOURS, "hidden", ""),
        ("1", PROGRAMME_PLACES, "shown", "12"),
    ]
    assert {row["label"] for row in rows} == {"Cap Horizon"}


def test_there_is_no_other_file(programme: Programme) -> None:
    assert desk(programme).get(address("funder-sheet-file", programme.id, "xlsx")).status_code == 404


def test_a_value_repeated_says_from_when(programme: Programme) -> None:
    late = ProgrammeFactory.create(association=programme.association, title="Relais")
    figure = Figure.objects.get(release__number=2, code=PROGRAMME_PAIRS)
    Cell.objects.create(
        figure=figure, position=9, key=str(late.id), label="Relais", state=CellState.NOT_UPDATED, value=15, as_of=date(2025, 12, 31)
    )
    page = text(desk(programme), address("funder-sheet", late.id))
    assert "non actualisé, valeur au 31 décembre 2025" in page
    assert "Environ 15 mentors accompagnaient un jeune au 31 décembre 2025." in page


def test_in_english(programme: Programme) -> None:
    with translation.override("en"):
        page = text(desk(programme), address("funder-sheet", programme.id))
    assert "About 25 mentors were with a young person on" in page
    assert "Seal of the release" in page


def test_the_screens_ask_a_fixed_number_of_queries(programme: Programme, django_assert_max_num_queries: object) -> None:
    client, release = desk(programme), Release.objects.get(number=2)
    client.get(address("funder-sheets"))
    for place in range(6):
        said(release, ProgrammeFactory.create(association=programme.association, title=f"P{place}"), programme_pairs=20)
    with django_assert_max_num_queries(10):  # type: ignore[operator]  # the fixture is a context manager
        client.get(address("funder-sheets"))
