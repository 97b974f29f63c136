"""Open Badge 3.0 of an engagement: a verifiable credential signed as a JWT, handed to the person alone and kept nowhere.

After the 1EdTech specification "Open Badges 3.0" (VC data model 2.0, proof "VC-JWT": RS256, `kid` leads to the public key). Whoever
checks a badge asks for the key and for the one list of badges taken back, never for a badge: nobody is followed.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from hashlib import sha256
from secrets import token_hex
from typing import Any
from uuid import UUID

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from .dates import hours_and_minutes

CONTEXTS = ("https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json")
STATUS = "1EdTechRevocationList"
PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.+?-----END [A-Z ]*PRIVATE KEY-----", re.DOTALL)
SHORTEST_KEY = 2048


@dataclass(frozen=True)
class Engagement:
    """What a badge says: the number of the certificate, hours and days, whose association. No young person, no programme."""

    code: UUID
    minutes: int
    introduced_on: date
    closed_on: date
    issued_at: datetime
    association: str
    association_code: str
    email: str


@dataclass(frozen=True)
class SigningKey:
    """A key pair, and the name that its public half has in its address."""

    private: RSAPrivateKey
    name: str
    public: Mapping[str, Any]


def offered() -> bool:
    """Return whether this deployment signs badges: a key is set, outside the database."""
    return bool(settings.BADGE_KEYS)


def signing_keys() -> list[SigningKey]:
    """Return the key pairs, the one that signs first. Raises ValueError for a text that holds no RSA key of 2048 bits or more."""
    found = PEM.findall(settings.BADGE_KEYS.replace("\\n", "\n"))
    if settings.BADGE_KEYS and not found:
        raise ValueError("no PEM")
    return [_key(text) for text in found]


def credential(given: Engagement) -> dict[str, Any]:
    """Return the credential, not signed. The person is an e-mail address hashed with a salt of its own: who has the address can
    check it, who has not learns nothing.
    """
    salt = token_hex(16)
    name = _("Mentorat bénévole")
    hours = hours_and_minutes(given.minutes).replace("\u202f", " ").replace("\xa0", " ")
    achievement = {
        "id": f"{issuer_id(given.association_code)}#mentoring",
        "type": ["Achievement"],
        "achievementType": "CommunityService",
        "name": name,
        "description": _("A accompagné une personne, à titre bénévole et dans le cadre d’une association, jusqu’au bilan."),
        "criteria": {
            "narrative": _(
                "Entretien, vérifications et formation avant la première rencontre ; suivi chaque mois ; bilan à la fin."
            )
        },
    }
    return {
        "@context": list(CONTEXTS),
        "id": given.code.urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": issuer(given.association, given.association_code),
        "validFrom": _instant(given.issued_at),
        "credentialSubject": {
            "id": f"urn:uuid:{_person(given.email, salt)}",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityType": "emailAddress",
                    "identityHash": f"sha256${sha256((given.email + salt).encode()).hexdigest()}",
                    "salt": salt,
                }
            ],
            "activityStartDate": _instant(_morning(given.introduced_on)),
            "activityEndDate": _instant(_morning(given.closed_on)),
            "narrative": _("%(hours)s d’accompagnement") % {"hours": hours},
            "achievement": achievement,
        },
        "credentialStatus": {"id": _address("badge-revocations"), "type": STATUS},
    }


def signed(given: Engagement) -> str:
    """Return the badge: the credential as a compact JWT under the first key. Raises IndexError where none is set."""
    key, body = signing_keys()[0], credential(given)
    claims = {
        "iss": body["issuer"]["id"],
        "jti": body["id"],
        "sub": body["credentialSubject"]["id"],
        "nbf": int(given.issued_at.timestamp()),
    }
    headers = {"typ": "JWT", "kid": _address("badge-key", key.name)}
    return jwt.encode({**body, **claims}, key.private, algorithm="RS256", headers=headers)


def issuer(association: str, code: str) -> dict[str, Any]:
    """Return the profile of an association as an issuer."""
    return {"id": issuer_id(code), "type": ["Profile"], "name": association}


def issuer_id(code: str) -> str:
    """Return where the profile of an association is read."""
    return _address("badge-issuer", code)


def revocations(codes: list[UUID]) -> dict[str, Any]:
    """Return the list of badges taken back, as the status of each badge points to it."""
    return {"id": _address("badge-revocations"), "type": STATUS, "revokedCredential": [{"id": code.urn} for code in codes]}


def _key(text: str) -> SigningKey:
    private = serialization.load_pem_private_key(text.encode(), password=None)
    if not isinstance(private, RSAPrivateKey) or private.key_size < SHORTEST_KEY:
        raise ValueError("not an RSA key of 2048 bits or more")
    public = jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key(), as_dict=True)
    name = sha256(f"{public['n']}.{public['e']}".encode()).hexdigest()[:16]
    return SigningKey(private, name, {"kty": "RSA", "n": public["n"], "e": public["e"], "alg": "RS256", "use": "sig"})


def _address(name: str, *args: str) -> str:
    return settings.PUBLIC_URL + reverse(name, args=args)


def _person(email: str, salt: str) -> UUID:
    return UUID(bytes=sha256(f"{salt}:{email}".encode()).digest()[:16], version=4)


def _instant(at: datetime) -> str:
    return at.astimezone(timezone.get_default_timezone()).replace(microsecond=0).isoformat()


def _morning(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
