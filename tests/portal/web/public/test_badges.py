"""What anybody may ask about a certificate and a badge, and what the mentor does with them."""

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from portal.engagement.models import Volunteer
from portal.mentorship.models import EngagementCertificate, Pair
from portal.ui import badges
from tests.factories.accounts import sign_in
from tests.factories.mentorship import a_closed_pair
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PEM = KEY.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


@pytest.fixture
def signing(settings: Settings) -> None:
    settings.BADGE_KEYS = PEM


def at_home(pair: Pair) -> Client:
    assert pair.volunteer.user is not None
    return sign_in(Client(), pair.volunteer.user)


def url(pair: Pair, name: str) -> str:
    return reverse(f"me:{name}", args=[pair.id])


def test_the_public_page_says_hours_dates_association_and_is_not_indexed() -> None:
    pair = a_closed_pair()
    page = Client().get(reverse("certificate-check", args=[pair.certificate.code])).content.decode()
    assert pair.programme.association.name in page
    assert '<meta name="robots" content="noindex">' in page
    for secret in (pair.volunteer.family_name, pair.mentee.alias, pair.programme.title, str(pair.id)):
        assert secret not in page


def test_one_taken_back_says_that_alone_and_comes_back_on_undoing() -> None:
    pair = a_closed_pair()
    client, check = at_home(pair), reverse("certificate-check", args=[pair.certificate.code])
    assert "est retirée" in client.post(url(pair, "certificate-revoke"), follow=True).content.decode()
    page = Client().get(check)
    assert page.status_code == 410
    assert "n’est plus valable" in page.content.decode()
    assert pair.programme.association.name not in page.content.decode()
    assert client.get(url(pair, "certificate-pdf")).status_code == 404
    assert "rien n’a changé" in client.post(url(pair, "certificate-revoke"), follow=True).content.decode().lower()
    assert "de nouveau valable" in client.post(url(pair, "certificate-restore"), follow=True).content.decode()
    assert Client().get(check).status_code == 200


def test_the_association_takes_back_and_gives_back_from_the_pair() -> None:
    pair = a_closed_pair()
    desk = sign_in(Client(), TeamMemberFactory.create(association=pair.programme.association).user)
    page, act = reverse("association:pair", args=[pair.id]), reverse("association:pair-certificate", args=[pair.id])
    assert act in desk.get(page).content.decode()
    assert "L’attestation est retirée" in desk.post(act, {"act": "revoke"}, follow=True).content.decode()
    assert "L’association l’a retirée" in at_home(pair).get(reverse("me:certificate")).content.decode()
    assert "Ce n’est pas possible" in at_home(pair).post(url(pair, "certificate-restore"), follow=True).content.decode()
    assert "L’attestation est rétablie" in desk.post(act, {"act": "restore"}, follow=True).content.decode()
    assert desk.post(act, {"act": "burn"}).status_code == 404
    assert not EngagementCertificate.objects.exclude(revoked_at=None).exists()


def test_a_mentor_takes_a_badge_that_anyone_can_check(signing: None) -> None:
    pair = a_closed_pair()
    assert "En faire aussi un badge" in at_home(pair).get(reverse("me:certificate")).content.decode()
    answer = at_home(pair).post(url(pair, "badge"))
    assert answer["Content-Disposition"] == 'attachment; filename="badge-mentorat.jwt"'
    assert answer["Cache-Control"] == "private, no-store"
    token = answer.content.decode()
    key = Client().get(jwt.get_unverified_header(token)["kid"].split("8000")[-1]).json()
    claims = jwt.decode(token, jwt.PyJWK.from_dict(key).key, algorithms=["RS256"])
    assert claims["id"] == pair.certificate.code.urn
    assert pair.mentee.alias not in str(claims)
    assert pair.volunteer.family_name not in str(claims)
    assert Client().get(claims["iss"].split("8000")[-1]).json()["name"] == pair.programme.association.name
    status = Client().get(claims["credentialStatus"]["id"].split("8000")[-1])
    assert status.json()["revokedCredential"] == []
    assert "public" in status["Cache-Control"]
    at_home(pair).post(url(pair, "certificate-revoke"))
    assert Client().get(reverse("badge-revocations")).json()["revokedCredential"] == [{"id": claims["id"]}]
    assert at_home(pair).post(url(pair, "badge")).status_code == 404


def test_without_a_key_there_is_no_badge_anywhere() -> None:
    pair = a_closed_pair()
    assert not badges.offered()
    assert "badge numérique" not in at_home(pair).get(reverse("me:certificate")).content.decode()
    assert at_home(pair).post(url(pair, "badge")).status_code == 404
    for name, args in (("badge-revocations", []), ("badge-key", ["abc"]), ("badge-issuer", [pair.programme.association.code])):
        assert Client().get(reverse(name, args=args)).status_code == 404


def test_a_badge_is_nobody_elses_and_needs_a_personal_address(signing: None) -> None:
    pair = a_closed_pair()
    assert at_home(a_closed_pair()).post(url(pair, "badge")).status_code == 404
    assert at_home(pair).get(url(pair, "badge")).status_code == 405
    Volunteer.objects.filter(pk=pair.volunteer_id).update(personal_email="")
    assert at_home(pair).post(url(pair, "badge")).status_code == 404
    assert "Il faut une adresse personnelle" in at_home(pair).get(reverse("me:certificate")).content.decode()
    assert Client().get(reverse("badge-issuer", args=["nobody"])).status_code == 404
