"""The associations' side before anybody comes: teams, antennas, gates, charter, training, intakes, campaigns."""

import base64
import hmac
from datetime import date, datetime, timedelta
from functools import partial
from hashlib import sha256

from django.conf import settings

from portal.accounts import operations as accounts
from portal.accounts.actors import ANONYMOUS, SYSTEM, Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.engagement import operations as engagement
from portal.engagement.enums import TrainingMode, TrainingTrack
from portal.engagement.models import TrainingModule
from portal.programmes import operations as programmes
from portal.programmes import queries
from portal.programmes.enums import CampaignCount
from portal.programmes.models import Antenna, Association, Campaign, Programme, TeamMember

from . import rates
from .calendar import moment
from .dice import Dice
from .names import Names
from .stage import Desk, Stage

PASSWORD = "binome-demo-2026"  # noqa: S105  demo accounts exist in development only (portal.demo.checks)
CHARTER = (
    "Je viens quand je l’ai dit, et je préviens quand je ne peux pas. Je garde pour moi ce que l’on me confie, "
    "sauf si quelqu’un est en danger. Je ne suis jamais seul ou seule : ma personne référente est là. "
    "Je ne donne ni argent ni cadeau. Je ne publie rien sur la personne que j’accompagne."
)
CAMPAIGNS = ((1, "Janvier du mentorat"), (9, "La rentrée du mentorat"))
CAMPAIGN_DAYS = 45
# Whom a team has, with how many pairs each can follow; the administrator is there only where the team can sign in.
TEAM = ((Role.COORDINATOR, 15), (Role.REFERENT, 40), (Role.SAFEGUARDING, 0), (Role.ASSOCIATION_ADMIN, 0))
HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ("09:00", "18:00"))


def second_factor_secret(email: str) -> str:
    """Return the secret of a demo account's second factor: of this machine, not of the source."""
    return base64.b32encode(hmac.new(settings.SECRET_KEY.encode(), email.encode(), sha256).digest()[:20]).decode()


def set_up(stage: Stage, *, with_password: int) -> None:
    """Bring every association to where it can welcome; the first `with_password` teams can sign in."""
    names, at = Names(stage.dice("team")), stage.opening
    for index, association in enumerate(queries.associations()):
        team = _team(stage, association, names, signs_in=index < with_password, at=at)
        stage.desks[association.id] = team
        if index == 1:
            north, _south = _antennas(association, at)
            first = association.programmes.filter(status="open").order_by("code")[:1]
            programmes.place_programmes(antenna=north, programmes=list(first), by=SYSTEM, at=at)
    for programme in Programme.objects.filter(status="open").select_related("association").order_by("code"):
        stage.programmes[programme.id] = programme
        engagement.default_policy(programme=programme, by=stage.desks[programme.association_id].coordinator, at=at)


def _team(stage: Stage, association: Association, names: Names, *, signs_in: bool, at: datetime) -> Desk:
    members = {}
    for role, capacity in TEAM if signs_in else TEAM[:-1]:
        name, mailbox = names.invent()
        email = f"{mailbox}@{association.code}.example.org"
        user = _account(email, name, signs_in=signs_in, at=at)
        members[role] = programmes.add_team_member(
            user=user, association=association, role=role, display_name=name, capacity=capacity, by=SYSTEM, at=at
        )
    acting = {role: Actor(member.user_id, frozenset({str(role)}), association.id) for role, member in members.items()}
    by = acting[Role.COORDINATOR]
    programmes.set_safeguarding(
        association=association,
        hours=association.safeguarding_hours or HOURS,
        backup=members[Role.REFERENT],
        backup_phone=association.safeguarding_phone or "01 00 00 00 00",
        by=by,
        at=at,
    )
    engagement.publish_charter(association=association, text=CHARTER, effective_on=stage.start, by=by, at=at)
    module = engagement.add_module(
        association=association,
        title="Posture et rôle",
        summary="Ce que l’on attend de vous, ce que vous pouvez attendre de nous, et où s’arrête votre rôle.",
        minutes=180,
        required=True,
        by=by,
        at=at,
    )
    engagement.add_module(
        association=association,
        title="Écouter et questionner",
        summary="Des outils simples pour que l’autre trouve ses propres réponses.",
        minutes=120,
        required=False,
        by=by,
        at=at,
    )
    admin = acting.get(Role.ASSOCIATION_ADMIN, by)
    return Desk(association, by, admin, acting[Role.REFERENT], acting[Role.SAFEGUARDING], members[Role.REFERENT], module)


def _account(email: str, name: str, *, signs_in: bool, at: datetime) -> User:
    password = PASSWORD if signs_in else None
    secret = second_factor_secret(email) if signs_in else None
    return accounts.create_local_account(email=email, display_name=name, password=password, totp_secret=secret, by=SYSTEM, at=at)


def _antennas(association: Association, at: datetime) -> tuple[Antenna, Antenna]:
    """Give one association two antennas, north and south of its territory."""
    codes = sorted({code for programme in association.programmes.all() for code in programme.departements})
    half = max(1, len(codes) // 2)
    north = programmes.add_antenna(
        association=association, code="nord", name="Antenne Nord", departements=codes[:half], by=SYSTEM, at=at
    )
    south = programmes.add_antenna(
        association=association, code="sud", name="Antenne Sud", departements=codes[half:], by=SYSTEM, at=at
    )
    return north, south


def plan_the_years(stage: Stage) -> None:
    """Plan campaigns, intakes and training sessions, each on its day."""
    for year in range(stage.start.year, stage.end.year + 1):
        for month, title in CAMPAIGNS:
            opens = date(year, month, 6)
            if stage.start <= opens <= stage.end:
                _campaign(stage, f"{title} {year}", opens)
    half_year = stage.start
    while half_year <= stage.end:
        stage.calendar.plan(moment(half_year, stage.dice("intakes", str(half_year))), "intakes", lambda at: _intakes(stage, at))
        half_year = (half_year.replace(day=1) + timedelta(days=184)).replace(day=1)
    for desk in sorted(stage.desks.values(), key=lambda row: row.association.code):
        _training(stage, desk)


def _campaign(stage: Stage, title: str, opens: date) -> None:
    campaign = programmes.create_campaign(
        reference=f"{opens:%Y-%m}",
        title=title,
        opens_on=opens,
        closes_on=opens + timedelta(days=CAMPAIGN_DAYS),
        goal_pairs=45,
        by=stage.csr,
        at=stage.opening,
    )
    stage.campaigns.append(campaign)
    day = opens
    while day <= min(campaign.closes_on, stage.end):
        if day.weekday() < 5:
            dice = stage.dice("visits", str(day))
            stage.calendar.plan(moment(day, dice), "visits", partial(_visits, campaign, dice))
        day += timedelta(days=1)


def _visits(campaign: Campaign, dice: Dice, at: datetime) -> None:
    """Count a day's looks at the campaign's page, and the calls that were followed."""
    seen = dice.randint(*rates.PAGES_A_DAY)
    called = sum(dice.happens(rates.CALL_FOLLOWED) for _ in range(seen))
    for what, times in ((CampaignCount.SEEN, seen), (CampaignCount.CALLED, called)):
        programmes.count_campaign(campaign=campaign, what=what, times=times, by=ANONYMOUS, at=at)


def _intakes(stage: Stage, at: datetime) -> None:
    """Open an intake of half a year for every programme: as many places as its need and its team allow."""
    day = at.date()
    last = (day.replace(day=1) + timedelta(days=200)).replace(day=1)
    # The last intake stays open: whoever opens the demo later still finds places.
    closes = last - timedelta(days=1) if last <= stage.end else date(stage.end.year + 4, 12, 31)
    for programme in sorted(stage.programmes.values(), key=lambda row: row.code):
        offered = stage.dice("places", f"{programme.code}:{day}").randint(3, 8)
        programmes.open_intake(
            programme=programme,
            opens_on=day,
            closes_on=closes,
            starts_on=day + timedelta(days=30),
            places_funded=offered + 2,
            staff_capacity=offered + 1,
            places_offered=offered,
            by=stage.desks[programme.association_id].coordinator,
            at=at,
        )


def _training(stage: Stage, desk: Desk) -> None:
    """Hold a training evening every three weeks; who waits for it comes."""
    dice, code = stage.dice("training", desk.association.code), desk.association.code
    day = stage.start + timedelta(days=dice.randint(5, 25))
    while day <= stage.end:
        evening = moment(day, dice, hours=(18, 18))
        stage.calendar.plan(evening, f"training:{code}", lambda at: hold_training(desk, at))
        day += timedelta(days=21)


def hold_training(desk: Desk, at: datetime) -> None:
    """Hold a session for those who wait, if any."""
    came, desk.trainees = desk.trainees, []
    if not came:
        return
    session = engagement.plan_session(module=desk.module, starts_at=at, mode=TrainingMode.REMOTE, by=desk.coordinator, at=at)
    engagement.record_attendance(session=session, volunteer_ids=came, by=desk.coordinator, at=at)


def lessons(stage: Stage) -> list[tuple[TrainingModule, str]]:
    """Return each module of each association that is read as well as met for, with the lesson there is to read of it."""
    rows = TrainingModule.objects.filter(association__in=stage.desks, track__in=(TrainingTrack.WELCOME, TrainingTrack.ALONG))
    rows = rows.select_related("association")
    return [(one, "posture" if one.required else "listen") for one in rows.order_by("association__code", "-required")]


def team_of(association: Association) -> dict[str, TeamMember]:
    """Return the members of a team by role, as the demo made them."""
    return {member.role: member for member in TeamMember.objects.filter(association=association).select_related("user")}
