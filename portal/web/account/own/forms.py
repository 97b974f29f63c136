"""Forms of coming in without a company account: a number, a letter's code, a telephone, a code sent to it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.people.queries import legal_entities
from portal.people.rules.letter_code import read_code
from portal.people.rules.phone import read_phone


class NumberField(forms.CharField):
    """A matricule."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Votre matricule"),
            help_text=gettext_lazy("Il est sur votre bulletin de paie."),
            max_length=40,
            widget=forms.TextInput({"autocomplete": "off", "inputmode": "text", "spellcheck": "false"}),
            **kwargs,
        )


class SharedField(forms.BooleanField):
    """Whether others use this screen."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=gettext_lazy("Cet écran est partagé avec d’autres personnes"),
            help_text=gettext_lazy("La session durera dix minutes et rien ne restera ici."),
            required=False,
            **kwargs,
        )


class Marked(forms.Form):
    """A form that need not ask whether the screen is shared where it is known."""

    shared = SharedField()

    def __init__(self, *args: Any, marked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if marked:
            del self.fields["shared"]


class LetterForm(Marked):
    """The matricule, which is not in the letter, and the code, which is nowhere else."""

    number = NumberField()
    code = forms.CharField(
        label=gettext_lazy("Le code de votre lettre"),
        help_text=gettext_lazy("Douze lettres et chiffres, avec ou sans tirets. Par exemple 7K3M-QX9P-2WTD."),
        max_length=60,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    field_order = ("number", "code", "shared")

    def clean_code(self) -> str:
        """Tell a slip of the finger from a wrong code: the first counts as no try."""
        code = read_code(self.cleaned_data["code"])
        if code is None:
            raise forms.ValidationError(_("Il y a une faute de frappe dans ce code. Recopiez ses douze caractères."))
        return code


class NumberForm(Marked):
    """The matricule, for a code to the telephone that its person has chosen; the employer where two share a number."""

    number = NumberField()
    entity = forms.ChoiceField(label=gettext_lazy("Votre employeur"), required=False)
    field_order = ("number", "entity", "shared")

    def __init__(self, *args: Any, shared_numbers: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shared_numbers:
            employers = [(entity.code, entity.name) for entity in legal_entities()]
            self.fields["entity"].choices = [("", _("Choisissez")), *employers]  # type: ignore[attr-defined]  # a ChoiceField
            self.fields["entity"].required = True
        else:
            del self.fields["entity"]


class PhoneForm(forms.Form):
    """A telephone of one's own."""

    phone = forms.CharField(
        label=gettext_lazy("Votre numéro de portable"),
        help_text=gettext_lazy("Il ne sert qu’à recevoir vos codes. Personne ne le voit, ni les RH ni les associations."),
        max_length=30,
        widget=forms.TextInput({"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )

    def clean_phone(self) -> str:
        """Return the number in international form."""
        number = read_phone(self.cleaned_data["phone"])
        if number is None:
            raise forms.ValidationError(
                _("Ce numéro ne peut pas recevoir de SMS. En France il commence par 06 ou 07 ; ailleurs, par l’indicatif.")
            )
        return number


class CodeForm(forms.Form):
    """The six digits."""

    code = forms.CharField(
        label=gettext_lazy("Les six chiffres reçus par SMS"),
        max_length=20,
        widget=forms.TextInput({"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}),
    )
