"""The catalogue in words: of each figure its unit, population, source and formula, with the version of that formula.

The method page, the workbook and the documents are made from these cards. A change of meaning is a new formula version.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .enums import (
    ACTIONS,
    ACTIVE,
    ANSWERS,
    COSTS,
    DURATION,
    FUNNEL,
    HOURS,
    OFFER,
    OPENED,
    PARTICIPATION,
    PROGRAMME_HOURS,
    PROGRAMME_PAIRS,
    PROGRAMME_PLACES,
    SATISFACTION,
    SKILLS,
    TRAINING,
    YEAR_HOURS,
    YEAR_PAIRED,
    YEAR_SIGNED_IN,
)

_QUARTER_SESSIONS = _("Séances notées par les mentors")
_PAIRS = _("Binômes suivis par les associations")


@dataclass(frozen=True)
class Card:
    """A figure's definition. `since`: the catalogue version that brought this formula; `form`: how it is drawn."""

    code: str
    name: str | Promise
    unit: str | Promise
    population: str | Promise
    source: str | Promise
    formula: str | Promise
    version: int = 1
    since: int = 1
    form: str = "bars"


CARDS = (
    Card(
        PARTICIPATION,
        _("Participation par groupe de sites"),
        _("part, à 5 % près"),
        _("Personnes employées au dernier jour du trimestre"),
        _("SIRH, candidatures et binômes"),
        _(
            "Personnes employées ayant une candidature en cours ou un binôme ouvert pendant le trimestre, sur toutes ; où la part "
            "ne peut pas être montrée, un tiers sur trois si c’est sans risque"
        ),
        version=2,
        since=4,
    ),
    Card(
        FUNNEL,
        _("Du premier clic à douze mois de mentorat"),
        _("personnes, à 5 près"),
        _("Personnes connectées, candidates ou mentors"),
        _("Connexions, candidatures et binômes"),
        _("Personnes qui font l’étape pendant le trimestre, chacune une fois"),
        version=2,
        since=2,
        form="funnel",
    ),
    Card(
        ACTIVE,
        _("Binômes actifs par société"),
        _("mentors, à 5 près"),
        _("Personnes employées dont un binôme est ouvert au dernier jour"),
        _PAIRS,
        _("Personnes employées ayant un binôme ouvert au dernier jour, chacune une fois"),
        version=2,
        since=6,
    ),
    Card(
        OPENED,
        _("Binômes ouverts"),
        _("mentors, à 5 près"),
        _("Mentors présentés à leur jeune pendant le trimestre"),
        _PAIRS,
        _("Mentors ayant rencontré leur jeune pendant le trimestre"),
    ),
    Card(
        HOURS,
        _("Heures de rencontre"),
        _("heures, à 5 près"),
        _("Mentors ayant tenu une séance pendant le trimestre"),
        _QUARTER_SESSIONS,
        _("Somme des minutes des séances tenues, par base de temps"),
    ),
    Card(
        DURATION,
        _("Combien de temps durent les binômes"),
        _("part, à 5 % près"),
        _("Mentors dont le binôme a commencé dans les deux ans avant le dernier jour"),
        _PAIRS,
        _(
            "Kaplan–Meier à 3, 6 et 12 mois, binômes en cours compris ; intervalle à 95 % (log-log), arrondi vers l’extérieur. Où "
            "la part ne peut pas être montrée, un tiers sur trois si c’est sans risque, parmi les binômes dont on sait s’ils ont "
            "duré jusque-là"
        ),
        version=2,
        since=6,
        form="survival",
    ),
    Card(
        TRAINING,
        _("Heures de formation par catégorie"),
        _("heures, à 5 près"),
        _("Personnes venues à une formation pendant le trimestre"),
        _("Présences notées par les associations ; catégorie du SIRH"),
        _("Somme des minutes de formation suivies"),
        since=3,
    ),
    Card(
        SATISFACTION,
        _("Ce que les mentors disent de leur binôme"),
        _("moyenne de 1 à 5, à 0,1 près"),
        _("Mentors dont le bilan a été noté pendant le trimestre"),
        _("Bilans de fin de binôme"),
        _("Moyenne des réponses de 1 à 5 à « ce binôme m’a apporté quelque chose »"),
        since=3,
        form="mean",
    ),
    Card(
        ANSWERS,
        _("Leurs réponses, en trois groupes"),
        _("part, à 5 % près"),
        _("Les mêmes"),
        _("Bilans de fin de binôme"),
        _("Part de chaque groupe de réponses"),
        since=3,
    ),
    Card(
        SKILLS,
        _("Compétences, avant et après"),
        _("écart sur une échelle de 1 à 5, à 0,1 près"),
        _("Mentors ayant répondu avant leur formation et à la fin, dans l’année"),
        _("Questionnaires que les mentors remplissent pour eux-mêmes"),
        _(
            "Moyenne des écarts (T2 − T0) sur les personnes ayant répondu à tout aux deux, intervalle t à 95 % ; Hedges g_z dès 30 "
            "paires ; Wilcoxon ajusté par Holm sur les huit ; plus petit écart visible avec une puissance de 80 %"
        ),
        since=3,
        form="dots",
    ),
    Card(
        OFFER,
        _("Associations et territoires"),
        _("nombre exact"),
        _("Aucune personne : des sessions d’entrée"),
        _("Catalogue des programmes"),
        _("Associations, programmes, places et départements des sessions d’entrée ouvertes pendant le trimestre"),
        since=3,
        form="numbers",
    ),
    Card(
        ACTIONS,
        _("Ce qui a été fait"),
        _("nombre exact"),
        _("Aucune personne : des campagnes, des pages, des séances"),
        _("Campagnes et pages du portail, agenda des formations des associations"),
        _(
            "Campagnes ouvertes et pages de campagne publiées pendant la période ; témoignages en ligne lors de la publication ; "
            "séances de formation de mentors commencées pendant la période, et leur durée prévue, que l’on y soit venu ou non"
        ),
        since=5,
        form="numbers",
    ),
    Card(
        COSTS,
        _("Ce que l’entreprise y met"),
        _("euros, à 100 € près"),
        _("Aucune personne : des dépenses"),
        _("Saisie par l’équipe RSE"),
        _("Montants du trimestre, tels que saisis avant la publication"),
        since=3,
    ),
    Card(
        PROGRAMME_PAIRS,
        _("Mentors par programme"),
        _("mentors, à 5 près"),
        _("Mentors dont un binôme est ouvert au dernier jour"),
        _PAIRS,
        _("Mentors ayant un binôme ouvert au dernier jour dans le programme, chacun ou chacune une fois"),
        since=5,
    ),
    Card(
        PROGRAMME_HOURS,
        _("Heures par programme"),
        _("heures, à 5 près"),
        _("Mentors ayant tenu une séance pendant le trimestre"),
        _QUARTER_SESSIONS,
        _("Somme des minutes des séances tenues dans le programme, toutes bases de temps ensemble"),
        since=5,
    ),
    Card(
        PROGRAMME_PLACES,
        _("Places par programme"),
        _("nombre exact"),
        _("Aucune personne : des sessions d’entrée"),
        _("Catalogue des programmes"),
        _("Places proposées par les sessions d’entrée ouvertes pendant la période, prises ou non"),
        since=5,
    ),
    Card(
        YEAR_SIGNED_IN,
        _("Personnes venues sur le portail"),
        _("personnes, à 5 près"),
        _("Petite entreprise : personnes employées, sur une année close"),
        _("Connexions"),
        _("Personnes connectées pendant l’année, chacune une fois"),
        since=4,
    ),
    Card(
        YEAR_PAIRED,
        _("Mentors ayant rencontré leur jeune"),
        _("mentors, à 5 près"),
        _("Petite entreprise : mentors, sur une année close"),
        _PAIRS,
        _("Mentors ayant rencontré leur jeune pendant l’année"),
        since=4,
    ),
    Card(
        YEAR_HOURS,
        _("Heures de l’année"),
        _("heures, à 5 près"),
        _("Petite entreprise : mentors ayant tenu une séance dans l’année"),
        _QUARTER_SESSIONS,
        _("Somme des minutes des séances tenues, toutes bases de temps ensemble"),
        since=4,
    ),
)
BY_CODE = {card.code: card for card in CARDS}


def card_of(code: str) -> Card:
    """Return the card of a figure; a campaign's funnel has the funnel's. Raises KeyError."""
    return BY_CODE[code.split(".", maxsplit=1)[0]]
