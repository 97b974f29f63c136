"""The life of a run, as a table."""

from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.core.transitions import NO_MAIL, Machine, Step

from .enums import RunState as S

_RUNS = (Role.SYSTEM, Role.HR)
_DECIDES = (Role.HR,)
_OPEN = (S.FETCHED, S.MAPPED, S.PLANNED, S.HELD, S.APPROVED)

RUN = Machine(
    name="sync_run",
    states=S,
    announce="portal.people.notifications.announce",
    steps=(
        Step("read", (S.FETCHED,), S.MAPPED, _RUNS, _("Lire le fichier"), NO_MAIL),
        Step("plan", (S.MAPPED,), S.PLANNED, _RUNS, _("Établir le plan"), NO_MAIL),
        Step("hold", (S.PLANNED,), S.HELD, _RUNS, _("Retenir le plan"), ("people.run_held",)),
        Step("let_through", (S.PLANNED,), S.APPROVED, _RUNS, _("Laisser passer"), NO_MAIL),
        Step("approve", (S.HELD,), S.APPROVED, _DECIDES, _("Approuver ce plan"), NO_MAIL),
        Step("reject", (S.HELD, S.APPROVED), S.ABORTED, _DECIDES, _("Rejeter ce plan"), NO_MAIL),
        Step("apply", (S.APPROVED,), S.APPLIED, _RUNS, _("Appliquer ce plan"), NO_MAIL),
        Step("fail", (S.FETCHED,), S.ABORTED, _RUNS, _("Abandonner un fichier illisible"), NO_MAIL),
        Step("give_way", _OPEN, S.ABORTED, _RUNS, _("Laisser place à un plan plus récent"), NO_MAIL),
        Step("fall_behind", (S.APPROVED,), S.ABORTED, _RUNS, _("Abandonner : l’effectif a changé depuis le plan"), NO_MAIL),
    ),
)  # fmt: skip
