"""My programmes on the screen: the start, the recommendations, wishes, preferences, the sheet, the whole list."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.models import User
from portal.core import clock
from portal.programmes import operations as programmes
from portal.programmes.models import Intake, Programme
from portal.routing.models import RoutingDecision, VolunteerProfile
from portal.ui.dates import date_format
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import CampaignFactory, IntakeFactory, ProgrammeFactory, QualityStepFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

pytestmark = pytest.mark.django_db
ANSWERS: dict[str, Any] = {
    "causes": ["orientation"],
    "skills": ["interview"],
    "slots": ["evening"],
    "hours_per_month": "4",
    "months": "9",
    "remote_ok": "on",
    "area_1": "69",
}


def open_programmes(number: int, **values: Any) -> list[Programme]:
    """Programmes with places today."""
    today = clock.today()
    made = [ProgrammeFactory.create(**values) for _ in range(number)]
    for one in made:
        IntakeFactory.create(programme=one, opens_on=today - timedelta(5), closes_on=today + timedelta(30))
    return made


@pytest.fixture
def amina(client: Client) -> Client:
    """Signed in as an employee called Amina."""
    user = UserFactory.create(display_name="Amina Kaddour")
    EmployeeFactory.create(user=user)
    return sign_in(client, user)


def declare(client: Client, **values: Any) -> VolunteerProfile:
    return VolunteerProfileFactory.create(user=User.objects.get(pk=client.session[SESSION_KEY]), **values)


def text(client: Client, name: str, *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_who_has_said_nothing_yet_is_asked_first(amina: Client) -> None:
    page = text(amina, "me:programmes")
    assert "Bonjour Amina" in page
    assert reverse("me:preferences") in page
    assert amina.post(reverse("me:wishes"), {"move": "add"}).headers["Location"] == reverse("me:preferences")


def test_preferences_are_saved_and_come_back(amina: Client) -> None:
    response = amina.post(reverse("me:preferences"), ANSWERS)
    assert response.headers["Location"] == reverse("me:programmes")
    profile = VolunteerProfile.objects.get()
    assert (profile.causes, profile.months, profile.departements, profile.remote_ok) == (["orientation"], 9, ["69"], True)
    assert 'value="69" selected' in text(amina, "me:preferences")


def test_nowhere_is_not_an_answer_and_nothing_is_lost(amina: Client) -> None:
    response = amina.post(reverse("me:preferences"), ANSWERS | {"remote_ok": "", "area_1": ""})
    page = response.content.decode()
    assert "Choisissez un département" in page
    assert page.count("checked") == 3
    assert not VolunteerProfile.objects.exists()


def test_recommendations_say_why_and_why_not(amina: Client) -> None:
    declare(amina)
    open_programmes(3)
    open_programmes(2, slots=["saturday"])
    page = text(amina, "me:programmes")
    assert "Trois programmes vous vont bien, Amina" in page
    assert "Vos causes\u00a0: orientation" in page
    assert "Si vous ajoutez une disponibilité le samedi" in page
    assert "Mettre en vœu 1" in page


def test_nothing_fits_is_said_kindly_with_the_way_out(amina: Client) -> None:
    declare(amina)
    open_programmes(1, slots=["saturday"])
    page = text(amina, "me:programmes")
    assert "Aucun programme ne réunit encore tout" in page
    assert reverse("me:directory") in page


def test_wishes_are_added_moved_and_removed_with_the_campaign_that_led_here(amina: Client) -> None:
    declare(amina)
    campaign = CampaignFactory.create(reference="janvier")
    first, second = open_programmes(2)
    text(amina, "me:programmes", campaign="janvier")
    for move, programme in (("add", first), ("add", second), ("up", second)):
        amina.post(reverse("me:wishes"), {"move": move, "programme": str(programme.pk)})
    profile = VolunteerProfile.objects.get()
    assert [wish.programme for wish in profile.wishes.all()] == [second, first]
    assert {decision.campaign for decision in RoutingDecision.objects.all()} == {campaign}
    assert "Vœu 1" in text(amina, "me:programme", second.pk)
    amina.post(reverse("me:wishes"), {"move": "remove", "programme": str(second.pk)})
    assert [wish.rank for wish in profile.wishes.all()] == [1]


@pytest.mark.parametrize("posted", [{"move": "add", "programme": "x"}, {"move": "burn"}, {}])
def test_a_strange_wish_changes_nothing(amina: Client, posted: dict[str, str]) -> None:
    wish = WishFactory.create(profile=declare(amina))
    assert amina.post(reverse("me:wishes"), posted).status_code == 302
    assert list(wish.profile.wishes.all()) == [wish]


def test_a_refused_wish_is_explained(amina: Client) -> None:
    profile = declare(amina)
    for rank in (1, 2, 3):
        WishFactory.create(profile=profile, rank=rank)
    response = amina.post(reverse("me:wishes"), {"move": "add", "programme": str(ProgrammeFactory.create().pk)}, follow=True)
    assert "Trois vœux au plus" in response.content.decode()


def test_the_sheet_shows_the_six_steps_and_what_is_missing(amina: Client) -> None:
    declare(amina)
    programme = open_programmes(1, slots=["saturday"])[0]
    QualityStepFactory.create(programme=programme, text="Les jeunes viennent par le lycée.")
    page = text(amina, "me:programme", programme.pk)
    assert "Les jeunes viennent par le lycée." in page
    assert "hors de vos disponibilités" in page


@pytest.mark.parametrize(
    ("start", "said"),
    [(-180, "pas de date\u00a0: on y entre tout au long de l’année"), (30, None), (None, "aucune pour l’instant")],
    ids=["under way", "ahead", "none open"],
)
def test_the_next_entry_is_never_in_the_past(amina: Client, start: int | None, said: str | None) -> None:
    programme, today = ProgrammeFactory.create(), clock.today()
    if start is not None:
        day = today + timedelta(days=start)
        IntakeFactory.create(
            programme=programme, opens_on=today - timedelta(days=200), closes_on=today + timedelta(days=9), starts_on=day
        )
        said = said or date_format(day, "DATE_FORMAT")
    _, after = text(amina, "me:programme", programme.pk).split("Prochaine entrée</dt>")
    assert str(said) in after.split("</dd>")[0]


def test_a_programme_in_preparation_has_no_sheet(amina: Client) -> None:
    hidden = ProgrammeFactory.create(in_preparation=True)
    assert amina.get(reverse("me:programme", args=[hidden.pk])).status_code == 404


def test_the_whole_list_is_there_for_everyone_and_filters(amina: Client) -> None:
    open_programmes(2, title="Loin", mode="in_person", departements=["59"])
    ProgrammeFactory.create(title="Sans entrée", mode="in_person", departements=["69"])
    page = text(amina, "me:directory")
    assert page.count("Loin") >= 2
    assert "Sans entrée" in page
    assert "Loin" not in text(amina, "me:directory", departement="69")
    assert "Sans entrée" not in text(amina, "me:directory", open="on")
    assert "Aucun programme ne réunit ces critères" in text(amina, "me:directory", cause="culture")


def test_points_are_said_for_every_programme_and_sum_to_its_score(amina: Client) -> None:
    declare(amina)
    open_programmes(5)
    page = text(amina, "me:programmes")
    totals = [int(total) for total in re.findall(r"(\d+) points sur 100</b>", page)]
    assert len(totals) == 5
    lists = re.findall(r'<ul class="reasons">.*?</ul>', page, re.DOTALL)
    assert [sum(map(int, re.findall(r"\+ (\d+) point", one))) for one in lists] == totals


def test_many_ask_for_it_says_how_many_points_it_gives_up(amina: Client) -> None:
    profile = declare(amina)
    wanted, lacking = open_programmes(2)
    Intake.objects.filter(programme=wanted).update(places_offered=2)
    WishFactory.create_batch(4, programme=wanted)
    page = text(amina, "me:programmes")
    assert "Beaucoup demandent ce programme. Il reste à votre portée, et laisse 15 points de rang" in page
    assert f"«\u00a0{lacking.title}\u00a0» a davantage besoin de vous aujourd’hui." in page.replace("« ", "«\u00a0").replace(
        " »", "\u00a0»"
    )
    assert page.index(f">{lacking.title}<") < page.index(f">{wanted.title}<")
    assert profile.wishes.count() == 0


def test_why_not_leads_to_the_answers_with_the_change_made_but_not_kept(amina: Client) -> None:
    profile = declare(amina)
    open_programmes(2, slots=["saturday"])
    address = f"{reverse('me:preferences')}?slot=saturday"
    assert f'href="{address}"' in text(amina, "me:programmes")
    page = amina.get(address).content.decode()
    assert "Nous avons ajouté" in page
    assert re.search(r'value="saturday"[^>]* checked', page)
    profile.refresh_from_db()
    assert profile.slots == ["evening"]


def test_each_programme_that_fits_can_be_reached_and_none_is_hidden(amina: Client) -> None:
    declare(amina)
    made = open_programmes(25) + open_programmes(3, slots=["saturday"])
    pages = "".join(text(amina, "me:directory", page=str(number)) for number in (1, 2))
    assert {one.pk for one in made} == {one.pk for one in made if reverse("me:programme", args=[one.pk]) in pages}
    assert "Et 15 autres dans la liste entière." in text(amina, "me:programmes")


def test_the_map_says_the_same_in_shapes_and_in_a_table(amina: Client) -> None:
    open_programmes(2, mode="in_person", departements=["69", "974"])
    open_programmes(1, mode="hybrid", departements=["69"])
    open_programmes(1)
    page = text(amina, "me:directory", view="map", cause="orientation")
    assert 'aria-label="Rhône, 3 programmes"' in page
    assert "La Réunion, 2 programmes</a>" in page
    assert page.count("#d") == 96 + 4
    assert page.count("?cause=orientation&amp;departement=69") == 2
    assert "1 programme se vit à distance" in page
    assert text(amina, "me:directory", cause="orientation", departement="69").count('lang="fr">Premier stage') == 4


def test_a_map_with_nothing_on_it_says_so(amina: Client) -> None:
    open_programmes(1)
    page = text(amina, "me:directory", view="map")
    assert "Aucun programme sur place ne réunit ces critères." in page
    assert "1 programme se vit à distance" in page


def test_recommendations_take_five_queries_beyond_session_and_person(amina: Client) -> None:
    profile = declare(amina)
    made = open_programmes(30)
    programmes.set_need(programme=made[0], need=60, by=SYSTEM, at=clock.now())
    WishFactory.create(profile=profile, programme=made[3])
    amina.get(reverse("me:programmes"))
    with CaptureQueriesContext(connection) as seen:
        amina.get(reverse("me:programmes"))
    who = ("django_session", "accounts_", "people_", "engagement_volunteer", "programmes_teammember")
    asked = [query["sql"] for query in seen if not any(f'FROM "{table}' in query["sql"] for table in who)]
    assert len(asked) == 5, asked


@pytest.mark.parametrize("name", ["me:programmes", "me:directory"])
@pytest.mark.parametrize("number", [4, 40])
def test_at_most_fifteen_queries_however_many_programmes(
    amina: Client, name: str, number: int, django_assert_max_num_queries: Any
) -> None:
    declare(amina)
    open_programmes(number)
    amina.get(reverse(name))
    with django_assert_max_num_queries(15):
        amina.get(reverse(name))
