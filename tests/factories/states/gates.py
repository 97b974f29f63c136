"""A gate in each state that is computed from facts, and an exemption: as its person reads them, and the desk."""

from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import operations
from portal.engagement.enums import GateKind, TrainingMode
from portal.engagement.enums import GateState as G
from portal.engagement.models import Application, GateMet, TrainingModule
from tests.factories import engagement as apply
from tests.factories.mentorship import staff
from tests.factories.programmes import AssociationFactory

from .guide import Guide
from .home import Home, a_programme, a_team, account, ago, prepared, somebody

READ = {
    G.NOT_YET: "Pas encore",
    G.IN_PROGRESS: "1 sur 2",
    G.MET: "C’est fait",
    G.EXPIRES_SOON: "À renouveler bientôt",
    G.EXPIRED: "À renouveler",
}


def build(home: Home, guide: Guide) -> None:
    """Write somebody half-way through the gates, somebody whose proof ends soon, whose proof ended, and who is exempt."""
    half = apply.a_candidate_accepted(somebody("Sonia Da Silva"), home.adults, at=ago(40))
    for kind in (GateKind.IDENTITY_SEEN, GateKind.REFERENCES):
        operations.record_gate(application=half, kind=kind, seen_on=clock.local_day(ago(20)), by=home.by(), at=ago(20))
    _seen(home, guide, half, G.NOT_YET, G.IN_PROGRESS, G.MET)
    soon = _ready_until(home, "Élodie Rey", -20)
    _seen(home, guide, soon, G.EXPIRES_SOON)
    over = _ready_until(home, "Bruno Lefort", 3)
    _seen(home, guide, over, G.EXPIRED)
    _exempt(home, guide)
    _short_of_minutes(home, guide)
    _quiz_to_pass(guide)
    for programme in (home.minors, home.protected):
        candidate = apply.a_candidate_accepted(somebody(f"Aline {programme.code.title()}"), programme, at=ago(12))
        guide.see(account(candidate.volunteer), "me:application", "Avant la première rencontre", args=[candidate.id])
        guide.see(home.user(Role.COORDINATOR), "association:candidate", "Conditions d’accueil", args=[candidate.id])


def _seen(home: Home, guide: Guide, application: Application, *states: G) -> None:
    of = [f"gate:{state}" for state in states]
    words = [READ[state] for state in states]
    guide.see(account(application.volunteer), "me:application", *words, args=[application.id], of=of)
    for role in (Role.COORDINATOR, Role.ASSOCIATION_ADMIN):
        guide.see(home.user(role), "association:candidate", *words, args=[application.id], of=of)


def _ready_until(home: Home, name: str, days: float) -> Application:
    """Somebody ready, whose proof of the criminal record ended so many days ago (or will)."""
    application = prepared(home, name, home.adults, ago(75))
    GateMet.objects.filter(application=application, kind=GateKind.B3_SHOWN).update(valid_until=clock.local_day(ago(days)))
    return application


def _exempt(home: Home, guide: Guide) -> None:
    application = apply.a_candidate_accepted(somebody("Farid Kaci"), home.adults, at=ago(30))
    operations.exempt_from_gate(
        application=application, kind=GateKind.REFERENCES, valid_until=clock.local_day(ago(-120)),
        by=home.by(Role.ASSOCIATION_ADMIN), at=ago(3),
    )  # fmt: skip
    guide.see(account(application.volunteer), "me:application", "C’est fait", args=[application.id], name="exempt, to the person")
    desk = home.user(Role.ASSOCIATION_ADMIN)
    guide.see(desk, "association:candidate", "Dispense accordée", args=[application.id], name="exempt, at the desk")


def _short_of_minutes(home: Home, guide: Guide) -> None:
    """One module of half an hour was followed, where two hours are asked for."""
    application = apply.a_candidate_accepted(somebody("Tess Vidal"), home.adults, at=ago(30))
    module = operations.add_module(
        association=home.association,
        title="Écouter, sans conseiller trop vite",
        minutes=30,
        required=False,
        by=home.by(),
        at=ago(90),
    )
    session = operations.plan_session(module=module, starts_at=ago(8), mode=TrainingMode.IN_PERSON, by=home.by(), at=ago(40))
    operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=home.by(), at=ago(7))
    assert TrainingModule.objects.filter(association=home.association).count() > 1
    guide.see(account(application.volunteer), "me:application", "30 min sur", args=[application.id], of="gate:in_progress")


def _quiz_to_pass(guide: Guide) -> None:
    """The hours are there, and the quiz of what had to be followed is not: at an association that asks for one."""
    association = AssociationFactory.create(code="atelier", name="L’Atelier des mentors")
    team = a_team(association)
    programme = a_programme(association, code="atelier", title="Un métier, une main")
    by, module = staff(team[Role.COORDINATOR]), TrainingModule.objects.get(association=association)
    choices = ["Je la garde pour moi", "J’en parle à ma personne référente"]
    operations.add_question(module=module, text="Une inquiétude vous vient.", choices=choices, right=1, by=by, at=ago(90))
    application = apply.a_candidate_accepted(somebody("Ninon Favre"), programme, at=ago(30))
    session = operations.plan_session(module=module, starts_at=ago(8), mode=TrainingMode.IN_PERSON, by=by, at=ago(40))
    operations.record_attendance(session=session, volunteer_ids=[application.volunteer_id], by=by, at=ago(7))
    says = "ou son quiz à réussir"
    guide.see(account(application.volunteer), "me:application", says, args=[application.id], name="a quiz to pass")
    guide.see(team[Role.COORDINATOR].user, "association:candidate", says, args=[application.id], name="a quiz to pass, desk")
    guide.see(account(application.volunteer), "me:training", "Répondre au quiz", name="training, a quiz to pass")
