"""The brakes of HRIS runs as they are shown: their names, and in one sentence what each one watches."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

BRAKES: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "ended_min": (
        _("Personnes qui peuvent toujours partir d’un coup"),
        _("En dessous de ce nombre, ni les départs ni les courriels ou responsables modifiés ne retiennent un fichier."),
    ),
    "ended_percent": (
        _("Départs et absences, dans l’entreprise (%)"),
        _("Part de l’effectif qui part ou manque dans le fichier. Au-delà, le fichier est sans doute incomplet."),
    ),
    "entity_percent": (_("Départs et absences, dans une entité (%)"), _("La même part, entité par entité.")),
    "site_percent": (_("Départs et absences, sur un site (%)"), _("La même part, site par site.")),
    "population_percent": (
        _("Effectif minimal, par rapport au dernier fichier (%)"),
        _("En dessous, il manque trop de monde pour que le fichier soit appliqué sans un regard."),
    ),
    "rejects_percent": (_("Lignes illisibles (%)"), _("Part des lignes mises de côté parce qu’une valeur n’est pas lisible.")),
    "empty_percent": (
        _("Valeurs obligatoires absentes, par colonne (%)"),
        _("Une colonne qui se vide annonce un export mal réglé."),
    ),
    "emails_percent": (
        _("Courriels modifiés d’un coup (%)"),
        _("Un changement de domaine en modifie beaucoup : une personne le confirme avant."),
    ),
    "managers_percent": (_("Responsables modifiés d’un coup (%)"), _("Une colonne décalée se voit ici d’abord.")),
    "renamed_percent": (_("Noms modifiés d’un coup (%)"), _("Deux colonnes échangées renommeraient tout le monde.")),
    "moved_percent": (
        _("Sites, services ou entités modifiés d’un coup (%)"),
        _("Une réorganisation dépasse ce seuil, une colonne mal placée aussi."),
    ),
    "updated_percent": (
        _("Autres champs ou dates modifiés d’un coup (%)"),
        _("Matricules, postes, contrats, dates d’entrée et de sortie."),
    ),
    "duplicate_ids_max": (
        _("Identifiants en double admis"),
        _("Une personne nommée deux fois reste comme elle était, quel que soit ce nombre."),
    ),
    "duplicate_emails_max": (_("Courriels en double admis"), _("Des boîtes partagées, par exemple dans un atelier.")),
    "same_file": (
        _("Retenir un fichier déjà appliqué"),
        _("Le même contenu, octet pour octet : le SIRH n’a peut-être rien exporté."),
    ),
    "older_file": (_("Retenir un fichier plus ancien que le dernier"), _("Il ramènerait l’effectif en arrière.")),
    "cursor_days": (
        _("Jours que couvre au plus une liste de différences"),
        _("Plus vieille, elle a pu perdre des changements : mieux vaut une liste complète."),
    ),
    "ends_after": (
        _("Fichiers sans une personne avant la fin de son contrat"),
        _("Une seule absence ne met fin à rien : le fichier suivant la confirme."),
    ),
    "ends_after_days": (
        _("Jours sans une personne avant la fin de son contrat"),
        _("Compte aussi quand les fichiers sont rares : le premier des deux délais atteint décide."),
    ),
}
