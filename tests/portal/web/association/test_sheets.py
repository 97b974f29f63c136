"""The quality sheet on the screen and on paper: read, printed, begun from a recipe, written."""

from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from portal.accounts.enums import Role
from portal.engagement.models import Application
from portal.journeys.quality_sheet import Sheet
from portal.journeys.quality_values import TERMS, Value
from portal.journeys.sourcing import Sourcing
from portal.programmes.models import Programme, QualityTarget
from portal.programmes.rules.quality import INDICATORS
from portal.ui.quality import sourcing_head, sourcing_lines
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.engagement import a_candidate_waiting, a_programme
from tests.factories.mentorship import a_closed_pair
from tests.factories.programmes import AssociationFactory, CampaignFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


def at_desk(programme: Programme, role: str = Role.COORDINATOR) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=programme.association, role=role).user)


def address(programme: Programme, name: str = "sheet") -> str:
    return reverse(f"association:{name}", args=[programme.id])


def whole(**changes: str) -> dict[str, str]:
    steps = {f"step-{n}": f"Nous faisons {n}" for n in range(1, 7)}
    return {**steps, **{code: str(one.target) for code, one in INDICATORS.items()}, **changes}


def test_the_sheet_has_six_steps_with_cases_instead_of_shares_when_there_are_few() -> None:
    pair = a_closed_pair()
    page = at_desk(pair.programme, Role.REFERENT).get(address(pair.programme))
    text = page.content.decode().replace("\u202f", " ").replace("\xa0", " ")
    assert len(page.context["steps"]) == 6
    assert "1 sur 1" in text
    assert "100 %, 1 sur 1" not in text
    assert "à lire cas par cas" in text
    assert "Document interne" in text
    assert pair.volunteer.family_name not in text
    assert pair.mentee.alias not in text
    assert address(pair.programme, "sheet-edit") not in text


def test_the_sheet_is_a_tagged_pdf_that_names_nobody() -> None:
    pair = a_closed_pair()
    answer = at_desk(pair.programme).get(address(pair.programme, "sheet-pdf"))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Cache-Control"] == "private, no-store"
    document = PdfReader(BytesIO(answer.content))
    assert "/MarkInfo" in document.root_object
    text = "".join(page.extract_text() for page in document.pages)
    assert pair.programme.title in text
    assert pair.volunteer.family_name not in text
    assert len(document.pages) <= 3


def test_a_recipe_fills_the_boxes_and_is_kept_only_once_saved() -> None:
    programme = ProgrammeFactory.create()
    desk, url = at_desk(programme), address(programme, "sheet-edit")
    assert "doi.org/10.1023/A:1014680827552" in desk.get(url).content.decode()
    page = desk.get(url, {"recipe": "duration"})
    assert page.context["form"]["alive_at_12_months"].value() == 70
    assert "Rien n’est enregistré" in page.content.decode()
    assert not QualityTarget.objects.exists()
    done = desk.post(f"{url}?recipe=duration", whole(alive_at_12_months="70"), follow=True)
    assert "La fiche est enregistrée" in done.content.decode()
    assert QualityTarget.objects.get().value == 70
    assert "Nous faisons 6" in done.content.decode()


@pytest.mark.parametrize(("field", "value"), [("goal_stated", "101"), ("days_to_pair", "0"), ("step-2", ""), ("step-3", "x" * 601)])
def test_what_does_not_fit_is_said_beside_its_field(field: str, value: str) -> None:
    programme = ProgrammeFactory.create()
    answer = at_desk(programme).post(address(programme, "sheet-edit"), whole(**{field: value}))
    assert answer.context["form"].errors.keys() == {field}
    assert not QualityTarget.objects.exists()


def test_the_sheets_are_their_associations_own() -> None:
    programme = ProgrammeFactory.create()
    assert programme.title in at_desk(programme).get(reverse("association:sheets")).content.decode()
    stranger = sign_in(Client(), TeamMemberFactory.create(association=AssociationFactory.create()).user)
    assert "Pas encore de programme" in stranger.get(reverse("association:sheets")).content.decode()
    for name in ("sheet", "sheet-pdf", "sheet-edit"):
        assert stranger.get(address(programme, name)).status_code == 404
    assert at_desk(programme, Role.REFERENT).get(address(programme, "sheet-edit")).status_code == 403
    for role in (Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.DPO):
        client = sign_in(Client(), grant(UserFactory.create(), role))
        assert client.get(address(programme)).status_code == 403


def the_text(client: Client, url: str, language: str = "fr") -> str:
    answer = client.get(url, headers={"accept-language": language})
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")


@pytest.mark.parametrize("role", [Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT])
def test_the_way_in_stands_under_the_first_step_by_campaign_and_names_nobody(role: str) -> None:
    programme = a_programme()
    application = a_candidate_waiting(programme=programme)
    Application.objects.update(campaign=CampaignFactory.create(title="Printemps du mentorat"))
    a_candidate_waiting(programme=programme)
    text = the_text(at_desk(programme, role), address(programme))
    assert text.index("Par campagne") < text.index('id="step-2"')
    assert "Printemps du mentorat" in text
    assert text.count("non publié") == 2
    assert all(word in text for word in ("Sans campagne", "Ensemble", "au plus 45 jours"))
    assert application.volunteer.family_name not in text


def test_nobody_applied_is_said_and_no_table_is_drawn() -> None:
    programme = ProgrammeFactory.create()
    text = the_text(at_desk(programme), address(programme))
    assert "rien à compter" in text
    assert "Délai médian" not in text


def test_the_way_in_is_on_paper_too_with_the_target_of_the_programme() -> None:
    programme = a_programme()
    a_candidate_waiting(programme=programme)
    QualityTarget.objects.create(programme=programme, indicator="days_to_pair", value=30)
    answer = at_desk(programme).get(address(programme, "sheet-pdf"))
    text = " ".join("".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages).split())
    assert "Sans campagne" in text
    assert "au plus 30 jours" in text
    empty = ProgrammeFactory.create()
    text = "".join(
        page.extract_text() for page in PdfReader(BytesIO(at_desk(empty).get(address(empty, "sheet-pdf")).content)).pages
    )
    assert "Sans campagne" not in text


@pytest.mark.parametrize(("waited", "words"), [(30, ("atteint", "ok")), (60, ("à reprendre", "wait"))], ids=["in time", "late"])
def test_a_delay_beside_its_target_and_shares_in_words(waited: int, words: tuple[str, str]) -> None:
    lasts = dict.fromkeys(TERMS, Value(80, 12, between=(60, 90)))
    line = Sourcing(None, None, None, 14, 13, 12, lasts, Value(waited, 12), whole=True)
    sheet = Sheet(ProgrammeFactory.build(), date(2026, 9, 1), 12, [], [line], 45)
    [(name, cells, verdict)] = sourcing_lines(sheet)
    assert name == "Ensemble"
    assert cells == ["–", "–", "14", "13", "12", *["80\xa0%"] * 3, f"{waited} j"]
    assert verdict == words
    assert len(sourcing_head()) == len(cells) + 1
