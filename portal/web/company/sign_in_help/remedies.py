"""What to change at a provider, once for all the refusals that ask for it."""

from django.utils.translation import gettext_lazy as _

START_AGAIN = _(
    "Rien à changer chez le fournisseur : la personne recommence depuis la page de connexion, sans "
    "rouvrir une ancienne page ni utiliser le bouton « précédent »."
)
CLOCKS = _(
    "Remettez à l’heure l’horloge du fournisseur (NTP) et celle de ce serveur : deux minutes d’écart sont acceptées, pas plus."
)
UNUSUAL_FORM = _(
    "Ce message n’a pas la forme que produit un fournisseur courant. Si ce n’est pas un essai de "
    "sécurité, vérifiez qu’aucun proxy ne réécrit les réponses, puis réimportez la configuration du "
    "fournisseur."
)
AN_ATTACK = _(
    "Un fournisseur courant n’envoie pas cela : il peut s’agir d’une tentative d’intrusion. Si les refus "
    "se répètent, prévenez la sécurité informatique ; rien n’est à changer dans Binôme."
)
ALGORITHMS = _(
    "Chez le fournisseur, choisissez une signature RSA ou ECDSA avec SHA-256 ou plus, sans autre "
    "transformation que « enveloped » et « exclusive canonicalization » (le réglage par défaut des "
    "produits actuels)."
)
OUR_METADATA = _(
    "Donnez de nouveau nos métadonnées au fournisseur (l’adresse est sur la page « Connexion unique ») et "
    "supprimez toute adresse saisie à la main : elle doit être la même au caractère près."
)
SIGN_ASSERTION = _(
    "Chez le fournisseur, exigez la signature de l’assertion (« Sign SAML assertion »), et pas seulement celle de la réponse."
)
CERTIFICATES = _(
    "Comparez le certificat de signature du fournisseur avec celui enregistré ici. S’il a été renouvelé, "
    "enregistrez ses nouvelles métadonnées : deux certificats peuvent valoir en même temps."
)
ENCRYPTION = _(
    "Chez le fournisseur, reprenez notre certificat dans nos métadonnées et choisissez AES-GCM avec "
    "RSA-OAEP, ou n’exigez pas le chiffrement."
)
NAME_ID = _(
    "Chez le fournisseur, choisissez un « NameID » au format persistant ou non spécifié (jamais "
    "« transient », qui change à chaque connexion)."
)
EMPLOYEE_NUMBER = _(
    "Chez le fournisseur, ajoutez le numéro de matricule du SIRH à ce qui est transmis, sous le nom "
    "convenu à l’enregistrement, en un seul texte (un nombre perd ses zéros de tête)."
)
ASK_HR = _(
    "Vérifiez dans le SIRH le matricule, l’entité et les dates de contrat de la personne, et que son "
    "entité est confiée à ce fournisseur. Le fichier est relu chaque nuit."
)
TWO_CLAIMANTS = _(
    "Deux personnes se disputent un compte : prévenez l’administration de Binôme et les ressources "
    "humaines, un matricule a sans doute été réattribué."
)
LOGOUT = _("Chez le fournisseur, signez les demandes de déconnexion et reprenez notre adresse de déconnexion dans nos métadonnées.")
REDIRECT_ADDRESS = _(
    "Chez le fournisseur, l’adresse de redirection doit être exactement celle du guide ; une seule réponse par connexion."
)
ISSUER = _(
    "L’émetteur (« issuer ») enregistré doit être celui que le fournisseur écrit, au caractère près, "
    "barre finale comprise ; chez Entra ID, celui de votre annuaire et non « common »."
)
CLIENT = _(
    "Vérifiez l’identifiant client : il doit être celui de l’application Binôme chez le fournisseur, et "
    "le jeton doit être émis pour elle seule."
)
SECRET = _(
    "Créez un nouveau secret chez le fournisseur et enregistrez-le ici ; vérifiez aussi la façon de le "
    "présenter (en-tête ou formulaire)."
)
REACHABLE = _(
    "Depuis le serveur de Binôme, l’adresse du fournisseur doit répondre en https avec un certificat "
    "reconnu, sans redirection. Si elle est sur votre réseau, ajoutez son nom à BINOME_SSO_PRIVATE_HOSTS."
)
WAIT = _("Le fournisseur est en panne ou surchargé : consultez sa page d’état, puis réessayez dans quelques minutes.")
TOKEN_ALGORITHMS = _(
    "Chez le fournisseur, faites signer les jetons d’identité en RS256, PS256 ou ES256 (ou plus fort) ; jamais « none » ni HS256."
)
NOT_ENCRYPTED = _(
    "Chez le fournisseur, désactivez le chiffrement des jetons d’identité de cette application : ils ne "
    "passent déjà que par une liaison chiffrée."
)
SCOPE = _("Chez le fournisseur, autorisez la portée « openid » pour cette application et le flux « authorization code ».")
PUBLISHED_KEYS = _(
    "Le fournisseur signe avec une clé qu’il ne publie pas. Chez Entra ID avec une clé propre à "
    "l’application, l’émetteur enregistré doit publier cette clé ; ailleurs, attendez une minute après "
    "une rotation."
)
SECOND_FACTOR = _(
    "Chez le fournisseur de l’association, exigez la double authentification pour Binôme et "
    "transmettez-la : « amr » avec mfa, otp, hwk ou sc, ou la valeur « acr » convenue."
)
INVITE_AGAIN = _("L’association renvoie une invitation à la personne, qui l’ouvre et choisit le compte de l’association.")
TEAM = _("L’administration de l’association vérifie que la personne est encore dans son équipe, et l’invite si besoin.")
CLOSED_ACCOUNT = _(
    "Le compte a été fermé dans Binôme : l’administration de la plateforme, ou de l’association, peut dire pourquoi."
)
ITS_OWN_LOG = _(
    "Regardez le journal des connexions du fournisseur à la même heure : il y dit pourquoi il a refusé "
    "(accès non attribué, règle d’accès conditionnel, consentement manquant)."
)
