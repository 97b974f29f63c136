"""An association that leaves the portal, in two acts of its own: it says so, and everything comes to its end; once nothing is open
any more, it goes. Nobody is left without a word: candidates are led on, mentors come to their review and their certificate.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from portal.accounts import operations as accounts
from portal.accounts.actors import Actor
from portal.accounts.models import ApiClient
from portal.accounts.queries import belongs_to_company
from portal.core.errors import Refusal
from portal.engagement import operations as engagement
from portal.engagement.enums import WAITING
from portal.engagement.enums import ApplicationState as A
from portal.engagement.models import Application
from portal.engagement.queries import is_volunteer, sessions_to_come
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import MEETING, ConcernState, PairState, ReferralState
from portal.mentorship.models import Concern, Pair, SpecialistReferral
from portal.programmes import operations as programmes
from portal.programmes.enums import ProgrammeStatus
from portal.programmes.models import Association, TeamMember
from portal.programmes.queries import teams_of
from portal.routing import operations as routing


class ExitRefused(Refusal):
    """An association does not leave yet: "still_open", with what is open."""

    code = "still_open"


@dataclass(frozen=True)
class Exit:
    """What leaving settles in an association: programmes still shown, candidates who wait, pairs not begun, that meet, at their
    review; people of its team; dates of training to come. What only its own people can settle first: referrals under way, and
    `protection`, whether a pair is suspended or a concern open (which of the two, and how many, is for its safeguarding referents
    alone).
    """

    leaving_since: date | None
    programmes: tuple[str, ...]
    candidates: int
    not_begun: int
    meeting: int
    at_review: int
    referrals: int
    protection: bool
    people: int
    dates: int

    @property
    def may_go(self) -> bool:
        """Whether nothing stands between the goodbye and the end; a review that is not in does not."""
        return not (self.candidates or self.not_begun or self.meeting or self.referrals or self.protection)


def exit_of(*, association: Association, at: datetime) -> Exit:
    """Return what leaving settles, and what it waits for: the preview of both acts, in a constant number of SQL queries."""
    pairs = Pair.objects.filter(mentee__association=association)
    referrals = SpecialistReferral.objects.filter(pair__mentee__association=association).exclude(state=ReferralState.CLOSED)
    waiting = Application.objects.filter(programme__association=association, state__in=WAITING - {A.DRAFT})
    open_concerns = Concern.objects.filter(association=association).exclude(state=ConcernState.CLOSED)
    shown = association.programmes.filter(status=ProgrammeStatus.OPEN).order_by("title", "id")
    return Exit(
        leaving_since=association.leaving_since,
        programmes=tuple(shown.values_list("title", flat=True)),
        candidates=waiting.count(),
        not_begun=pairs.filter(state__in=(PairState.PROPOSED, PairState.ACCEPTED)).count(),
        meeting=pairs.filter(state__in=MEETING).count(),
        at_review=pairs.filter(state=PairState.CLOSING).count(),
        referrals=referrals.count(),
        protection=pairs.filter(state=PairState.SUSPENDED).exists() or open_concerns.exists(),
        people=TeamMember.objects.filter(association=association, active=True).count(),
        dates=sessions_to_come(association_id=association.id, at=at).count(),
    )


@transaction.atomic
def say_goodbye(*, association: Association, by: Actor, at: datetime) -> Exit:
    """Begin to leave: programmes close, whoever waits for an answer has one and is led on, pairs not begun stop there, those that
    meet come to their review, dates of training are called off. Nobody of the team loses anything yet.

    Raises NotYours, ProgrammeRefused "leaving" (said before).
    """
    left = programmes.announce_leaving(association=association, by=by, at=at)
    ids = set(left.programmes.values_list("pk", flat=True))
    routing.leave_programmes(programme_ids=ids, by=by, at=at)
    mentorship.wind_down_pairs(association_id=left.id, by=by, at=at)
    engagement.stop_candidates(association_id=left.id, by=by, at=at)
    engagement.call_off_training(association_id=left.id, by=by, at=at)
    return exit_of(association=left, at=at)


@transaction.atomic
def go(*, association: Association, by: Actor, at: datetime) -> int:
    """Leave for good: pairs at their review end with a certificate, what was handed over is taken back; keys, places in the team
    and accounts that served for nothing else close. What its people or the law still need is kept for its own time.

    Returns how many places ended. Raises ExitRefused "still_open"; NotYours, ProgrammeRefused "not_leaving".
    """
    found = Association.objects.select_for_update().get(pk=association.pk)
    if found.leaving_since is not None and not (still := exit_of(association=found, at=at)).may_go:
        raise ExitRefused("still_open", referrals=still.referrals, protection=still.protection)
    mentorship.close_pairs(association_id=found.id, by=by, at=at)
    places = programmes.end_association(association=found, by=by, at=at)
    engagement.end_handovers(association_id=found.id, by=by, at=at)
    for client in ApiClient.objects.filter(association_id=found.id, revoked_at=None):
        accounts.revoke_api_client(client=client, by=by, at=at)
    for place in places:
        accounts.revoke_keys_of(user_id=place.user_id, association_id=found.id, by=by, at=at)
        elsewhere = teams_of(user_id=place.user_id) or is_volunteer(user_id=place.user_id)
        if not elsewhere and not belongs_to_company(user=place.user):
            accounts.close_account(user=place.user, by=by, at=at)
    return len(places)
