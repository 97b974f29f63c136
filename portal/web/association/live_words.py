"""An association's own figures in words and charts: one sentence each, a chart, the same in a table, and what it does not prove."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.engagement.enums import GateKind, TrainingTrack
from portal.journeys.live_figures import FEWEST_REVIEWS, Delay, LiveFigures, Rating
from portal.mentorship.enums import ReviewSide
from portal.ui.charts import Curve, Whisker, line, place, survival
from portal.ui.dates import date_format
from portal.ui.figures import Row, Section, Spot, spot_of
from portal.ui.numbers import grouped, told

REVIEWS = "reviews"
"""Drawn with too few answers too: that there are some is worth saying."""
STEPS: dict[str, Promise] = {
    "received": gettext_lazy("Candidatures reçues"),
    "answered": gettext_lazy("Première réponse"),
    "accepted": gettext_lazy("Acceptées"),
    "ready": gettext_lazy("Tout est prêt"),
    "paired": gettext_lazy("Binôme ouvert"),
    "going_on": gettext_lazy("Binôme en cours"),
}
QUESTIONS: dict[tuple[str, str], Promise] = {
    (ReviewSide.MENTOR, "satisfaction"): gettext_lazy("Mentors : content ou contente de ce binôme"),
    (ReviewSide.MENTOR, "felt_supported"): gettext_lazy("Mentors : bien soutenu ou soutenue"),
    (ReviewSide.MENTEE, "satisfaction"): gettext_lazy("Jeunes : content ou contente de ce binôme"),
    (ReviewSide.MENTEE, "felt_supported"): gettext_lazy("Jeunes : bien soutenu ou soutenue"),
}


def live_sections(found: LiveFigures) -> list[Section]:
    """Return the figures of a desk that have something to draw, in the order of a path."""
    made = (_funnel(found), _delays(found), _gates(found), _durations(found), _sessions(found), _training(found), _reviews(found))
    return [section for section in made if section.is_drawn or (section.code == REVIEWS and section.rows)]


def live_spots(found: LiveFigures) -> list[Spot]:
    """Return where the young people of the pairs that go on live, by code of their département."""
    return [spot_of(code, _pairs(count)) for code, count in found.departements.items()]


def _pairs(count: int) -> str:
    return told(ngettext("%(count)d binôme", "%(count)d binômes", count), {"count": count})


def _funnel(found: LiveFigures) -> Section:
    counts = dict(found.funnel)
    text = ngettext(
        "Sur %(received)d candidature reçue, %(paired)d a déjà mené à un binôme.",
        "Sur %(received)d candidatures reçues, %(paired)d ont déjà mené à un binôme.",
        counts["received"],
    )
    return Section(
        title=_("Des candidatures aux binômes"),
        finding=told(text, counts),
        rows=list(_bars([(str(STEPS[name]), count, str(grouped(count)), "") for name, count in found.funnel]))
        if counts["received"]
        else [],
        total=None,
        caveat=_(
            "Les candidatures reçues dans la période, et jusqu’où elles sont allées à ce jour : les dernières sont en chemin."
        ),
        form="funnel",
        code="funnel",
        columns=(_("Étape"), _("Candidatures")),
    )


def _delays(found: LiveFigures) -> Section:
    most = max((delay.high for _name, delay in found.delays if delay), default=0)
    answered = dict(found.delays)["answered"]
    return Section(
        title=_("Combien de jours jusqu’à chaque étape"),
        finding=_("La moitié des personnes ont une première réponse en %(days)s ou moins.") % {"days": _days(answered.median)}
        if answered
        else _("Personne n’a encore eu de réponse."),
        rows=[_delay(str(STEPS[name]), delay, most) for name, delay in found.delays],
        total=None,
        caveat=_("Depuis l’envoi, pour qui a franchi l’étape : celles et ceux qui attendent encore n’y sont pas."),
        form="dots",
        code="delays",
        legend=_("De gauche à droite, du jour de l’envoi à %(days)s. Un point dit la médiane, sa barre la moitié du milieu.")
        % {"days": _days(most)},
        columns=(_("Étape"), _("Durée médiane")),
    )


def _delay(label: str, delay: Delay | None, most: float) -> Row:
    if delay is None:
        return Row(label, _("personne encore"), "", "", hidden=True)
    middle = _("la moitié entre %(low)d et %(high)d jours") % {"low": round(delay.low), "high": round(delay.high)}
    many = told(ngettext("%(count)d personne", "%(count)d personnes", delay.count), {"count": delay.count})
    whisker = Whisker(place(delay.median, 0, most), place(delay.low, 0, most), place(delay.high, 0, most))
    return Row(label, _days(delay.median), "", "", hidden=False, aside=f"{middle} · {many}", whisker=whisker)


def _days(count: float) -> str:
    return ngettext("%(count)d jour", "%(count)d jours", round(count)) % {"count": round(count)}


def _gates(found: LiveFigures) -> Section:
    ranked = sorted(found.gates.items(), key=lambda one: -one[1])
    text = ngettext(
        "%(count)d personne acceptée attend encore une étape ; la plus attendue : %(gate)s.",
        "%(count)d personnes acceptées attendent encore une étape ; la plus attendue : %(gate)s.",
        found.held_up,
    )
    most = str(GateKind(ranked[0][0]).label).lower() if ranked else ""
    return Section(
        title=_("Ce qui reste à voir avant un binôme"),
        finding=told(text, {"count": found.held_up, "gate": most}),
        rows=list(_bars([(str(GateKind(kind).label), count, str(grouped(count)), "") for kind, count in found.gates.items()])),
        total=None,
        caveat=_("À ce jour. Une même personne peut attendre plusieurs étapes."),
        code="gates",
        columns=(_("Étape"), _("Personnes")),
    )


def _durations(found: LiveFigures) -> Section:
    points, last = [], None
    for months, value in found.lasting:
        if value is None:
            continue
        low, high = round(100 * value.low), round(100 * value.high)
        text = _("%(share)d %%") % {"share": round(100 * value.value)}
        last = (months, round(100 * value.value), low, high)
        points.append((months, 100 * value.value, 100 * value.low, 100 * value.high, _("%(n)d mois") % {"n": months}, text))
    sentence = _("Environ %(share)d %% des binômes durent %(months)d mois ou plus (IC 95 %% %(low)d à %(high)d %%).")
    facts = dict(zip(("months", "share", "low", "high"), last, strict=True)) if last else {}
    rows = [Row(label, text, "", "", hidden=False, aside=_between(low, high)) for _months, _value, low, high, label, text in points]
    return Section(
        title=_("Combien de temps durent les binômes"),
        finding=sentence % facts if last else "",
        rows=rows,
        total=None,
        caveat=_("Kaplan–Meier sur %(pairs)s des trois dernières années, en cours compris. La durée ne dit pas la qualité.")
        % {"pairs": _pairs(found.cohort)},
        form="survival",
        curve=survival(points, most=max((point[0] for point in points), default=1)),
        code="duration",
        columns=(_("Depuis la présentation"), _("Binômes qui durent")),
    )


def _between(low: float, high: float) -> str:
    """Return an interval in words; before the first pair ended there is none."""
    return _("IC 95 %% %(low)d à %(high)d %%") % {"low": round(low), "high": round(high)} if low < high else ""


def _sessions(found: LiveFigures) -> Section:
    total, hours = sum(one.sessions for one in found.months), sum(one.minutes for one in found.months) / 60
    text = ngettext(
        "%(count)d séance tenue, %(hours)s passées à deux.", "%(count)d séances tenues, %(hours)s passées à deux.", total
    )
    rows = [
        Row(_month(one.first), str(grouped(one.sessions)), "", "", hidden=not total, aside=_hours(one.minutes / 60))
        for one in found.months
    ]
    return Section(
        title=_("Séances, mois par mois"),
        finding=told(text, {"count": total, "hours": _hours(hours)}),
        rows=rows,
        total=None,
        caveat=_("Le mois en cours n’est pas sur la courbe : il n’est pas fini. Des heures disent du temps, pas un résultat."),
        form="line",
        curve=_curve(found),
        code="sessions",
        columns=(_("Mois"), _("Séances")),
    )


def _curve(found: LiveFigures) -> Curve:
    """Return the line of the sessions, without the month that is not over: the first month, the highest and the last are named
    under it, all of them in the table.
    """
    over = found.months[:-1]
    curve = line([(float(one.sessions), _month(one.first), str(grouped(one.sessions))) for one in over])
    most = max(range(len(over)), key=lambda number: over[number].sessions)
    named = sorted({0, most, len(over) - 1})
    return replace(curve, labels=tuple(curve.labels[number] for number in named))


def _month(first: date) -> str:
    return date_format(first, "M Y")


def _hours(hours: float) -> str:
    return told(ngettext("%(hours)d heure", "%(hours)d heures", round(hours)), {"hours": round(hours)})


def _training(found: LiveFigures) -> Section:
    sessions, hours = sum(one.sessions for one in found.training), sum(one.minutes for one in found.training) / 60
    text = ngettext(
        "%(hours)s de formation suivies, en %(count)d séance.", "%(hours)s de formation suivies, en %(count)d séances.", sessions
    )
    lines = []
    for one in found.training:
        people = told(ngettext("%(count)d personne", "%(count)d personnes", one.people), {"count": one.people})
        lines.append((str(TrainingTrack(one.track).label), one.minutes, _hours(one.minutes / 60), people))
    return Section(
        title=_("Formation des mentors"),
        finding=told(text, {"hours": _hours(hours), "count": sessions}),
        rows=list(_bars(lines)),
        total=None,
        caveat=_("Les heures de chaque personne, ajoutées : une séance d’une heure à dix compte dix heures."),
        code="training",
        columns=(_("Parcours"), _("Heures")),
    )


def _reviews(found: LiveFigures) -> Section:
    known = [one for one in found.ratings if one.mean is not None and one.question == "satisfaction"]
    parts = [
        _("%(side)s : %(mean)s sur 5") % {"side": str(ReviewSide(one.side).label).split(",")[0], "mean": _mean(one)}
        for one in known
    ]
    said = max((one.count for one in found.ratings), default=0)
    text = _("Il faut %(least)d bilans d’un même côté pour une moyenne.") % {"least": FEWEST_REVIEWS}
    closed = told(ngettext("%(count)d binôme terminé", "%(count)d binômes terminés", found.closed), {"count": found.closed})
    return Section(
        title=_("Ce que disent les bilans"),
        finding=" · ".join(parts) if parts else text,
        rows=[_rating(one) for one in found.ratings] if said else [],
        total=None,
        caveat=_("Sur %(closed)s dans la période. Qui arrête tôt remplit moins souvent un bilan.") % {"closed": closed},
        form="dots",
        code=REVIEWS,
        legend=_("De 1, pas du tout, à 5, tout à fait. Un point dit la moyenne, sa barre l’intervalle à 95 %."),
        columns=(_("Question"), _("Moyenne")),
    )


def _rating(one: Rating) -> Row:
    label = str(QUESTIONS[one.side, one.question])
    many = told(ngettext("%(count)d bilan", "%(count)d bilans", one.count), {"count": one.count})
    if one.mean is None:
        return Row(label, many, "", "", hidden=True)
    mean = one.mean
    aside = _("IC 95 %% %(low)s à %(high)s") % {"low": _tenth(max(1, mean.low)), "high": _tenth(min(5, mean.high))}
    whisker = Whisker(place(mean.value, 1, 5), place(mean.low, 1, 5), place(mean.high, 1, 5))
    return Row(label, _mean(one), "", "", hidden=False, aside=f"{aside} · {many}", whisker=whisker)


def _mean(one: Rating) -> str:
    return _tenth(one.mean.value if one.mean else 0)


def _tenth(value: float) -> str:
    return str(number_format(value, decimal_pos=1))


def _bars(lines: list[tuple[str, int, str, str]]) -> Iterator[Row]:
    """Yield a bar for each (label, amount, text, aside); the largest fills the width."""
    most = max((amount for _label, amount, _text, _aside in lines), default=0)
    for label, amount, text, aside in lines:
        share = round(100 * amount / most) if most else 0
        yield Row(label, text, f"{share}%", "", hidden=False, aside=aside, left=f"{(100 - share) / 2:.1f}%")
