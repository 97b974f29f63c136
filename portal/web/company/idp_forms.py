"""The forms of a company's SAML provider: what is agreed on, and where its metadata comes from."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.enums import COMPANY_ROLES, Role
from portal.accounts.ports import DoorAgreement
from portal.people.queries import legal_entities

from .idp_files import DocumentForm

EITHER = "employeeNumber|NameID"


class DoorForm(forms.Form):
    """What is agreed on with a provider of either kind: its name, whom it lets in, the roles that its groups give."""

    name = forms.CharField(
        label=gettext_lazy("Nom sur le bouton de connexion"), help_text=gettext_lazy("Par exemple, Compte Acme."), max_length=80
    )
    entities = forms.MultipleChoiceField(
        label=gettext_lazy("Entités"),
        help_text=gettext_lazy("Ce fournisseur ne fait entrer que leur personnel."),
        widget=forms.CheckboxSelectMultiple,
    )
    roles = forms.CharField(
        label=gettext_lazy("Rôles donnés par les groupes"),
        help_text=gettext_lazy("Une ligne par groupe\u00a0: groupe = rôle. Rôles\u00a0: %(roles)s.")
        % {"roles": ", ".join(sorted(map(str, COMPANY_ROLES)))},
        widget=forms.Textarea({"rows": 4}),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entities"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101  declared above
        held = self.initial.get("entities", ())
        known = {entity.code: entity.name for entity in legal_entities()}
        field.choices = [(code, f"{known.get(code, '')} ({code})") for code in sorted({*known, *held})]

    def clean_roles(self) -> dict[str, str]:
        """Return the mapping; a line without a role that exists is told by its number."""
        found = {}
        for number, line in enumerate(self.cleaned_data["roles"].splitlines(), 1):
            group, _sign, role = (part.strip() for part in line.rpartition("="))
            if not line.strip():
                continue
            if not group or role not in {str(each) for each in COMPANY_ROLES}:
                raise forms.ValidationError(
                    _("Ligne %(number)s\u00a0: écrivez groupe = rôle, avec un rôle de la liste."), params={"number": number}
                )
            found[group] = str(Role(role))
        return found


class AgreementForm(DoorForm):
    """What a company agrees on with its SAML provider."""

    number_attribute = forms.CharField(
        label=gettext_lazy("Attribut du matricule"),
        help_text=gettext_lazy(
            "Son nom chez le fournisseur, ou NameID. Tel quel\u00a0: employeeNumber, ou un NameID persistant s’il n’y en a pas."
        ),
        max_length=120,
        initial=EITHER,
    )
    role_attribute = forms.CharField(label=gettext_lazy("Attribut des groupes"), max_length=120, required=False)
    sign_requests = forms.BooleanField(label=gettext_lazy("Signer nos demandes de connexion"), required=False)

    field_order: tuple[str, ...] = ("name", "entities", "number_attribute", "role_attribute", "roles", "sign_requests")

    def agreement(self, slug: str) -> DoorAgreement:
        """Return what was agreed on."""
        said = self.cleaned_data
        return DoorAgreement(
            slug=slug,
            name=said["name"],
            entities=tuple(said["entities"]),
            number_attribute=said["number_attribute"],
            role_attribute=said["role_attribute"],
            roles=said["roles"],
            sign_requests=said["sign_requests"],
        )


class RegistrationForm(AgreementForm, DocumentForm):
    """All of a new provider."""

    slug = forms.SlugField(
        label=gettext_lazy("Nom court"),
        help_text=gettext_lazy("Dans les adresses données au fournisseur\u00a0: il ne change plus. Par exemple, acme."),
        max_length=40,
    )
    url = forms.CharField(
        label=gettext_lazy("Ou l’adresse des métadonnées"),
        help_text=gettext_lazy("En https\u00a0: elles seront relues deux fois par jour."),
        max_length=400,
        required=False,
    )
    entity_id = forms.CharField(
        label=gettext_lazy("Identifiant du fournisseur, s’ils sont plusieurs"),
        help_text=gettext_lazy("Seulement pour les métadonnées d’une fédération\u00a0: l’entityID de celui à garder."),
        max_length=400,
        required=False,
    )
    field_order = ("slug", "name", "entities", "file", "url", "entity_id", *AgreementForm.field_order[2:])
