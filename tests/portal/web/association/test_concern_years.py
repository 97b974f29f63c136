"""How long a concern is kept: said by the association, shown before it is shortened, counted for its protectors alone."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import ANONYMOUS, SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import AuditEntry
from portal.mentorship import operations
from portal.mentorship.models import Concern
from portal.programmes.models import Association, Programme, TeamMember
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.mentorship import AT, staff
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
URL = "association:retention"


@pytest.fixture(autouse=True)
def _three_years_later(monkeypatch: pytest.MonkeyPatch) -> None:
    later = AT + timedelta(days=3 * 365 + 10)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", later.date)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create()


@pytest.fixture
def protector(programme: Programme) -> TeamMember:
    return TeamMemberFactory.create(association=programme.association, safeguarding=True)


def an_old_worry(programme: Programme, protector: TeamMember) -> Concern:
    concern = operations.raise_concern(
        programme=programme, raised_by="family", category="school", urgency="standard", by=ANONYMOUS, at=AT
    )
    operations.acknowledge_concern(concern=concern, by=staff(protector), at=AT)
    return operations.close_concern(concern=concern, outcome="answered", by=staff(protector), at=AT)


def years_of(programme: Programme) -> int:
    return Association.objects.get(pk=programme.association_id).concern_years


def client_of(member: TeamMember) -> Client:
    return sign_in(Client(), member.user)


def test_it_is_five_years_until_somebody_says(programme: Programme, protector: TeamMember) -> None:
    page = client_of(protector).get(reverse("association:concerns")).content.decode()
    assert "gardée 5 ans" in page
    assert reverse(URL) in page


def test_a_longer_time_holds_at_once(programme: Programme, protector: TeamMember) -> None:
    answer = client_of(protector).post(reverse(URL), {"years": "8"})
    assert answer.status_code == 302
    assert answer["Location"] == reverse("association:concerns")
    assert years_of(programme) == 8
    entry = AuditEntry.objects.get(action="programmes.set_concern_years")
    assert (entry.actor_id, entry.facts) == (protector.user_id, {"before": 5, "years": 8})


def test_a_shorter_one_shows_what_goes_and_waits_for_a_yes(programme: Programme, protector: TeamMember) -> None:
    an_old_worry(programme, protector)
    client = client_of(protector)
    page = client.post(reverse(URL), {"years": "2"}).content.decode()
    assert "1 inquiétude finie s’efface cette nuit." in page
    assert years_of(programme) == 5
    assert "Aucune inquiétude n’est aussi ancienne" in client.post(reverse(URL), {"years": "4"}).content.decode()
    assert client.post(reverse(URL), {"years": "2", "confirm": "1"}).status_code == 302
    assert years_of(programme) == 2
    operations.purge_concerns(by=SYSTEM, at=clock.now())
    assert not Concern.objects.exists()


def test_who_administers_sees_no_number_of_concerns(programme: Programme, protector: TeamMember) -> None:
    an_old_worry(programme, protector)
    admin = client_of(TeamMemberFactory.create(association=programme.association, administrator=True))
    page = admin.post(reverse(URL), {"years": "1"}).content.decode()
    assert "Leur nombre ne se dit pas ici" in page
    assert "1 inquiétude finie" not in page
    assert admin.post(reverse(URL), {"years": "1", "confirm": "1"})["Location"] == reverse("association:team")


@pytest.mark.parametrize("given", ["0", "11", "-3", "", "deux", "2.5"])
def test_out_of_bounds_changes_nothing_and_says_so(given: str, programme: Programme, protector: TeamMember) -> None:
    page = client_of(protector).post(reverse(URL), {"years": given, "confirm": "1"})
    assert page.status_code == 200
    assert 'aria-invalid="true"' in page.content.decode()
    assert years_of(programme) == 5


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.REFERENT])
def test_others_of_the_team_may_not(role: Role, programme: Programme) -> None:
    member = TeamMemberFactory.create(association=programme.association, role=role)
    assert client_of(member).get(reverse(URL)).status_code == 403


def test_who_is_bound_to_an_antenna_sees_it_and_does_not_order_it(programme: Programme) -> None:
    antenna = AntennaFactory.create(association=programme.association)
    client = client_of(TeamMemberFactory.create(association=programme.association, antenna=antenna, safeguarding=True))
    page = client.get(reverse("association:concerns")).content.decode()
    assert "gardée 5 ans" in page
    assert reverse(URL) not in page
    assert client.post(reverse(URL), {"years": "9"}).status_code == 403
    assert years_of(programme) == 5


def test_one_that_is_over_says_until_when_it_is_kept(programme: Programme, protector: TeamMember) -> None:
    concern = an_old_worry(programme, protector)
    page = client_of(protector).get(reverse("association:concern", args=[concern.pk])).content.decode()
    assert "Gardée jusqu’au" in page
    assert "2 mars 2031" in page


def test_the_company_s_officer_reads_the_rule_and_no_number(programme: Programme, protector: TeamMember) -> None:
    an_old_worry(programme, protector)
    AssociationFactory.create(name="Autre", concern_years=1)
    page = sign_in(Client(), grant(UserFactory.create(), Role.DPO)).get(reverse("company:register")).content.decode()
    kept = page[page.index('id="concern-years"') :]
    assert f"<dt>{programme.association.name}</dt><dd>5 ans</dd>" in kept
    assert "<dt>Autre</dt><dd>1 an</dd>" in kept
    assert "fin de l’inquiétude + le nombre d’années choisi par l’association" in page
