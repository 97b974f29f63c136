"""Facts from the rooms below, about persons who are already numbers: salted, so that no row here leads back to anyone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from hashlib import blake2b, sha256
from uuid import UUID

import pandas as pd
from django.conf import settings
from django.utils import timezone

from portal.accounts import queries as accounts
from portal.engagement import queries as engagement
from portal.mentorship import queries as mentorship
from portal.people import queries as people
from portal.programmes import queries as programmes

from .enums import NOWHERE
from .periods import Quarter


@dataclass(frozen=True, eq=False)
class Facts:
    """What figures of one quarter are made of. Every frame has a `person` column (unsigned 64 bits).

    members: person, site_group, entity (employed on the last day). signed_in: person. hours: person, minutes, basis.
    applications: person, campaign, submitted, ready, over. pairs: person, campaign, introduced, closed (timestamps or NaT).
    arrivals: person, campaign (came by its link in the quarter). views: pages opened and calls followed, by campaign; no person.
    """

    quarter: Quarter
    members: pd.DataFrame
    signed_in: pd.DataFrame
    applications: pd.DataFrame
    pairs: pd.DataFrame
    hours: pd.DataFrame
    entities: dict[str, str]
    campaigns: dict[str, str]
    arrivals: pd.DataFrame
    views: dict[str, tuple[int, int]]


class Numbers:
    """Gives each person the same number in every quarter, without storing which."""

    def __init__(self) -> None:
        self._key = sha256(settings.LEDGER_SALT.encode()).digest()
        self._known: dict[UUID, int] = {}

    def of(self, *ids: UUID | None) -> int:
        """Return the number of the first id there is (employee before account, so that figures of both compare)."""
        found = next(one for one in ids if one is not None)
        if found not in self._known:
            self._known[found] = int.from_bytes(blake2b(found.bytes, key=self._key, digest_size=8).digest())
        return self._known[found]


def facts_of(*, quarter: Quarter) -> Facts:
    """Read the facts of a quarter as they stood on its last day. Ten SQL queries, whatever the size."""
    numbers, campaigns = Numbers(), {campaign.id: campaign for campaign in programmes.campaigns()}
    references = {pk: campaign.reference for pk, campaign in campaigns.items()}
    applications = [
        (numbers.of(fact.employee_id, fact.volunteer_user_id), references.get(_id(fact.campaign_id), ""), *_days(fact))
        for fact in engagement.application_rows(until=quarter.end)
        if fact.employee_id or fact.volunteer_user_id
    ]
    pairs = [
        (
            numbers.of(fact.employee_id, fact.volunteer_user_id, fact.pair_id),
            references.get(_id(fact.campaign_id), ""),
            fact.introduced_on,
            fact.closed_on,
        )
        for fact in mentorship.pair_rows(until=quarter.end)
    ]
    hours = [
        (numbers.of(fact.employee_id, fact.volunteer_user_id), fact.minutes, fact.time_basis)
        for fact in mentorship.hour_rows(start=quarter.start, end=quarter.end)
        if fact.employee_id or fact.volunteer_user_id
    ]
    employees = people.employee_ids_by_user()
    running = (one for one in campaigns.values() if one.opens_on <= quarter.end and one.closes_on >= quarter.start)
    return Facts(
        quarter=quarter,
        members=_members(quarter, numbers),
        signed_in=_signed_in(quarter, numbers, employees),
        applications=_frame(applications, ("person", "campaign"), days=("submitted", "ready", "over")),
        pairs=_frame(pairs, ("person", "campaign"), days=("introduced", "closed")),
        hours=_frame(hours, ("person", "minutes", "basis")),
        entities={entity.code: entity.name for entity in people.legal_entities()},
        campaigns={one.reference: one.title for one in running},
        arrivals=_arrivals(quarter, numbers, employees, references),
        views={references[pk]: seen for pk, seen in programmes.campaign_counts(start=quarter.start, end=quarter.end).items()},
    )


def _members(quarter: Quarter, numbers: Numbers) -> pd.DataFrame:
    rows = (
        (numbers.of(member.employee_id), member.site_group or NOWHERE, member.entity_code or NOWHERE)
        for member in people.eligible_members(on=quarter.end)
    )
    return _frame(rows, ("person", "site_group", "entity"))


def _signed_in(quarter: Quarter, numbers: Numbers, employees: dict[UUID, UUID]) -> pd.DataFrame:
    users = accounts.users_signed_in(start=_midnight(quarter), end=_midnight(quarter.next))
    return _frame(((numbers.of(employees[user]),) for user in users if user in employees), ("person",))


def _arrivals(quarter: Quarter, numbers: Numbers, employees: dict[UUID, UUID], references: dict[UUID, str]) -> pd.DataFrame:
    came = programmes.campaign_arrivals(start=quarter.start, end=quarter.end)
    rows = ((numbers.of(employees[user]), references[campaign]) for campaign, user in came if user in employees)
    return _frame(rows, ("person", "campaign"))


def _midnight(quarter: Quarter) -> datetime:
    return timezone.make_aware(datetime.combine(quarter.start, time()))


def _days(fact: engagement.ApplicationFact) -> tuple[object, ...]:
    return fact.submitted_on, fact.ready_on, fact.over_on


def _id(campaign_id: UUID | None) -> UUID:
    return campaign_id or UUID(int=0)


def _frame(rows: Iterable[tuple[object, ...]], columns: tuple[str, ...], days: tuple[str, ...] = ()) -> pd.DataFrame:
    frame = pd.DataFrame(list(rows), columns=[*columns, *days]).astype({"person": "uint64"})
    for day in days:
        frame[day] = pd.to_datetime(frame[day])
    return frame
