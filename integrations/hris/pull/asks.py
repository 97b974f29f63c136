"""What every kind of source is asked."""

from django.utils.translation import gettext_lazy as _

from portal.people.ports import Ask

NIGHTLY = "nightly"
READING = Ask(
    "reading",
    _("Lecture"),
    _("Commencez à la demande : essai, plan à blanc, premier plan appliqué. Puis chaque nuit."),
    choices=(("manual", _("À la demande")), (NIGHTLY, _("Chaque nuit"))),
    default="manual",
)
