"""Paper for people without a computer: activation letters, one page a person, and posters. Made in memory, kept nowhere."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from portal.people.operations import Letter
from portal.ui.dates import date_format

from .documents import make_pdf, printable
from .qr import qr_svg


def activation_letters(*, language: str, letters: Iterable[Letter], company: str, address: str, valid_until: date) -> bytes:
    """Return the letters as one document. The picture holds the address alone: a code in it would stay in the telephone."""
    with translation.override(language):
        words = {
            "language": language[:2],
            "title": _("Votre accès à Binôme"),
            "kicker": _("Personnel et confidentiel"),
            "company": company,
            "to": _("À remettre à"),
            "lead": _(
                "Binôme est le portail de mentorat de votre entreprise. Vous n’avez pas besoin d’un compte professionnel : "
                "cette lettre et votre téléphone suffisent. Comptez cinq minutes."
            ),
            "one": _("Ouvrez la page"),
            "one_how": _("Photographiez ce carré avec votre téléphone, ou recopiez l’adresse :"),
            "picture": _("Code QR : la page où l’on ouvre son accès"),
            "two": _("Saisissez votre matricule et ce code"),
            "number_how": _("Votre matricule est sur votre bulletin de paie ; il se termine par"),
            "code": _("Votre code"),
            "then": _("Vous choisirez ensuite comment revenir les fois suivantes, avec votre téléphone."),
            "until": _("Ce code sert une fois, jusqu’au %(day)s.") % {"day": date_format(valid_until, "j F Y")},
            "nobody": _("Il n’est gardé nulle part ailleurs. Ne le donnez à personne."),
            "lost": _("Lettre perdue, code refusé, téléphone changé : demandez une nouvelle lettre aux ressources humaines."),
            "free": _(
                "Participer est libre. Ni les RH ni vos responsables ne voient qui ouvre son accès, ni qui devient bénévole."
            ),
            "address": address,
        }
    return _made("letters", words, qr_svg(address), [asdict(letter) for letter in letters])


def campaign_poster(*, language: str, title: str, company: str, period: str, address: str, organisation: str = "Binôme") -> bytes:
    """Return a campaign's poster, A4: its title, its dates, and a picture that leads to the page with both ways in."""
    with translation.override(language):
        words = {
            "language": language[:2],
            "title": title,
            "kicker": _("Mentorat bénévole"),
            "lead": _("Donnez quelques heures par mois à une personne qui avance dans ses études ou vers un emploi."),
            "scan": _("Photographiez ce carré"),
            "picture": _("Code QR : la page de la campagne"),
            "or": _("ou recopiez l’adresse"),
            "company_way": _("J’ai un compte professionnel"),
            "company_how": _("Je me connecte comme d’habitude."),
            "letter_way": _("Je n’en ai pas"),
            "letter_how": _("Ma lettre d’activation et mon téléphone suffisent. Pas de lettre ? Je la demande aux RH."),
            "period": period,
            "company": company,
            "address": address,
        }
    return _made("poster", words, qr_svg(address))


def _made(template: str, words: Mapping[str, str], picture: str, letters: list[dict[str, Any]] | None = None) -> bytes:
    texts = {name: printable(text) for name, text in words.items()}
    lines = [{name: printable(text) for name, text in letter.items()} for letter in letters or []]
    data = {"words": json.dumps(texts), "letters": json.dumps(lines), "picture": picture}
    return make_pdf(template, words=data)
