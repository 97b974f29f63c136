"""The menu: which screens there are and for whom. A person sees only what their roles may open."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.journeys.light_menu import set_aside


@dataclass(frozen=True)
class Entry:
    """A screen in the menu; it is the current one at the addresses of `also` too, which are reached from it. `daily`: it keeps its
    place in a long menu, where the others fold under "Plus". `later`: a small association finds it on the page of the other screens
    until there is something in it (portal.journeys.light_menu).
    """

    label: str | Promise
    url_name: str
    roles: frozenset[Role]
    also: tuple[str, ...] = ()
    daily: bool = True
    later: str = ""


@dataclass(frozen=True)
class Link:
    """An entry as one person sees it."""

    label: str | Promise
    url: str
    current: bool
    folded: bool = False


@dataclass(frozen=True)
class Menu:
    """The links of one person; on a wide screen those that are folded stand under "Plus", on a narrow one all stand in a row."""

    links: list[Link]

    @property
    def folded(self) -> list[Link]:
        """Those under "Plus"."""
        return [link for link in self.links if link.folded]

    @property
    def folded_here(self) -> Link | None:
        """The current one, if it is folded: "Plus" says its name."""
        return next((link for link in self.folded if link.current), None)


MOST = 7
"""How many entries stand in a row at 1280 px beside the name and the language."""

_MENTORS = frozenset({Role.EMPLOYEE, Role.VOLUNTEER})
_TEAM = frozenset({Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT})
_STAFF = _TEAM | {Role.SAFEGUARDING}

ENTRIES = (
    Entry(_("Mon parcours"), "me:home", _MENTORS),
    Entry(_("Mes programmes"), "me:programmes", frozenset({Role.EMPLOYEE})),
    Entry(_("Mes séances"), "me:sessions", frozenset({Role.VOLUNTEER})),
    Entry(_("Mes compétences"), "me:skills", frozenset({Role.VOLUNTEER})),
    Entry(_("Ce que voient les RH"), "me:what-hr-sees", _MENTORS),
    Entry(_("Aujourd’hui"), "association:today", _STAFF),
    Entry(_("Propositions"), "association:proposals", frozenset({Role.ASSOCIATION_ADMIN, Role.COORDINATOR}), later="proposals"),
    Entry(_("Candidatures"), "association:candidates", _TEAM, also=("association:templates",)),
    Entry(_("Binômes"), "association:pairs", _STAFF),
    Entry(_("Suivi"), "association:follow-up", _TEAM, later="follow_up"),
    Entry(_("Agenda"), "association:calendar", _TEAM, later="calendar"),
    Entry(_("Places"), "association:intakes", frozenset({Role.ASSOCIATION_ADMIN, Role.COORDINATOR}), daily=False),
    Entry(_("Formations"), "association:training", _TEAM, daily=False),
    Entry(_("Compétences"), "association:skills", _TEAM, daily=False, later="skills"),
    Entry(_("Qualité"), "association:sheets", _TEAM, also=("association:review-forms", "association:agendas"), daily=False),
    Entry(_("Départs"), "association:departures", _TEAM, daily=False, later="departures"),
    Entry(_("Nos chiffres"), "association:figures", _TEAM, daily=False, later="figures"),
    Entry(
        _("Équipe"),
        "association:team",
        frozenset({Role.ASSOCIATION_ADMIN, Role.COORDINATOR}),
        also=("association:antennas", "association:systems"),
        daily=False,
    ),
    Entry(_("Inquiétudes"), "association:concerns", frozenset({Role.SAFEGUARDING})),
    Entry(_("Chiffres"), "company:figures", frozenset({Role.CSR, Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.DPO})),
    Entry(_("Campagnes"), "company:campaigns", frozenset({Role.CSR})),
    Entry(_("Catalogue"), "company:catalogue", frozenset({Role.CSR})),
    Entry(_("Temps accordé"), "company:working-time", frozenset({Role.HR, Role.CSR, Role.WORKS_COUNCIL})),
    Entry(_("SIRH"), "company:hris", frozenset({Role.HR})),
    Entry(_("Lettres"), "company:hris-letters", frozenset({Role.HR})),
    Entry(_("Heures pour la paie"), "company:payroll", frozenset({Role.PAYROLL})),
    Entry(_("Réglages"), "company:settings", frozenset({Role.PLATFORM_ADMIN})),
    Entry(_("Sources"), "company:sources", frozenset({Role.PLATFORM_ADMIN})),
    Entry(_("Connexion unique"), "company:idps", frozenset({Role.PLATFORM_ADMIN})),
    Entry(_("Registre"), "company:register", frozenset({Role.DPO}), also=("company:erasing",)),
    Entry(_("Protection des chiffres"), "company:protection", frozenset({Role.DPO})),
    Entry(_("Journal"), "company:audit", frozenset({Role.DPO})),
    Entry(_("Contenus"), "wagtailadmin_home", frozenset({Role.EDITOR})),
)


REST = Entry(_("Autres écrans"), "association:more", _TEAM, daily=False)
"""Where a small association finds what is not in its menu yet."""


def entries_of(actor: Actor) -> tuple[list[Entry], list[Entry]]:
    """Return the entries an actor's roles open: those in the menu, and those that are set aside until there is something in them.

    One SQL query for somebody of an association, unless they are bound to an antenna.
    """
    open_ones = [entry for entry in ENTRIES if actor.has(*entry.roles)]
    may_wait = actor.association_id is not None and not actor.antenna_ids and any(entry.later for entry in open_ones)
    aside = set_aside(association_id=actor.association_id) if may_wait and actor.association_id else frozenset()
    return [one for one in open_ones if one.later not in aside], [one for one in open_ones if one.later in aside]


def menu_of(*, actor: Actor, path: str) -> Menu:
    """Return the menu of an actor; the entry whose address begins the path (the longest such) is the current one."""
    shown, aside = entries_of(actor)
    here_already = [entry for entry in aside if path.startswith(reverse(entry.url_name))]
    listed = [*shown, *here_already, *([REST] if aside else [])]
    found = [(entry, reverse(entry.url_name)) for entry in listed]
    places = [(url, entry) for entry, own in found for url in (own, *map(reverse, entry.also))]
    _url, here = max(
        ((url, entry) for url, entry in places if path.startswith(url)), key=lambda place: len(place[0]), default=("", None)
    )
    return Menu([Link(entry.label, url, entry is here, not entry.daily and len(found) > MOST) for entry, url in found])
