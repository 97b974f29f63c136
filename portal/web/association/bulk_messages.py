"""A template to several: which one, what it says, when it leaves. The lists of candidates and of pairs say whom."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.engagement import queries
from portal.engagement.models import MessageTemplate
from portal.journeys import messages
from portal.journeys.bulk import One, Together
from portal.journeys.messages import Person
from portal.ui.access import PortalRequest

from .bulk import Act, Aside
from .intakes import association_id
from .message_templates import LANGUAGES, example

REFUSALS = {
    "application_over": gettext_lazy("Sa candidature est terminée."),
    "pair_over": gettext_lazy("Ce binôme est terminé, ou n’a jamais commencé."),
    "revoked": gettext_lazy("Cette personne ne partage plus son profil avec vous."),
    "no_contact": gettext_lazy("Aucune adresse personnelle n’est connue."),
    "unreachable": gettext_lazy("Son dernier message est revenu : demandez-lui une autre adresse."),
    "unwanted": gettext_lazy("Cette personne a choisi de ne plus recevoir ces messages-là. Appelez-la si c’est important."),
    "twice": gettext_lazy("Le message lui part déjà, une fois suffit."),
    "no_referent": gettext_lazy("Le texte parle de sa personne référente, et il n’y en a pas encore."),
    "names_young_person": gettext_lazy("Le texte nomme un ou une jeune de votre association. Corrigez d’abord le modèle."),
}


class MessageForm(forms.Form):
    """Which template."""

    template = forms.ModelChoiceField(
        label=gettext_lazy("Modèle"), queryset=MessageTemplate.objects.none(), empty_label=gettext_lazy("Choisir")
    )


def message_act(people: Callable[[PortalRequest, list[UUID]], list[Person]]) -> Act:
    """Return the act that sends a template to those whom `people` finds among the ticked."""

    def each(request: PortalRequest, ids: list[UUID], given: dict[str, Any], _at: datetime) -> list[One]:
        return messages.to_each(template=given["template"], people=people(request, ids))

    return Act(
        gettext_lazy("Envoyer un message"), _form, each, _refusal, undo="message", together=_together, aside=_aside, stamp=_stamp
    )


def _form(request: PortalRequest, data: Any) -> MessageForm:
    form = MessageForm(data)
    field = form.fields["template"]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = queries.message_templates(association_id=association_id(request))
    link = format_html('<a href="{}">{}</a>', reverse("association:templates"), _("Modèles de messages"))
    field.help_text = format_html("{} {}", _("Un modèle se relit et se change ici :"), link)
    return form


def _together(request: PortalRequest, given: dict[str, Any], at: datetime) -> Together:
    return messages.send(template=given["template"], by=request.actor, at=at)


def _aside(given: dict[str, Any], at: datetime, languages: set[str]) -> Aside:
    written = given["template"].languages
    when = _(
        "Chaque message part dans un quart d’heure à l’adresse personnelle, jamais à celle du travail. D’ici là, vous pouvez "
        "tout reprendre."
    )
    if messages.leaves_in_quiet_hours(at=at):
        when = _(
            "Ce sont les heures calmes : chaque message part à leur fin, à l’adresse personnelle. Vous pouvez tout reprendre "
            "pendant un quart d’heure."
        )
    return Aside(when, [(code, name, *example(written[code], code)) for code, name in LANGUAGES if code in languages])


def _stamp(given: dict[str, Any]) -> str:
    """Return which template was read, as it was: a colleague may change it before it is confirmed."""
    return f"{given['template'].id} {given['template'].changed_at.isoformat()}"


def _refusal(code: str, _facts: tuple[str, ...]) -> str:
    return str(REFUSALS.get(code) or _("Ce n’est pas possible en ce moment. Rien n’a été changé."))
