"""The form of an application: what is handed over, and nothing that was not chosen."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from portal.engagement.enums import NEEDED_FIELDS, SharedField
from portal.journeys.applying import Handed, Starting

OPTIONAL = [
    (SharedField.CAUSES, _("Les causes qui vous tiennent à cœur")),
    (SharedField.SKILLS, _("Vos savoir-faire")),
    (SharedField.SLOTS, _("Vos disponibilités et votre rythme")),
    (SharedField.TERRITORY, _("Où vous pouvez vous rendre, ou à distance")),
    (SharedField.LANGUAGES, _("Les langues que vous parlez")),
]


class ApplyForm(forms.Form):
    """Contact, what else to hand over, and an answer about earlier associations."""

    personal_email = forms.EmailField(
        label=_("Votre courriel personnel"),
        max_length=254,
        help_text=_("Pas celui du travail : l’association vous écrit ici, et votre employeur ne le voit pas."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    personal_phone = forms.RegexField(
        r"^[+0-9 .()\-]{6,32}$",
        label=_("Votre téléphone personnel"),
        required=False,
        help_text=_("Souvent plus simple pour fixer l’entretien."),
        error_messages={"invalid": _("Écrivez ce numéro avec des chiffres, par exemple 06 00 00 00 00.")},
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
    )
    shared = forms.MultipleChoiceField(
        label=_("Ce que vous transmettez aussi"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Décochez ce que vous préférez dire vous-même lors de l’entretien."),
    )
    contact_previous = forms.TypedChoiceField(
        label=_("Si vous avez déjà été bénévole ailleurs, l’association peut-elle demander à y être rappelée ?"),
        choices=[("yes", _("Oui, elle le peut")), ("no", _("Non, je préfère en parler moi-même"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        help_text=_("La question est posée à chaque fois. Répondre non n’arrête rien : votre réponse est simplement indiquée."),
    )

    def __init__(self, *args: Any, known: Starting, offered: Iterable[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(str(code), label) for code, label in OPTIONAL if code in set(offered)]
        if not choices:
            del self.fields["shared"]
        else:
            self.fields["shared"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField
            self.fields["shared"].initial = [code for code, _label in choices]
        if known.volunteer:
            self.fields["personal_email"].initial = known.volunteer.personal_email
            self.fields["personal_phone"].initial = known.volunteer.personal_phone

    def handed(self) -> Handed:
        """Return what the person gives."""
        data = self.cleaned_data
        phone = [SharedField.PERSONAL_PHONE] if data["personal_phone"] else []
        return Handed(
            fields=tuple(map(str, [*NEEDED_FIELDS, *phone, *data.get("shared", [])])),
            personal_email=data["personal_email"],
            personal_phone=data["personal_phone"],
            contact_previous_associations=data["contact_previous"],
        )
