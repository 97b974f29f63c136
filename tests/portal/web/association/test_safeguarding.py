"""When somebody answers a worry, said on a screen: hours a day, closures a line, who stands in."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import queries
from portal.programmes.models import Association, TeamMember
from portal.web.association.safeguarding_words import said
from tests.factories.accounts import sign_in
from tests.factories.programmes import AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
ON = date(2026, 3, 2)
HOURS = {"mon_0": "09:30", "mon_1": "17:00", "wed_0": "09:30", "wed_1": "12:00", "backup_phone": "0199000000"}


@pytest.fixture(autouse=True)
def _today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "today", lambda: ON)


@pytest.fixture
def admin() -> TeamMember:
    return TeamMemberFactory.create(administrator=True, association=AssociationFactory.create(nobody_answers=True))


@pytest.fixture
def desk(admin: TeamMember) -> Client:
    return sign_in(Client(), admin.user)


def posted(desk: Client, **changed: str) -> str:
    return desk.post(reverse("association:safeguarding"), HOURS | changed, follow=True).content.decode()


def kept(admin: TeamMember) -> Association:
    return Association.objects.get(pk=admin.association_id)


def test_each_day_has_its_own_hours_and_they_come_back_as_they_were_said(desk: Client, admin: TeamMember) -> None:
    assert "aucun programme ne peut ouvrir" in desk.get(reverse("association:team")).content.decode()
    assert "Les horaires sont à jour" in posted(desk)
    home = kept(admin)
    assert home.safeguarding_hours == {"mon": ["09:30", "17:00"], "wed": ["09:30", "12:00"]}
    assert home.safeguarding_ready
    form = desk.get(reverse("association:safeguarding")).context["form"]
    again = {f"{day}_{n}": value for day in ("mon", "wed") for n, value in enumerate(form[day].value())}
    posted(desk, **again, backup_phone=form["backup_phone"].value())
    assert kept(admin).safeguarding_hours == home.safeguarding_hours


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"backup_phone": ""}, "Choisissez une personne"),
        ({"wed_1": "08:00"}, "La fin vient avant le début"),
        ({"wed_1": ""}, "Dites le début et la fin"),
        ({"wed_0": "tôt"}, "heure valide"),
        (dict.fromkeys(("mon_0", "mon_1", "wed_0", "wed_1"), ""), "au moins un jour"),
        ({"closures": "le quinze août"}, "«\u00a0le quinze août\u00a0» n’est ni un jour ni une période"),
        ({"closures": "15/08/2026 – 01/08/2026"}, "la fin vient avant le début"),
        ({"closures": "01/08/2026 – 02/08/2026 – 03/08/2026"}, "ni un jour ni une période"),
        ({"closures": "\n".join(["24/12/2026"] * 41)}, "40 lignes au plus"),
    ],
    ids=[
        "nobody stands in", "reversed", "half a span", "no hour", "never", "no day", "reversed closure", "three days", "too many",
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_is_kept(desk: Client, admin: TeamMember, changed: dict[str, str], words: str) -> None:
    assert words in posted(desk, **changed)
    assert kept(admin).safeguarding_hours == {}


def test_closures_are_said_shown_and_counted(desk: Client, admin: TeamMember) -> None:
    posted(desk, closures="24/12/2026\n2026-08-01 – 2026-08-15\n\n01/05/2026 au 03/05/2026")
    home = kept(admin)
    assert home.safeguarding_closures == [["2026-12-24"] * 2, ["2026-08-01", "2026-08-15"], ["2026-05-01", "2026-05-03"]]
    page = desk.get(reverse("association:team")).content.decode()
    assert "du 1 août 2026 au 15 août 2026" in page.replace("1<sup>er</sup>", "1").replace("1er", "1")
    hours = queries.opening_hours(association=home)
    assert hours.on(date(2026, 8, 3)) is None, "a Monday"
    assert hours.on(date(2026, 8, 17)) is not None
    initial = desk.get(reverse("association:safeguarding")).context["form"]["closures"].value()
    assert initial.splitlines() == ["01/05/2026 – 03/05/2026", "01/08/2026 – 15/08/2026", "24/12/2026"]


def test_a_closure_that_is_over_is_neither_shown_nor_kept_further(desk: Client, admin: TeamMember) -> None:
    Association.objects.filter(pk=admin.association_id).update(safeguarding_closures=[["2026-02-01", "2026-02-02"], "2026-03-02"])
    page = desk.get(reverse("association:team")).content.decode()
    assert said(ON, ON) in page
    assert "février" not in page
    posted(desk, closures=desk.get(reverse("association:safeguarding")).context["form"]["closures"].value())
    assert kept(admin).safeguarding_closures == [["2026-03-02", "2026-03-02"]]


def test_a_back_up_of_another_association_is_no_choice(desk: Client, admin: TeamMember) -> None:
    posted(desk, backup=str(TeamMemberFactory.create().pk))
    assert kept(admin).safeguarding_hours == {}
    own = TeamMemberFactory.create(association=admin.association)
    posted(desk, backup=str(own.pk), backup_phone="")
    assert kept(admin).safeguarding_backup == own


def test_a_refusal_of_the_domain_is_said(desk: Client, admin: TeamMember, monkeypatch: pytest.MonkeyPatch) -> None:
    """The form asks for all that opening asks for; should the two ever differ, nothing is changed."""
    ProgrammeFactory.create(association=admin.association)
    rules = "portal.programmes.operations.associations.rules.safeguarding_ready"
    monkeypatch.setattr(rules, lambda **_: False)
    assert "quelqu’un doit pouvoir répondre" in posted(desk)
    assert kept(admin).safeguarding_hours == {}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING])
def test_who_administers_says_it(admin: TeamMember, role: Role) -> None:
    other: Any = TeamMemberFactory.create(association=admin.association, role=role)
    assert sign_in(Client(), other.user).get(reverse("association:safeguarding")).status_code == 403
