"""The forms of an OpenID provider: what is agreed on, and for whom."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.ports import OpenIdAgreement
from portal.programmes.queries import associations

from .idp_forms import DoorForm

PROOFS = (
    ("client_secret_basic", gettext_lazy("Secret en en-tête (client_secret_basic)")),
    ("client_secret_post", gettext_lazy("Secret dans le formulaire (client_secret_post)")),
)
MODES = (("query", gettext_lazy("Dans l’adresse (query)")), ("form_post", gettext_lazy("Par un formulaire (form_post)")))
FINER = ("proof", "response_mode", "scopes", "asks_userinfo", "acr_values")


class OpenIdForm(DoorForm):
    """What is agreed on with an OpenID provider. For an association, entities, number and roles do not count."""

    number_claim = forms.CharField(
        label=gettext_lazy("Déclaration du matricule"),
        help_text=gettext_lazy("Le nom de la déclaration (claim) qui porte le matricule du SIRH. Jamais une adresse e-mail."),
        max_length=120,
    )
    role_claim = forms.CharField(
        label=gettext_lazy("Déclaration des groupes"),
        help_text=gettext_lazy("Un chemin s’écrit avec des points\u00a0: realm_access.roles."),
        max_length=120,
        required=False,
    )
    proof = forms.ChoiceField(label=gettext_lazy("Comment Binôme se prouve"), choices=PROOFS)
    response_mode = forms.ChoiceField(label=gettext_lazy("Comment la réponse revient"), choices=MODES)
    scopes = forms.CharField(
        label=gettext_lazy("Portées demandées"),
        help_text=gettext_lazy("openid, et celles que ses déclarations demandent."),
        max_length=200,
    )
    asks_userinfo = forms.BooleanField(label=gettext_lazy("Lire aussi l’adresse «\u00a0userinfo\u00a0»"), required=False)
    acr_values = forms.CharField(
        label=gettext_lazy("Valeurs d’acr qui attestent un second facteur"),
        help_text=gettext_lazy("Pour une association\u00a0: séparées par des espaces, en plus de ce que dit amr."),
        max_length=400,
        required=False,
    )
    field_order: tuple[str, ...] = ("name", "entities", "number_claim", "role_claim", "roles", *FINER)
    for_association = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"proof": "client_secret_basic", "response_mode": "query", "scopes": "openid"} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        if self.for_association:
            for name in ("entities", "number_claim", "role_claim", "roles"):
                del self.fields[name]

    @property
    def plain_fields(self) -> list[forms.BoundField]:
        """What everybody fills."""
        return [field for field in self if field.name not in FINER]

    @property
    def finer_fields(self) -> list[forms.BoundField]:
        """What a few providers need."""
        return [self[name] for name in FINER]

    @property
    def finer_wrong(self) -> bool:
        """Whether an error stands in one of the finer settings, which are folded otherwise."""
        return any(name in self.errors for name in FINER)

    @property
    def association_id(self) -> UUID | None:
        """Whose door it is, None for the company's."""
        return None

    def agreement(self, *, slug: str, issuer: str, client_id: str) -> OpenIdAgreement:
        """Return what was agreed on."""
        said, of_association = self.cleaned_data, self.association_id is not None
        return OpenIdAgreement(
            slug=slug,
            name=said["name"],
            issuer=issuer,
            client_id=client_id,
            entities=() if of_association else tuple(said["entities"]),
            association_id=self.association_id,
            number_claim="" if of_association else said["number_claim"].strip(),
            role_claim="" if of_association else said["role_claim"].strip(),
            roles={} if of_association else said["roles"],
            proof=said["proof"],
            response_mode=said["response_mode"],
            scopes=" ".join(said["scopes"].split()),
            asks_userinfo=said["asks_userinfo"],
            acr_values=tuple(said["acr_values"].split()),
        )


class AssociationOpenIdForm(OpenIdForm):
    """What may change of an association's provider."""

    for_association = True

    def __init__(self, *args: Any, association_id: UUID, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.whose = association_id

    @property
    def association_id(self) -> UUID | None:
        """Whose door it is."""
        return self.whose


class NewOpenIdForm(OpenIdForm):
    """All of a new provider but its secret, which comes once its publication has been looked at."""

    slug = forms.SlugField(
        label=gettext_lazy("Nom court"),
        help_text=gettext_lazy("Dans les adresses données au fournisseur\u00a0: il ne change plus. Par exemple, acme."),
        max_length=40,
    )
    issuer = forms.CharField(
        label=gettext_lazy("Émetteur"),
        help_text=gettext_lazy(
            "Son «\u00a0issuer\u00a0», au signe près. Par exemple, chez Entra\u00a0ID, https://login.microsoftonline.com/…/v2.0."
        ),
        max_length=400,
    )
    client_id = forms.CharField(
        label=gettext_lazy("Identifiant de client"),
        help_text=gettext_lazy("Celui que le fournisseur a donné à Binôme (client_id)."),
        max_length=200,
    )
    association = forms.ChoiceField(
        label=gettext_lazy("Pour qui"),
        help_text=gettext_lazy("Une association fait entrer son équipe, sur invitation et avec un second facteur."),
        required=False,
    )
    field_order = ("slug", "name", "issuer", "client_id", "association", "entities", "number_claim", "role_claim", "roles", *FINER)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("entities", "number_claim"):  # asked of a company's provider alone: see clean()
            self.fields[name].required = False
        field = self.fields["association"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101  declared above
        found = [(str(one.pk), one.name) for one in associations().order_by("name")]
        field.choices = [("", _("Le personnel de l’entreprise")), *found]

    @property
    def association_id(self) -> UUID | None:
        """Whose door it is."""
        chosen = self.cleaned_data.get("association")
        return UUID(chosen) if chosen else None

    def clean(self) -> dict[str, Any]:
        """Ask for the entities and the number of a company's provider."""
        if not self.cleaned_data.get("association"):
            if not self.cleaned_data.get("entities") and "entities" not in self.errors:
                self.add_error("entities", _("Choisissez au moins une entité."))
            if not self.cleaned_data.get("number_claim"):
                self.add_error("number_claim", _("Donnez la déclaration qui porte le matricule."))
        return self.cleaned_data
