"""A concern and a referral to a professional in each of their states; the public page of a programme, open and closed."""

from datetime import timedelta
from typing import Any

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations
from portal.mentorship.enums import Authority, ConcernCategory, ConcernOutcome, RaisedBy, ReferralEnd, SpecialistKind, Urgency
from portal.mentorship.enums import ConcernState as C
from portal.mentorship.enums import ReferralState as R
from portal.mentorship.models import Concern, SpecialistReferral
from tests.factories.programmes import AssociationFactory, ProgrammeFactory, TeamMemberFactory

from .guide import Form, Guide
from .home import NOW, Home, account, ago
from .pairs import active

SHE_READS = {
    C.RAISED: "Je m’en occupe",
    C.ESCALATED: "délai passé",
    C.ACKNOWLEDGED: "Marquer comme traitée",
    C.CLOSED: "Gardée jusqu’au",
}
"""What the safeguarding referent reads of a concern in each state."""
OF_REFERRAL = {
    R.PROPOSED: "Noter l’accord du jeune et de sa famille",
    R.AGREED: "Noter la transmission au professionnel",
    R.TRANSMITTED: "Noter la réponse du professionnel",
    R.ACKNOWLEDGED: "Terminer ce relais",
    R.CLOSED: "Une ou un professionnel accompagne",
}
"""The step that each state of a referral waits for, on the page of its pair."""
STEPS = ("agree", "transmit", "acknowledge")


def build(home: Home, guide: Guide) -> None:
    """Write them: what nobody took up first, since the clock looks at every concern there is."""
    _concerns(home, guide)
    _referrals(home, guide)
    _public(home, guide)


def _concerns(home: Home, guide: Guide) -> None:
    reader = home.user(Role.SAFEGUARDING)
    found = {
        C.ESCALATED: _escalated(home),
        C.RAISED: _raised(home, 0.01, urgency=Urgency.CRITICAL),
        C.ACKNOWLEDGED: _taken(home),
        C.CLOSED: operations.close_concern(
            concern=_transmitted(home), outcome=ConcernOutcome.AUTHORITIES, by=home.by(Role.SAFEGUARDING), at=ago(1)
        ),
    }
    for state, concern in found.items():
        guide.see(reader, "association:concern", SHE_READS[state], args=[concern.id], of=f"concern:{state}")
    guide.see(reader, "association:concern", "CRIP du département", args=[_transmitted(home).id], name="concern transmitted")
    guide.see(reader, "association:concerns", "à prendre en charge avant le")
    guide.see(reader, "association:concerns", "Traitée", query="?show=all")
    pair = active(home, "Denis Moulin", "Yasmine")
    about = _raised(home, 1, pair=pair, category=ConcernCategory.MENTOR_CONDUCT, raised_by=RaisedBy.FAMILY)
    guide.see(reader, "association:concern", "Suspendu", args=[about.id], name="an allegation, the pair suspended at once")
    guide.see(reader, "association:pair", "Lever la suspension", args=[pair.id], of="pair:suspended")
    guide.see(account(pair.volunteer), "me:concern", "l’association", args=[pair.id], name="a concern of the mentor")
    for role in (Role.COORDINATOR, Role.REFERENT):
        guide.see(home.user(role), "association:concern", args=[about.id], status=403, name=f"a concern, to a {role}")


def _raised(home: Home, days: float, **fields: Any) -> Concern:
    given: dict[str, Any] = {
        "raised_by": RaisedBy.SCHOOL, "category": ConcernCategory.DISTRESS, "urgency": Urgency.STANDARD,
        "text": "Plus de nouvelles depuis deux semaines, on s’inquiète.", "contact": "01 00 00 00 00",
        "programme": fields["pair"].programme if "pair" in fields else home.adults, "by": home.by(Role.SAFEGUARDING), **fields,
    }  # fmt: skip
    return operations.raise_concern(at=ago(days), **given)


def _escalated(home: Home) -> Concern:
    concern = _raised(home, 9)
    operations.escalate_overdue(by=SYSTEM, at=ago(4))
    concern.refresh_from_db()
    return concern


def _taken(home: Home) -> Concern:
    return operations.acknowledge_concern(concern=_raised(home, 3), by=home.by(Role.SAFEGUARDING), at=ago(2.5))


def _transmitted(home: Home) -> Concern:
    concern, by = _taken(home), home.by(Role.SAFEGUARDING)
    operations.transmit_concern(concern=concern, authority=Authority.CRIP, sent_on=clock.local_day(ago(2)), by=by, at=ago(2))
    return concern


def _referrals(home: Home, guide: Guide) -> None:
    for state in R:
        referral = _referral(home, state)
        role = Role.SAFEGUARDING if state == R.PROPOSED else Role.REFERENT
        guide.see(home.user(role), "association:pair", OF_REFERRAL[state], args=[referral.pair_id], of=f"referral:{state}")
    guide.see(home.user(Role.REFERENT), "association:referrals", "à faire")


def _referral(home: Home, state: R) -> SpecialistReferral:
    by, pair = home.by(Role.REFERENT), active(home, f"Laure {state.name.title()}", f"Ilan {state.name[:3].title()}")
    referral = operations.propose_referral(pair=pair, kind=SpecialistKind.SOCIAL, professional="Mission locale", by=by, at=ago(9))
    done = {R.PROPOSED: 0, R.AGREED: 1, R.TRANSMITTED: 2}.get(state, 3)
    for days, step in zip((8, 7, 6), STEPS[:done], strict=False):
        operations.move_referral(referral=referral, step=step, on=clock.local_day(ago(days)), by=by, at=ago(days))
    if state == R.CLOSED:
        operations.close_referral(referral=referral, end=ReferralEnd.SUPPORTED, by=by, at=ago(1))
    return referral


def _public(home: Home, guide: Guide) -> None:
    """Whoever comes without an account: while somebody answers, outside those hours, after sending, and a wrong form."""
    code = home.adults.code
    guide.see(None, "concern-public", "Dites-la ici", args=[code], name="public page, open")
    guide.see(None, "concern-sent", "Merci de l’avoir dit", args=[code])
    guide.see(None, "concern-card", "119", args=[code])
    guide.see(
        None, "concern-public", "Il n’y a rien à cette adresse", args=["inconnu"], status=404, name="public page of no programme"
    )
    tomorrow = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[(NOW + timedelta(days=2)).weekday()]
    shut = AssociationFactory.create(code="relais", name="Le Relais", safeguarding_hours={tomorrow: ["09:00", "18:00"]})
    TeamMemberFactory.create(association=shut, safeguarding=True)
    closed = ProgrammeFactory.create(association=shut, code="tandem", title="Tandem")
    guide.see(None, "concern-public", "119", args=[closed.code], name="public page, closed hours")
    guide.see(None, "concern-sent", args=[closed.code], name="sent in closed hours")
    guide.see(None, "concern-public", args=[code], name="public page, nothing chosen", form=Form("Envoyer", {"text": "x" * 301}))
