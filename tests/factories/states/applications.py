"""An application in each of its states, as its person sees it on a phone and its association at the desk."""

from collections.abc import Callable

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.engagement import operations
from portal.engagement.enums import STOPPED
from portal.engagement.enums import ApplicationState as S
from portal.engagement.models import Application
from portal.routing.models import VolunteerProfile
from tests.factories import engagement as apply
from tests.factories.routing import VolunteerProfileFactory, WishFactory

from .guide import Guide
from .home import Home, account, ago, prepared, somebody

NEXT = {
    S.DRAFT: "à envoyer avant le",
    S.SUBMITTED: "des nouvelles au plus tard le",
    S.UNDER_REVIEW: "des nouvelles au plus tard le",
    S.INVITED: "C’est un échange, pas un examen",
    S.ACCEPTED: "Avant la première rencontre",
    S.READY: "rien ne commence sans votre accord",
    S.PAIRED: "Voir mon parcours",
    S.COMPLETED: "Voir mon attestation",
    S.WAITING_LIST: "Vous êtes entre la 1",
    S.REDIRECTED: "Relire et envoyer",
    S.WITHDRAWN: "Voir les programmes",
    S.NOT_CONTINUING: "Voir les programmes",
    S.EXPIRED: "Voir les programmes",
}
"""What its person reads in each state: a next step, or an honest end with another way on."""
DESK = {
    S.SUBMITTED: "Étudier la candidature",
    S.UNDER_REVIEW: "Inviter à un entretien",
    S.INVITED: "Accepter et réserver une place",
    S.ACCEPTED: "Conditions d’accueil",
    S.READY: "Proposer un binôme",
    S.PAIRED: "Voir le binôme",
    S.COMPLETED: "Voir le binôme",
    S.WAITING_LIST: "Accepter et réserver une place",
    S.REDIRECTED: "Elle seule choisit",
    S.WITHDRAWN: "Rien n’est attendu de vous",
    S.NOT_CONTINUING: "Rien n’est attendu de vous",
    S.EXPIRED: "Rien n’est attendu de vous",
}


def build(home: Home, guide: Guide) -> None:
    """Write one application in each state, the late ones first: what is done to them looks at every application there is."""
    found = {S.EXPIRED: _expired(home), "late": _late(home)}
    found |= {state: _MADE[state](home) for state in S if state in _MADE}
    for state, application in found.items():
        if state != "late":
            seen(home, guide, S(state), application)
    late = found["late"]
    guide.see(
        account(late.volunteer),
        "me:application",
        "vous n’y êtes pour rien",
        args=[late.id],
        of="application:submitted",
        name="late",
    )
    guide.see(home.user(Role.COORDINATOR), "association:candidate", "réponse attendue", args=[late.id], name="late, at the desk")
    desk = home.user(Role.COORDINATOR)
    guide.see(desk, "association:pair-new", query=f"?application={found[S.READY].id}")
    _near(home, guide)
    _taken_back(home, guide)


def seen(home: Home, guide: Guide, state: S, application: Application) -> None:
    """Add what shows an application to its person and at the desk."""
    person, desk, of = account(application.volunteer), home.user(Role.COORDINATOR), f"application:{state}"
    guide.see(person, "me:application", NEXT[state], args=[application.id], of=of)
    guide.see(person, "me:home", "ne se poursuit pas" if state in STOPPED else "À qui de jouer", of=of)
    if state in DESK:
        guide.see(desk, "association:candidate", DESK[state], args=[application.id], of=of)
    else:
        guide.see(
            desk,
            "association:candidate",
            "Il n’y a rien à cette adresse",
            args=[application.id],
            status=404,
            name=f"{of}, hidden from the desk",
        )


def _waiting(home: Home, name: str, days: float = 3) -> Application:
    return apply.a_candidate_waiting(somebody(name), home.adults, at=ago(days))


def _expired(home: Home) -> Application:
    application = _waiting(home, "Ève Lambert", 40)
    for days in (29, 18):
        operations.expire_overdue(by=SYSTEM, at=ago(days))
    application.refresh_from_db()
    return application


def _late(home: Home) -> Application:
    application = _waiting(home, "Louise Perrin", 15)
    operations.expire_overdue(by=SYSTEM, at=ago(4))
    return application


def _at_the_desk(act: Callable[..., object], name: str) -> Callable[[Home], Application]:
    def made(home: Home) -> Application:
        application = _waiting(home, name)
        act(application=application, by=home.by(), at=ago(1))
        return application

    return made


def _withdrawn(home: Home) -> Application:
    application = _waiting(home, "Wassim Haddad")
    operations.withdraw(application=application, by=apply.person(application.volunteer), at=ago(1))
    return application


def _redirected(home: Home) -> Application:
    """There is a further wish: a draft is open there, which only the person sends."""
    application = _waiting(home, "Rosa Martins")
    profile: VolunteerProfile = VolunteerProfileFactory.create(user=application.volunteer.user, declared_at=ago(20))
    for rank, programme in enumerate((home.adults, home.minors), start=1):
        WishFactory.create(profile=profile, programme=programme, rank=rank)
    operations.redirect(application=application, by=home.by(), at=ago(1))
    return application


_MADE: dict[S, Callable[[Home], Application]] = {
    S.DRAFT: lambda home: apply.a_draft(somebody("Damien Faure"), home.adults, at=ago(3)),
    S.SUBMITTED: lambda home: _waiting(home, "Sarah Nguyen"),
    S.UNDER_REVIEW: _at_the_desk(operations.start_review, "Étienne Caron"),
    S.INVITED: _at_the_desk(operations.invite, "Inès Robert"),
    S.ACCEPTED: lambda home: apply.a_candidate_accepted(somebody("Amadou Diallo"), home.adults, at=ago(12)),
    S.READY: lambda home: prepared(home, "Rémi Colin", home.adults, ago(70)),
    S.WAITING_LIST: _at_the_desk(operations.put_on_waiting_list, "Lina Blanc"),
    S.REDIRECTED: _redirected,
    S.WITHDRAWN: _withdrawn,
    S.NOT_CONTINUING: _at_the_desk(operations.do_not_continue, "Noé Marchand"),
}


def _near(home: Home, guide: Guide) -> None:
    """Two days are left before the answer that was promised."""
    application = _waiting(home, "Fatou Ba", 8)
    guide.see(account(application.volunteer), "me:application", "au plus tard le", args=[application.id], name="deadline near")
    guide.see(home.user(Role.COORDINATOR), "association:candidate", "à faire", args=[application.id], name="deadline near, desk")


def _taken_back(home: Home, guide: Guide) -> None:
    """The hand-over is taken back: the association sees nothing any more; given, it can be."""
    application = _waiting(home, "Hugo Renard")
    person = account(application.volunteer)
    operations.revoke_handover(application=application, by=apply.person(application.volunteer), at=ago(1))
    guide.see(person, "me:application", "Voir les programmes", args=[application.id], name="hand-over taken back")
    desk = home.user(Role.COORDINATOR)
    guide.see(desk, "association:candidate", args=[application.id], status=404, name="hand-over taken back, hidden from the desk")
    given = _waiting(home, "Jeanne Picard")
    for screen in ("me:application-withdraw", "me:application-revoke"):
        guide.see(account(given.volunteer), screen, args=[given.id])
