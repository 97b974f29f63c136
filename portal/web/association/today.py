"""The association's inbox: what needs me today, the most pressing first."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core import clock
from portal.engagement.models import GateMet
from portal.journeys.desk import Desk, desk
from portal.journeys.setting_up import steps
from portal.mentorship.models import Concern, Pair, SpecialistReferral
from portal.mentorship.queries import PairInNeed
from portal.ui.access import PortalRequest, allow
from portal.ui.dates import date_format
from portal.ui.numbers import told

from .setting_up import remaining

STAFF = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT, Role.SAFEGUARDING)
NUMBERS: tuple[str | Promise, ...] = (
    gettext_lazy("une"), gettext_lazy("deux"), gettext_lazy("trois"), gettext_lazy("quatre"), gettext_lazy("cinq"),
    gettext_lazy("six"), gettext_lazy("sept"), gettext_lazy("huit"), gettext_lazy("neuf"), gettext_lazy("dix"),
)  # fmt: skip


@dataclass(frozen=True)
class Item:
    """One line of the inbox: why it is here, what it is, when it is due, and the one thing to do."""

    tag: str
    tone: str
    title: str
    detail: str
    url: str
    verb: str
    button: str = "quiet"


@allow(*STAFF)
def today(request: PortalRequest) -> HttpResponse:
    """Show what waits for whoever acts."""
    at = clock.now()
    mine = desk(actor=request.actor, on=clock.local_day(at))
    items = [
        *(_concern(concern, at) for concern in mine.concerns),
        *(_suspended(pair) for pair in mine.suspended),
        *(_referral(referral) for referral in mine.referrals),
        *(_quiet(row) for row in mine.quiet),
        *_proposals(mine),
        *_candidates(mine),
        *(_gate(gate) for gate in mine.gates_ending),
        *_ready(mine),
        *_closing(mine),
    ]
    context = {
        "items": items,
        "greeting": _greeting(request, len(items)),
        "desk": mine,
        "load": mine.load_of(request.actor.id),
        "protects": request.actor.has(Role.SAFEGUARDING),
        "to_set_up": _to_set_up(request, mine, clock.local_day(at)),
    }
    return render(request, "mentorship/today.html", context)


def _to_set_up(request: PortalRequest, mine: Desk, on: date) -> int:
    """Return how many steps remain before a first pair, for who administers the association; none once there is one."""
    if mine.pairs or request.actor.association_id is None or not request.actor.has(Role.ASSOCIATION_ADMIN):
        return 0
    return len(remaining(steps(association_id=request.actor.association_id, on=on)))


def _greeting(request: PortalRequest, count: int) -> str:
    name = request.user.get_short_name() if isinstance(request.user, User) else ""
    if not count:
        return _("Bonjour %(name)s, rien ne presse aujourd’hui") % {"name": name}
    number = NUMBERS[count - 1] if count <= len(NUMBERS) else str(count)
    sentence = ngettext(
        "Bonjour %(name)s, %(number)s chose vous attend", "Bonjour %(name)s, %(number)s choses vous attendent", count
    )
    return sentence % {"name": name, "number": number}


def _concern(concern: Concern, at: datetime) -> Item:
    if concern.acknowledged_at is not None:
        taken = date_format(localtime(concern.acknowledged_at), "j F")
        return Item(
            tag=_("Inquiétude prise en charge"),
            tone="wait",
            title=_("Où en est cette inquiétude\u202f?"),
            detail=_("Prise en charge le %(day)s. Elle revient ici jusqu’à ce qu’elle soit traitée.") % {"day": taken},
            url=reverse("association:concern", args=[concern.id]),
            verb=_("Ouvrir"),
        )
    late = concern.due_at < at
    due = localtime(concern.due_at)
    return Item(
        tag=_("Inquiétude · il y a %(time)s") % {"time": timesince(concern.raised_at, at, depth=1)},
        tone="alert",
        title=_("Quelqu’un vous signale une inquiétude"),
        detail=(_("Le délai est passé, le %(day)s") if late else _("À prendre en charge avant le %(day)s"))
        % {"day": date_format(due, _("j F à H:i"))},
        url=reverse("association:concern", args=[concern.id]),
        verb=_("Ouvrir"),
        button="warm",
    )


def _suspended(pair: Pair) -> Item:
    since = date_format(localtime(pair.state_since), "j F") if pair.state_since else ""
    return Item(
        tag=_("Suspendu depuis le %(day)s") % {"day": since},
        tone="alert",
        title=_("%(mentor)s et %(mentee)s attendent votre décision")
        % {"mentor": pair.volunteer.given_name, "mentee": pair.mentee.alias},
        detail=_("Lever la suspension, ou mettre fin."),
        url=reverse("association:pair", args=[pair.id]),
        verb=_("Décider"),
    )


def _quiet(row: PairInNeed) -> Item:
    pair = row.pair
    known = (
        _("dernière séance le %(day)s") % {"day": date_format(row.last_held_on, "j F")} if row.last_held_on else _("aucune séance")
    )
    return Item(
        tag=" · ".join(str(flag.label) for flag in row.flags[:2]),
        tone="wait",
        title=_("%(names)s, %(programme)s") % {"names": row.names, "programme": pair.programme.title},
        detail=_("%(known)s · suivi par %(referent)s") % {"known": known.capitalize(), "referent": pair.referent.display_name},
        url=reverse("association:pair", args=[pair.id]),
        verb=_("Prendre des nouvelles"),
    )


def _referral(referral: SpecialistReferral) -> Item:
    pair = referral.pair
    return Item(
        tag=_("Relais · %(state)s") % {"state": referral.get_state_display()},
        tone="wait",
        title=_("%(mentor)s et %(mentee)s : un relais à faire avancer")
        % {"mentor": pair.volunteer.given_name, "mentee": pair.mentee.alias},
        detail=_("Prévu pour le %(day)s · suivi par %(referent)s")
        % {"day": date_format(referral.due_on, "j F") if referral.due_on else "", "referent": pair.referent.display_name},
        url=reverse("association:pair", args=[pair.id]) + "#referrals",
        verb=_("Faire avancer"),
    )


def _proposals(mine: Desk) -> list[Item]:
    items = []
    if mine.questions:
        title = ngettext(
            "%(count)d personne vous pose une question", "%(count)d personnes vous posent une question", mine.questions
        )
        detail = _("Chacune attend la réponse d’une personne, pas d’un calcul.")
        url = reverse("association:proposal-questions")
        items.append(Item(_("Question"), "warm", told(title, {"count": mine.questions}), detail, url, _("Répondre")))
    if mine.proposals:
        title = ngettext("%(count)d proposition à relire", "%(count)d propositions à relire", mine.proposals)
        before = _before(mine.review_before, _("À relire avant le %(day)s"))
        url = reverse("association:proposals")
        items.append(Item(_("Proposition"), "brand", told(title, {"count": mine.proposals}), before, url, _("Relire")))
    return items


def _before(day: date | None, words: str) -> str:
    """Return by when something is due; once that day is over, since when the oldest waits."""
    if day is None:
        return ""
    if day < clock.today():
        words = _("La plus ancienne attend depuis le %(day)s")
    return words % {"day": date_format(day, "j F")}


def _candidates(mine: Desk) -> list[Item]:
    return [*_new(mine), *_under_way(mine)]


def _under_way(mine: Desk) -> list[Item]:
    if mine.move_before is None:
        return []
    before = _before(mine.move_before, _("La plus proche échéance est le %(day)s"))
    url = reverse("association:candidates")
    return [Item(_("À faire avancer"), "", _("Des personnes attendent une suite de vous"), before, url, _("Faire avancer"))]


def _new(mine: Desk) -> list[Item]:
    if not mine.new_candidates:
        return []
    before = _before(mine.answer_before, _("Réponse attendue avant le %(day)s"))
    title = ngettext("%(count)d nouvelle candidature", "%(count)d nouvelles candidatures", mine.new_candidates)
    return [
        Item(_("À lire"), "", told(title, {"count": mine.new_candidates}), before, reverse("association:candidates"), _("Examiner"))
    ]


def _gate(gate: GateMet) -> Item:
    person = gate.application.volunteer
    over = gate.valid_until is not None and gate.valid_until < clock.today()
    words = _("Finissait le %(day)s") if over else _("Valable jusqu’au %(day)s")
    return Item(
        tag=words % {"day": date_format(gate.valid_until, "j F")} if gate.valid_until else "",
        tone="alert" if over else "wait",
        title=_("%(gate)s à renouveler") % {"gate": gate.get_kind_display()},
        detail=f"{person.given_name} {person.family_name}",
        url=reverse("association:candidate", args=[gate.application_id]),
        verb=_("Voir"),
        button="plain",
    )


def _ready(mine: Desk) -> list[Item]:
    return [
        Item(
            tag=_("Binôme à proposer"),
            tone="brand",
            title=_("%(name)s attend son binôme") % {"name": application.volunteer.given_name},
            detail=_("%(programme)s · tout est prêt depuis le %(day)s")
            % {"programme": application.programme.title, "day": date_format(localtime(application.state_since), "j F")},
            url=f"{reverse('association:pair-new')}?application={application.id}",
            verb=_("Proposer un binôme"),
        )
        for application in mine.ready
    ]


def _closing(mine: Desk) -> list[Item]:
    return [
        Item(
            tag=_("Bilan en cours"),
            tone="",
            title=_("%(mentor)s et %(mentee)s terminent") % {"mentor": pair.volunteer.given_name, "mentee": pair.mentee.alias},
            detail=pair.programme.title,
            url=reverse("association:pair", args=[pair.id]),
            verb=_("Finir le bilan"),
            button="plain",
        )
        for pair in mine.closing
    ]


urlpatterns = [path("", today, name="today")]
