"""A proposal in each of its states, to its person and at the desk; the runs that make them, and those of the staff list."""

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.people.enums import RunState as SyncState
from portal.people.models import SyncRun
from portal.routing.enums import OverrideReason, RunState
from portal.routing.enums import ProposalState as P
from tests.factories import engagement as apply
from tests.factories.accounts import grant
from tests.factories.allocation import AllocationRunFactory, ContestFactory, ProposalFactory, WaitingPlaceFactory
from tests.factories.people import SyncRunFactory
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory

from .guide import Guide
from .home import TODAY, Home, account, ago, somebody
from .nothing import an_employee

HERS = {
    P.REVIEWED: "Dire oui et transmettre mon profil",
    P.CONSENTED: "Voir ma candidature",
    P.ACCEPTED: "Voir ma candidature",
    P.OVERRIDDEN: "Demander à une personne",
    P.DECLINED: "Demander à une personne",
    P.LAPSED: "Demander à une personne",
    P.ENDED: "Voir ma candidature",
}
"""What the person reads of each state they see."""
DESK = {
    P.PROPOSED: "Confirmer cette proposition",
    P.REVIEWED: "Proposer autre chose",
    P.CONSENTED: "attend",
    P.ACCEPTED: "Accueillie",
}
"""What the association reads, while somebody is waited for; later, only what became of it."""
OVER = {"deadline_on": None}
HELD = {"code": "population_drop", "before": 100, "after": 40, "percent": 40}


def build(home: Home, guide: Guide) -> None:
    """Write one campaign with a run in each state, and a proposal in each."""
    campaign = CampaignFactory.create(title="Un mois pour devenir mentor", opens_on=ago(60).date(), closes_on=ago(10).date())
    run = AllocationRunFactory.create(done=True, campaign=campaign, scheduled_on=ago(8).date())
    for state in P:
        _proposal(home, guide, run, state)
    _waiting(home, guide, run)
    _runs(guide, run)
    _staff_lists(guide)


def _proposal(home: Home, guide: Guide, run: object, state: P) -> None:
    volunteer = somebody(f"Salomé {state.name.title()}")
    person = account(volunteer)
    profile = VolunteerProfileFactory.create(user=person, declared_at=ago(30))
    given: dict[str, object] = {} if state in {P.PROPOSED, P.REVIEWED, P.CONSENTED, P.ACCEPTED} else dict(OVER)
    if state in {P.CONSENTED, P.ACCEPTED, P.ENDED}:
        application = apply.a_candidate_waiting(volunteer, home.adults, at=ago(3))
        given["application_id"] = application.id
    if state == P.OVERRIDDEN:
        given["override_reason"] = OverrideReason.DATES_MOVED
    made = ProposalFactory.create(profile=profile, programme=home.adults, run=run, state=state, **given)
    of, desk = f"proposal:{state}", home.user(Role.COORDINATOR)
    if state in HERS:
        guide.see(person, "me:proposal", HERS[state], args=[made.id], of=of)
    else:
        guide.see(person, "me:proposal", args=[made.id], status=404, name=f"{of}, not for its person")
    guide.see(person, "me:proposals", of=of)
    if state == P.SUPERSEDED:
        guide.see(desk, "association:proposal", args=[made.id], of=of, status=404)
    else:
        guide.see(desk, "association:proposal", DESK.get(state, made.pseudonym), args=[made.id], of=of)


def _waiting(home: Home, guide: Guide, run: object) -> None:
    """Somebody waits for a place; somebody asked a question, and somebody has the answer."""
    waits, asks, knows = (an_employee(name) for name in ("Blaise Tessier", "Coline Hardy", "Ludovic Noël"))
    places = {user: VolunteerProfileFactory.create(user=user, declared_at=ago(30)) for user in (waits, asks, knows)}
    WaitingPlaceFactory.create(profile=places[waits], programme=home.adults, run=run, position=3, since=ago(8))
    asked = ContestFactory.create(profile=places[asks], association=home.association, asked_at=ago(3))
    ContestFactory.create(
        profile=places[knows], association=home.association, asked_at=ago(9), answered_at=ago(2), answer="Les dates ont changé."
    )
    guide.see(waits, "me:proposals", "Vous attendez une place", name="proposals, waiting for a place")
    guide.see(waits, "me:home", "À qui de jouer", name="start page, waiting for a place")
    guide.see(asks, "me:proposals", "Réponse avant le", name="proposals, a question asked")
    guide.see(knows, "me:proposals", "Réponse de l’association", name="proposals, a question answered")
    desk = home.user(Role.COORDINATOR)
    guide.see(desk, "association:proposals", name="proposals, at the desk")
    guide.see(desk, "association:proposal-question", "Pourquoi si loin", args=[asked.id])


def _runs(guide: Guide, run: object) -> None:
    csr: User = grant(an_employee("Maxime Collet"), Role.CSR)
    for state in RunState:
        campaign = CampaignFactory.create(title=f"Une campagne, calcul {state}", opens_on=ago(60).date(), closes_on=ago(10).date())
        of = f"allocation_run:{state}"
        traits = {RunState.DONE: "done", RunState.FAILED: "failed", RunState.RUNNING: "running"}
        made = AllocationRunFactory.create(campaign=campaign, **({traits[state]: True} if state in traits else {"state": state}))
        guide.see(csr, "company:campaign-runs", args=[campaign.id], of=of)
        guide.see(csr, "company:campaign-run", args=[campaign.id, made.id], of=of)


def _staff_lists(guide: Guide) -> None:
    hr: User = grant(an_employee("Solange Petit"), Role.HR)
    for state in SyncState:
        traits = {SyncState.HELD: "held", SyncState.APPROVED: "approved"}
        given = {traits[state]: True} if state in traits else {"state": state}
        made = SyncRunFactory.create(source=f"liste-{state}", created_at=ago(2), as_of=TODAY, **given)
        if state == SyncState.HELD:
            SyncRun.objects.filter(pk=made.pk).update(held_for=[HELD])
        guide.see(hr, "company:hris-run", args=[made.id], of=f"sync_run:{state}")
