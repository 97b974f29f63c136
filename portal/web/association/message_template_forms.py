"""The form in which an association writes a message for several, and the words of what is wrong with one."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Refusal
from portal.engagement.enums import Placeholder
from portal.engagement.models import MessageTemplate
from portal.engagement.rules import LONGEST_SUBJECT, LONGEST_TEXT, MessageWords

INVENTED = {
    Placeholder.GIVEN_NAME: "Camille",
    Placeholder.PROGRAMME: gettext_lazy("Premiers pas vers un métier"),
    Placeholder.ASSOCIATION: gettext_lazy("Votre association"),
    Placeholder.REFERENT: "Dominique Exemple",
    Placeholder.SIGNATURE: "Alix Exemple",
}
"""Somebody who does not exist, to read a message before it goes to anybody."""
SAID = {
    "name_length": ("name", gettext_lazy("Donnez un nom de 1 à 60 signes.")),
    "name_taken": ("name", gettext_lazy("Un autre modèle porte déjà ce nom.")),
    "subject_length": ("subject", gettext_lazy("L’objet tient sur une ligne, de 1 à 80 signes.")),
    "text_length": ("text", gettext_lazy("Le texte compte de 1 à 2 000 signes.")),
    "subject_placeholder": ("subject", gettext_lazy("L’objet reste neutre : pas d’accolades ici, elles vont dans le texte.")),
    "subject_names": (
        "subject",
        gettext_lazy(
            "L’objet dit « %(word)s ». Il se lit sur un écran verrouillé : aucun nom d’association, de programme ni de lieu."
        ),
    ),
    "unknown_placeholder": (
        "text", gettext_lazy("« {%(word)s} » n’existe pas. Choisissez dans la liste, ou écrivez-le sans accolades."),
    ),
    "brace": ("text", gettext_lazy("Une accolade est seule. Elles vont par deux, autour d’un mot de la liste.")),
}  # fmt: skip
WHOLE = {
    "names_young_person": gettext_lazy(
        "« %(word)s » est l’alias ou la référence d’un ou d’une jeune que vous suivez. Un message à plusieurs n’en parle jamais."
    ),
    "changed_since": gettext_lazy(
        "Quelqu’un de votre équipe a changé ce modèle pendant que vous écriviez. Copiez votre texte, puis rouvrez la page."
    ),
    "unknown_template": gettext_lazy("Ce modèle n’existe plus. Enregistrez le vôtre sous un autre nom depuis la liste."),
    "too_many": gettext_lazy("Vous avez déjà quarante modèles. Supprimez-en un d’abord."),
}


class TemplateForm(forms.Form):
    """A message in French, and in English if somebody reads it."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        label=gettext_lazy("Nom du modèle"),
        help_text=gettext_lazy("Pour votre équipe seulement."),
        max_length=60,
        error_messages={"required": SAID["name_length"][1]},
    )
    subject_fr = forms.CharField(
        label=gettext_lazy("Objet"),
        help_text=gettext_lazy("Neutre : il se lit sur un écran verrouillé."),
        max_length=LONGEST_SUBJECT,
        error_messages={"required": SAID["subject_length"][1]},
    )
    text_fr = forms.CharField(
        label=gettext_lazy("Texte"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea({"class": "tall"}),
        error_messages={"required": SAID["text_length"][1]},
    )
    subject_en = forms.CharField(label=gettext_lazy("Objet en anglais"), max_length=LONGEST_SUBJECT, required=False)
    text_en = forms.CharField(
        label=gettext_lazy("Texte en anglais"), max_length=LONGEST_TEXT, required=False, widget=forms.Textarea({"class": "tall"})
    )

    def given(self) -> dict[str, Any]:
        """Return what the door takes."""
        words = {language: self.words(language) for language in ("fr", "en")}
        seen = self.cleaned_data["seen"]
        return {"name": self.cleaned_data["name"], "seen_at": datetime.fromisoformat(seen) if seen else None, **words}

    def clean_seen(self) -> str:
        """Keep when the template was last seen; what is no instant was typed by nobody."""
        seen: str = self.cleaned_data["seen"]
        try:
            return datetime.fromisoformat(seen).isoformat() if seen else ""
        except ValueError as error:
            raise forms.ValidationError(_("Rouvrez la page : elle a été changée en route.")) from error

    def words(self, language: str) -> MessageWords:
        """Return what was written in a language."""
        return MessageWords(self.cleaned_data[f"subject_{language}"], self.cleaned_data[f"text_{language}"])

    def explain(self, refused: Refusal) -> None:
        """Say what is wrong, beside its field."""
        facts = {"word": refused.facts.get("word", "")}
        if refused.code in SAID:
            part, words = SAID[refused.code]
            self.add_error(part if part == "name" else f"{part}_{refused.facts['language']}", str(words) % facts)
        else:
            self.add_error(None, str(WHOLE.get(refused.code, _("Ce modèle n’a pas pu être gardé. Rien n’a changé."))) % facts)


def as_written(template: MessageTemplate) -> dict[str, str]:
    """Return a template as the form begins with it."""
    parts = ("name", "subject_fr", "text_fr", "subject_en", "text_en")
    return {part: getattr(template, part) for part in parts} | {"seen": template.changed_at.isoformat()}


def invented() -> dict[str, str]:
    """Return the values of somebody who does not exist, in the language of the page."""
    return {str(key): str(value) for key, value in INVENTED.items()}
