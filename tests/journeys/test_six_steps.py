"""The main job, over the screens: an employee from the campaign to the certificate, the coordinator beside, the CSR manager at the
end. One test walks it all; each chapter is a function, told in order.
"""

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement.enums import DESK_KINDS
from portal.engagement.models import Application, ProfileHandover
from portal.mentorship.models import EngagementCertificate, Mentee, Pair, Session
from portal.metrics.models import Release
from portal.programmes.models import Campaign, Programme, TeamMember
from tests.factories import engagement
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.metrics import a_company
from tests.factories.people import EmployeeFactory
from tests.factories.personas import client_as
from tests.factories.programmes import CampaignFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@dataclass
class Stage:
    """Who is on it, and what they speak of."""

    mentor: Client
    coordinator: Client
    csr: Client
    programme: Programme
    referent: TeamMember
    campaign: Campaign


@pytest.fixture
def stage() -> Stage:
    today, now = clock.today(), clock.now()
    a_company(start=today - timedelta(days=200), months=5, people=400).save()
    programme = engagement.a_programme(at=now - timedelta(days=60), title="Cap sur la seconde")
    association = programme.association
    referent = TeamMemberFactory.create(association=association, role=Role.REFERENT, display_name="Claire Moreau")
    campaign = CampaignFactory.create(opens_on=today - timedelta(days=5), closes_on=today + timedelta(days=30))
    account = UserFactory.create()
    EmployeeFactory.create(user=account, given_name="Nora", family_name="Exemple")
    mentor = sign_in(Client(), account)
    return Stage(mentor, client_as(Role.COORDINATOR, association=association), client_as(Role.CSR), programme, referent, campaign)


def told(client: Client, address: str, given: dict[str, Any] | None = None) -> str:
    """Open an address, or send a form to it, and read the page one ends on."""
    answer = client.get(address, follow=True) if given is None else client.post(address, given, follow=True)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    return answer.content.decode().replace("\u00a0", " ").replace("\u202f", " ")


def chooses(stage: Stage) -> None:
    """S'engager, orientation: a profile, reasons, a wish."""
    assert "/fr/me/programmes/" in told(stage.mentor, "/fr/me/")
    told(stage.mentor, f"/fr/me/programmes/?campaign={stage.campaign.reference}")
    given = {"causes": ["orientation"], "slots": ["evening"], "hours_per_month": 4, "months": 9, "remote_ok": "on"}
    page = told(stage.mentor, "/fr/me/preferences/", given)
    assert stage.programme.title in page
    assert "Pourquoi" in page
    told(stage.mentor, "/fr/me/wishes/", {"move": "add", "programme": str(stage.programme.id)})


def applies(stage: Stage) -> Application:
    """Before the hand-over the association sees nothing; after it, what was chosen."""
    assert "Nora" not in told(stage.coordinator, "/fr/association/candidates/")
    form = {"personal_email": "nora@perso.example.org", "shared": ["causes"], "contact_previous": "no"}
    told(stage.mentor, f"/fr/me/applications/to/{stage.programme.id}/", form)
    application = Application.objects.get(volunteer__given_name="Nora")
    assert application.campaign == stage.campaign
    assert ProfileHandover.objects.get(application=application).revoked_at is None
    assert "Nora" in told(stage.coordinator, "/fr/association/candidates/")
    return application


def is_welcomed_and_trained(stage: Stage, application: Application) -> None:
    """Accueil, se former: steps, gates one by one, the charter, two hours of training."""
    desk = f"/fr/association/candidates/{application.id}/"
    for step in ("start_review", "invite", "accept"):
        told(stage.coordinator, f"{desk}steps/{step}/")
        told(stage.coordinator, f"{desk}steps/{step}/", {})
    assert "il manque" in told(stage.coordinator, f"{desk}steps/clear/", {}).lower()
    for kind in sorted(DESK_KINDS):
        for _ in range(2):
            told(stage.coordinator, f"{desk}gates/{kind}/", {"seen_on": clock.today().isoformat()})
    told(stage.mentor, f"/fr/me/applications/{application.id}/charter/", {})
    training = engagement.a_session_held(stage.programme.association, clock.now() - timedelta(days=1))
    came = {"came": [str(application.volunteer_id)]}
    told(stage.coordinator, f"/fr/association/training/sessions/{training.id}/", came)
    told(stage.coordinator, f"{desk}steps/clear/", {})
    application.refresh_from_db()
    assert application.state == "ready"


def is_paired(stage: Stage, application: Application) -> Pair:
    """A mentee by an alias, a referent behind the pair, and the effects shown before."""
    new = f"/fr/association/pairs/new/?application={application.id}"
    told(stage.coordinator, new)
    child = {"alias": "Wassila", "age_band": "18-25", "departement": "69", "agreements": []}
    told(stage.coordinator, new.replace("new/?", "new/mentee/?"), child)
    chosen = {
        "mentee": str(Mentee.objects.get(alias="Wassila").id),
        "referent": str(stage.referent.id),
        "on": clock.today().isoformat(),
    }
    assert not Pair.objects.filter(volunteer=application.volunteer).exists()
    read = re.search(r'name="read" value="([^"]+)"', told(stage.coordinator, new, chosen))
    assert read
    told(stage.coordinator, new, {**chosen, "read": read[1], "open": "1"})
    pair = Pair.objects.get(volunteer=application.volunteer)
    assert pair.clearance is not None
    return pair


def accompanies(stage: Stage, pair: Pair) -> None:
    """Accompagner: a session in one tap, and a worry always one click away."""
    home = told(stage.mentor, "/fr/me/")
    assert "C’est fait, 1 h" in home
    assert "inquiétude" in home
    told(stage.mentor, f"/fr/me/sessions/{pair.id}/", {"tap": "1"})
    assert Session.objects.get(pair=pair).minutes == 60
    told(stage.mentor, f"/fr/me/concern/{pair.id}/")


def looks_back(stage: Stage, pair: Pair) -> None:
    """Faire le bilan: both sides, the closing, a certificate anyone can check."""
    desk = f"/fr/association/pairs/{pair.id}/"
    told(stage.coordinator, f"{desk}closing/", {"closed_by": "mentor", "reason": "goals_reached"})
    both = {"satisfaction": 5, "felt_supported": 4, "next_wish": "help_others"}
    told(stage.mentor, f"/fr/me/review/{pair.id}/", both)
    told(stage.coordinator, f"{desk}reviews/final/mentee/", both)
    told(stage.coordinator, f"{desk}close/", {})
    certificate = EngagementCertificate.objects.get(pair=pair)
    pdf = stage.mentor.get(f"/fr/me/certificate/{pair.id}.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert "1 h" in told(Client(), f"/fr/certificate/{certificate.code}/")


def is_counted(stage: Stage) -> None:
    """The CSR manager publishes the quarter and reads it; no name of anyone is on the page."""
    told(stage.csr, "/fr/company/figures/")
    told(stage.csr, "/fr/company/figures/publish/")
    page = told(stage.csr, "/fr/company/figures/publish/now/", {})
    assert Release.objects.count() == 1
    assert re.search(r"\d+ %|non montré", page)
    for name in ("Nora", "Wassila", "Claire", stage.programme.association.name):
        assert name not in page


def test_the_six_steps(stage: Stage) -> None:
    chooses(stage)
    application = applies(stage)
    is_welcomed_and_trained(stage, application)
    pair = is_paired(stage, application)
    accompanies(stage, pair)
    looks_back(stage, pair)
    is_counted(stage)
