"""How settings of sources are spoken of: what is wrong with one, and what a trial told."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.core.errors import Refusal
from portal.people.ports import Checked

from .workforce_words import columns_by_reason, field_name, why_refused

_SETUP: Mapping[str, str | Promise] = {
    "bad_name": _("Des lettres minuscules, des chiffres et des tirets, quarante au plus : paie, lucca-france…"),
    "name_taken": _("Ce nom est déjà celui d’une autre source."),
    "unknown_kind": _("Il n’y a pas de connecteur de ce nom."),
    "setting_missing": _("Ce réglage est nécessaire."),
    "setting_wrong": _("Cette valeur ne convient pas."),
    "secret_again": _("L’adresse change : saisissez aussi les secrets, pour qu’aucun ne parte vers une adresse inattendue."),
    "newer_version": _("Quelqu’un vient d’enregistrer une autre version : relisez-la, puis refaites votre changement."),
    "two_valid": _("Deux jetons de ce nom sont déjà valables : fermez d’abord le plus ancien."),
    "unknown_name": _("Aucun jeton valable ne porte ce nom."),
}


def why_not_kept(refusal: Refusal) -> str:
    """Return the sentence for settings that are not kept, or a token that is not made."""
    if refusal.code not in _SETUP:
        return why_refused(refusal)
    fields = refusal.facts.get("fields")
    said = str(_SETUP[refusal.code])
    return f"{said} ({', '.join(field_name(name) for name in fields)})" if fields else said


def problem(code: str, facts: Mapping[str, object]) -> str:
    """Return the sentence for what a trial ran into; nothing when it went well."""
    return why_refused(Refusal(code, **facts)) if code else ""


def refused_columns(checked: Checked) -> list[tuple[str, list[str]]]:
    """Return the refused columns of a trial by reason."""
    return columns_by_reason(checked.refused)
