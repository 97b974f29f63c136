"""Lists that find nothing or have a second page; something done for several, read before and taken back after; forms sent with what
cannot be.
"""

from portal.accounts.enums import Role
from portal.engagement.enums import SharedField
from portal.mentorship import operations
from portal.mentorship.models import Pair
from tests.factories import engagement as apply
from tests.factories.mentorship import a_session

from .guide import Form, Guide
from .home import Home, account, ago, prepared, somebody
from .pairs import a_mentee, active

MANY = 27
"""One more than fills a page of 25."""
IMPOSSIBLE = "2026-02-31"


def build(home: Home, guide: Guide) -> None:
    """Write a long list, and send what cannot be."""
    for number in range(MANY):
        apply.a_candidate_waiting(somebody(f"Alix {number + 1}"), home.minors, at=ago(2), fields=sorted(_NEEDED))
    _found(home, guide)
    _several(home, guide)
    _mentors_forms(home, guide)
    _desks_forms(home, guide)


_NEEDED = (SharedField.GIVEN_NAME, SharedField.FAMILY_NAME, SharedField.PERSONAL_EMAIL)


def _found(home: Home, guide: Guide) -> None:
    desk = home.user(Role.COORDINATOR)
    guide.see(desk, "association:candidates", "Page 2", query="?page=2", name="candidates, second page")
    for screen, query in (
        ("association:candidates", f"?programme={home.protected.id}&tab=waiting"),
        ("association:pairs", f"?programme={home.protected.id}"), ("association:pairs", "?whose=mine&show=closed"),
        ("association:messages-sent", "?became=stopped"), ("association:follow-up", "?whose=all&flag=quiet_14"),
        ("association:calendar", "?kind=closure"), ("me:directory", "?q=rien+de+tel"),
    ):  # fmt: skip
        who = desk if screen.startswith("association") else account(somebody("Lucie Bernard"))
        guide.see(who, screen, query=query, name=f"{screen} that finds nothing ({query.partition('=')[0]})")
    nobody = Form("^Chercher$", {"wanted": "Personne de ce nom"})
    guide.see(desk, "association:search", name="search that finds nothing", form=nobody)
    long = active(home, "Pauline Aubert", "Naïm", last=1)
    for days in {*range(2, MANY)} - {15}:
        a_session(long, ago(days))
    guide.see(account(long.volunteer), "me:sessions", "Page 2", query="?page=2", name="sessions, second page")


def _several(home: Home, guide: Guide) -> None:
    """Ticked, read, confirmed, taken back: each step is a screen, in this order, by somebody of the team alone."""
    head = home.user(Role.ASSOCIATION_ADMIN)
    young = f"?programme={home.minors.id}"
    tick = Form("Continuer", {"chosen": "*"})
    guide.see(head, "association:candidates", "Pour 25 personnes", name="1 for several, read before", query=young, form=tick)
    confirm = Form("Confirmer", before=tick)
    guide.see(head, "association:candidates", "C’est fait pour 25 personnes", name="2 for several, done", query=young, form=confirm)
    guide.see(
        head, "association:candidates", "tout est comme avant", name="3 for several, taken back", form=Form("^Tout reprendre$")
    )
    none = Form("Continuer")
    guide.see(head, "association:candidates", "Cochez au moins une ligne", name="4 for several, nobody ticked", form=none)
    guide.see(head, "association:pairs", "Pour 25 binômes", name="5 for several pairs, read before", form=tick)


def _mentors_forms(home: Home, guide: Guide) -> None:
    pair = active(home, "Estelle Morin", "Idris")
    mentor, long = account(pair.volunteer), "x" * 400
    for screen, press, fields, says in (
        ("me:session-log", "Enregistrer", {"on": IMPOSSIBLE, "minutes": "9999", "private_line": long}, "date valide"),
        ("me:session-plan", "Prévoir", {"on": str(ago(9).date()), "at": "18:00", "minutes": "60"}, "déjà passé"),
        ("me:session-plan", "Prévoir", {"on": IMPOSSIBLE, "at": "25:99", "minutes": "-4"}, "date valide"),
        ("me:goals", "Ajouter", {"detail": long}, "80"),
        ("me:concern", "Transmettre", {"text": long}, "300"),
    ):  # fmt: skip
        form = Form(press, fields)
        guide.see(mentor, screen, says, args=[pair.id], name=f"{screen}, what cannot be ({says})", form=form)
    applicant = account(somebody("Nadège Pons"))
    work = applicant.employee.work_email
    for email, says in ((work, "Donnez plutôt une adresse personnelle"), ("pas une adresse", "valide")):
        given = {"contact_previous": "yes", "personal_email": email}
        name = f"me:apply, what cannot be ({says})"
        guide.see(applicant, "me:apply", says, args=[home.adults.id], name=name, form=Form("Transmettre et envoyer", given))
    guide.see(applicant, "me:apply", "Transmettre et envoyer", args=[home.adults.id], name="me:apply, to fill in")


def _desks_forms(home: Home, guide: Guide) -> None:
    """Young people without what the law asks for, and days that cannot be, at the desk."""
    waits = prepared(home, "Yves Blin", home.minors, ago(80))
    mentee = operations.add_mentee(association_id=home.association.id, alias="Sara", age_band="12-15", by=home.by(), at=ago(30))
    pair: Pair = operations.propose_pair(
        volunteer=waits.volunteer, programme=home.minors, mentee=mentee, referent=home.team[Role.REFERENT], by=home.by(), at=ago(5)
    )
    desk = home.user(Role.COORDINATOR)
    guide.see(
        desk, "association:pair", "Il manque, du côté du ou de la jeune", args=[pair.id], name="pair of a minor, papers missing"
    )
    ready = prepared(home, "Josette Alary", home.protected, ago(80))
    proposed = operations.propose_pair(
        volunteer=ready.volunteer, programme=home.protected, mentee=a_mentee(home, "Ewen", home.protected),
        referent=home.team[Role.REFERENT], by=home.by(), at=ago(5),
    )  # fmt: skip
    guide.see(desk, "association:pair", "Il manque la convention individuelle", args=[proposed.id], name="agreement missing")
    form = Form("Poser la date", {"starts_at": IMPOSSIBLE, "places": "0"})
    guide.see(desk, "association:training", name="a date that cannot be", form=form)
    guide.see(desk, "association:new-intake", name="an intake that cannot be", form=Form("Ouvrir", {"places_offered": "-3"}))
