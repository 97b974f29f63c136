"""Facts from the rooms below, about persons who are already numbers: salted, so that no row here leads back to anyone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from hashlib import blake2b, sha256
from uuid import UUID

import numpy as np
import pandas as pd
from django.conf import settings
from django.utils import timezone

from portal.accounts import queries as accounts
from portal.engagement import queries as engagement
from portal.mentorship import queries as mentorship
from portal.people import queries as people
from portal.programmes import queries as programmes
from portal.programmes.models import Campaign
from portal.skills import queries as skills

from .costs import costs_of
from .enums import NOWHERE, ActionKind
from .payroll import Sent, engagement_times
from .periods import Period
from .ports import PublishedPage, published_pages


@dataclass(frozen=True, eq=False)
class Facts:
    """What figures of one quarter are made of. Every frame has a `person` column (unsigned 64 bits).

    members: person, site_group, entity (employed on the last day). signed_in: person. hours: person, minutes, basis, programme.
    applications: person, campaign, submitted, ready, over. pairs: person, campaign, programme, introduced, closed (timestamps or
    NaT). arrivals: person, campaign (came by its link in the quarter). views: pages opened and calls followed, by campaign; no
    person. training: person, minutes, category. reviews: person, said (1 to 5 or NaN). offer, actions, costs and places (by
    programme; programmes: their titles, by key): things, no person. skills: person, key (competence), change (NaN: not known), of
    the year, in a fourth quarter only; competences: their names. named: person, minutes of working time that payroll knows by name,
    since they were sent (R14).
    """

    quarter: Period
    members: pd.DataFrame
    signed_in: pd.DataFrame
    applications: pd.DataFrame
    pairs: pd.DataFrame
    hours: pd.DataFrame
    entities: dict[str, str]
    campaigns: dict[str, str]
    arrivals: pd.DataFrame
    views: dict[str, tuple[int, int]]
    training: pd.DataFrame
    reviews: pd.DataFrame
    skills: pd.DataFrame
    competences: dict[str, dict[str, str]]
    offer: programmes.Offer
    actions: dict[str, int]
    costs: dict[str, int]
    programmes: dict[str, str] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    named: pd.DataFrame = field(default_factory=lambda: _frame((), ("person", "minutes")))


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


class Keys(dict[UUID, str]):
    """The key of a cell for each id, written once: a million rows share a few texts."""

    def __missing__(self, found: UUID) -> str:
        self[found] = str(found)
        return self[found]


def facts_of(*, quarter: Period) -> Facts:
    """Read the facts of a quarter as they stood on its last day. Some twenty SQL queries, whatever the size."""
    return next(facts_over(quarters=[quarter]))


def facts_over(*, quarters: Sequence[Period]) -> Iterator[Facts]:
    """Yield the facts of each quarter as they stood on its last day; what spans quarters is read once, in columns."""
    numbers, until = Numbers(), max(quarters).end
    campaigns = {campaign.id: campaign for campaign in programmes.campaigns()}
    references = {pk: campaign.reference for pk, campaign in campaigns.items()}
    staff, employees = _staff(numbers), people.employee_ids_by_user()
    applications, pairs, of_pair = _applications(numbers, references, until), *_pairs(numbers, references, until)
    hours, titles = _hours(of_pair, quarters), {str(pk): title for pk, title in programmes.titles().items()}
    sent = list(engagement_times(start=min(quarters).start, end=until))
    pages = published_pages(until=until)
    entities = {entity.code: entity.name for entity in people.legal_entities()}
    for place, quarter in enumerate(quarters):
        yield Facts(
            quarter=quarter,
            members=_employed(staff, quarter),
            signed_in=_signed_in(quarter, numbers, employees),
            applications=_as_it_stood(applications, "submitted", ("ready", "over"), quarter),
            pairs=_as_it_stood(pairs, "introduced", ("closed",), quarter),
            hours=hours.loc[hours["quarter"] == place, ["person", "minutes", "basis", "programme"]],
            entities=entities,
            campaigns=(running := _running(campaigns.values(), quarter)),
            arrivals=_arrivals(quarter, numbers, employees, references),
            views={references[pk]: seen for pk, seen in programmes.campaign_counts(start=quarter.start, end=quarter.end).items()},
            training=_training(quarter, numbers, staff),
            reviews=_reviews(quarter, numbers),
            skills=_skills(quarter, numbers),
            competences=_competences(quarter),
            offer=(offer := programmes.offer(start=quarter.start, end=quarter.end)),
            programmes=titles,
            places={str(pk): places for pk, places in offer.by_programme},
            actions=_actions(quarter, len(running), pages),
            costs=costs_of(period_start=quarter.start, until=quarter.end),
            named=_named(sent, quarter, numbers),
        )


def _staff(numbers: Numbers) -> pd.DataFrame:
    rows = (
        (
            numbers.of(one.employee_id),
            one.site_group or NOWHERE,
            one.entity_code or NOWHERE,
            one.staff_category or NOWHERE,
            one.start,
            one.end,
        )
        for one in people.employment_rows()
    )
    frame = _frame(rows, ("person", "site_group", "entity", "category"), days=("start", "end"))
    return frame.astype({"site_group": "category", "entity": "category", "category": "category"})


def _employed(staff: pd.DataFrame, quarter: Period) -> pd.DataFrame:
    day = pd.Timestamp(quarter.end)
    here = staff.loc[~(staff["start"] > day) & ~(staff["end"] < day), ["person", "site_group", "entity"]]
    return here.astype({"site_group": "str", "entity": "str"})


def _applications(numbers: Numbers, references: dict[UUID, str], until: date) -> pd.DataFrame:
    rows = (
        (numbers.of(fact.employee_id, fact.volunteer_user_id), _reference(references, fact.campaign_id), *_days(fact))
        for fact in engagement.application_rows(until=until)
        if fact.employee_id or fact.volunteer_user_id
    )
    return _frame(rows, ("person", "campaign"), days=("submitted", "ready", "over"))


OfPair = dict[UUID, tuple[int, str]]


def _pairs(numbers: Numbers, references: dict[UUID, str], until: date) -> tuple[pd.DataFrame, OfPair]:
    """Return the pairs, and the mentor and programme of each where the portal knows the mentor."""
    rows, of_pair, keys = [], {}, Keys()
    for fact in mentorship.pair_rows(until=until):
        mentor = numbers.of(fact.employee_id, fact.volunteer_user_id, fact.pair_id)
        if fact.employee_id or fact.volunteer_user_id:
            of_pair[fact.pair_id] = (mentor, keys[fact.programme_id])
        known = (_reference(references, fact.campaign_id), keys[fact.programme_id])
        rows.append((mentor, *known, fact.introduced_on, fact.closed_on))
    return _frame(rows, ("person", "campaign", "programme"), days=("introduced", "closed")), of_pair


def _hours(of_pair: OfPair, quarters: Sequence[Period]) -> pd.DataFrame:
    """Return the minutes of each mentor, a quarter (its place), a time basis and a programme a row: the database adds up."""
    spans = [(quarter.start, quarter.end) for quarter in quarters]
    sums = (one for one in mentorship.minute_sums(spans=spans) if one.pair_id in of_pair)
    rows = ((*of_pair[one.pair_id], one.span, one.minutes, one.time_basis) for one in sums)
    return _frame(rows, ("person", "programme", "quarter", "minutes", "basis"))


def _training(quarter: Period, numbers: Numbers, staff: pd.DataFrame) -> pd.DataFrame:
    """Return the minutes of training of each person, with the staff category that the company counts them in."""
    sums = engagement.training_sums(start=quarter.start, end=quarter.end)
    rows = (
        (numbers.of(one.employee_id, one.volunteer_user_id), one.minutes)
        for one in sums
        if one.employee_id or one.volunteer_user_id
    )
    frame = _frame(rows, ("person", "minutes"))
    category = staff.set_index("person")["category"].astype("str")
    return frame.assign(category=frame["person"].map(category[~category.index.duplicated()]).fillna(NOWHERE))


def _reviews(quarter: Period, numbers: Numbers) -> pd.DataFrame:
    """Return how each mentor rated the pair whose end came; once a person, the first one told."""
    found = mentorship.review_rows(start=quarter.start, end=quarter.end)
    rows = (
        (numbers.of(one.employee_id, one.volunteer_user_id), one.satisfaction)
        for one in found
        if one.employee_id or one.volunteer_user_id
    )
    frame = _frame(rows, ("person", "said")).astype({"said": "float64"})
    return frame.drop_duplicates("person")


def _skills(quarter: Period, numbers: Numbers) -> pd.DataFrame:
    """Return how much each competence of each mentor changed over the year that ends: nothing before its last quarter."""
    rows: list[tuple[object, ...]] = []
    for one in skills.change_facts(start=date(quarter.year, 1, 1), end=quarter.end) if quarter.ends_year else ():
        if one.employee_id or one.volunteer_user_id:
            person = numbers.of(one.employee_id, one.volunteer_user_id)
            after = one.after or {}
            rows += [(person, code, _difference(before, after.get(code))) for code, before in one.before.items()]
    frame = _frame(rows, ("person", "key", "change")).astype({"change": "float64"})
    return frame.drop_duplicates(["person", "key"])


def _competences(quarter: Period) -> dict[str, dict[str, str]]:
    """Return the competences of the framework in use with their names, in a fourth quarter."""
    instrument = skills.instrument_in_use() if quarter.ends_year else None
    found = instrument.framework.competences if instrument else ()
    return {one.code: {"fr": one.name.fr, "en": one.name.en} for one in found}


def _difference(before: float | None, after: float | None) -> float:
    return float("nan") if before is None or after is None else after - before


def _as_it_stood(frame: pd.DataFrame, first: str, later: tuple[str, ...], quarter: Period) -> pd.DataFrame:
    """Return the rows that had begun by the last day; what came later had not happened."""
    day = pd.Timestamp(quarter.end)
    begun = frame.loc[frame[first] <= day].copy()
    for column in later:
        begun[column] = begun[column].where(begun[column] <= day)
    return begun


def _signed_in(quarter: Period, numbers: Numbers, employees: dict[UUID, UUID]) -> pd.DataFrame:
    users = accounts.users_signed_in(start=_midnight(quarter), end=_midnight(quarter.next))
    return _frame(((numbers.of(employees[user]),) for user in users if user in employees), ("person",))


def _named(sent: Iterable[Sent], quarter: Period, numbers: Numbers) -> pd.DataFrame:
    """Return the working minutes that payroll knows by name, a person a row."""
    rows = (
        (numbers.of(one.employee_id, one.volunteer_user_id), one.minutes)
        for one in sent
        if quarter.contains(one.month) and (one.employee_id or one.volunteer_user_id)
    )
    minutes: pd.Series[int] = _frame(rows, ("person", "minutes")).groupby("person")["minutes"].sum()
    return minutes.rename_axis("person").reset_index()


def _arrivals(quarter: Period, numbers: Numbers, employees: dict[UUID, UUID], references: dict[UUID, str]) -> pd.DataFrame:
    came = programmes.campaign_arrivals(start=quarter.start, end=quarter.end)
    rows = ((numbers.of(employees[user]), references[campaign]) for campaign, user in came if user in employees)
    return _frame(rows, ("person", "campaign"))


def _running(campaigns: Iterable[Campaign], quarter: Period) -> dict[str, str]:
    running = (one for one in campaigns if one.opens_on <= quarter.end and one.closes_on >= quarter.start)
    return {one.reference: one.title for one in running}


def _actions(quarter: Period, campaigns: int, pages: Iterable[PublishedPage]) -> dict[str, int]:
    """Return what was done, by kind: no person is behind any of it."""
    until = [page for page in pages if page.since <= quarter.end]
    trainings = engagement.training_offered(start=quarter.start, end=quarter.end)
    return {
        ActionKind.CAMPAIGNS: campaigns,
        ActionKind.PAGES: sum(page.of_campaign and page.since >= quarter.start for page in until),
        ActionKind.STORIES: sum(page.stories for page in until),
        ActionKind.TRAININGS: trainings.sessions,
        ActionKind.TRAINING_HOURS: trainings.minutes // 60,
    }


def _midnight(quarter: Period) -> datetime:
    return timezone.make_aware(datetime.combine(quarter.start, time()))


def _days(fact: engagement.ApplicationFact) -> tuple[object, ...]:
    return fact.submitted_on, fact.ready_on, fact.over_on


def _reference(references: dict[UUID, str], campaign_id: UUID | None) -> str:
    return references.get(campaign_id, "") if campaign_id else ""


def _frame(rows: Iterable[tuple[object, ...]], columns: tuple[str, ...], days: tuple[str, ...] = ()) -> pd.DataFrame:
    """Return rows as columns; days become timestamps by whole seconds, which is far faster than one by one."""
    frame = pd.DataFrame.from_records(list(rows), columns=[*columns, *days]).astype({"person": "uint64"})
    for day in days:
        frame[day] = pd.Series(np.array(frame[day].to_list(), dtype="datetime64[D]").astype("datetime64[s]"), index=frame.index)
    return frame
