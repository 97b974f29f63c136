"""The policy editor on the screen: versions, who would be touched, publishing, taking back; an exemption on a candidate's page."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.engagement import rules
from portal.engagement.models import GateExemption, GatePolicy
from portal.programmes.models import Programme
from tests.factories.accounts import sign_in
from tests.factories.engagement import VolunteerFactory, a_candidate_accepted, a_candidate_waiting, a_programme, meet_gates
from tests.factories.programmes import AntennaFactory, AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    at = clock.now() - timedelta(days=60)
    programme = a_programme(at=at, title="Cap sur la seconde")
    programme.intakes.update(opens_on=at.date(), closes_on=at.date() + timedelta(days=365))
    return programme


def at_desk(client: Client, programme: Programme, role: str = Role.COORDINATOR, **member: Any) -> Client:
    return sign_in(client, TeamMemberFactory.create(association=programme.association, role=role, **member).user)


def form_of(programme: Programme, **changes: str) -> dict[str, str]:
    """What the form sends for the usual gates, with some fields changed ("" leaves one out)."""
    given = {"effective_on": (clock.today() + timedelta(days=10)).isoformat()}
    for row in rules.default_requirements(programme.legal_scope, clock.today()):
        given |= {f"{row.kind}-asked": "on", f"{row.kind}-stage": row.stage, f"{row.kind}-renewable": "on"}
        given |= {f"{row.kind}-needed": str(row.needed), f"{row.kind}-validity_months": str(row.validity_months or "")}
    return {name: value for name, value in (given | changes).items() if value}


def test_the_list_shows_what_is_in_force_and_what_comes(client: Client, programme: Programme) -> None:
    bare = ProgrammeFactory.create(association=programme.association, title="Sans conditions")
    page = at_desk(client, programme).get(reverse("association:policies")).content.decode()
    assert "Cap sur la seconde" in page
    assert "version 1" in page
    assert "aucune" in page
    page = client.get(reverse("association:policy", args=[bare.id])).content.decode()
    assert "Pas encore de conditions" in page


def test_an_association_without_a_programme_reads_why(client: Client) -> None:
    member = TeamMemberFactory.create(association=AssociationFactory.create())
    assert "Pas encore de programme" in sign_in(client, member.user).get(reverse("association:policies")).content.decode()


def test_a_version_is_previewed_then_published_then_taken_back(client: Client, programme: Programme) -> None:
    ines = a_candidate_accepted(VolunteerFactory.create(given_name="Inès"), programme, at=clock.now() - timedelta(days=40))
    meet_gates(ines, clock.now() - timedelta(days=20))
    a_candidate_waiting(VolunteerFactory.create(given_name="Karim"), programme, at=clock.now() - timedelta(days=9))
    at_desk(client, programme)
    address = reverse("association:policy-new", args=[programme.id])
    given = form_of(programme, **{"references-needed": "3"})
    page = client.post(address, given).content.decode()
    assert "demandé à 1 personne, sur 2" in page
    assert "Inès" in page
    assert "en plus\u00a0: Références" in page
    assert "Karim" not in page
    assert GatePolicy.objects.count() == 1
    answer = client.post(address, given | {"publish": "1"}, follow=True)
    page = answer.content.decode()
    assert "C’est publié" in page
    assert "à venir" in page
    assert [row.needed for row in GatePolicy.objects.get(version=2).requirements.filter(kind="references")] == [3]
    back = reverse("association:policy-withdraw", args=[programme.id, 2])
    assert "est retirée" in client.post(back, follow=True).content.decode()
    assert (
        "a déjà commencé"
        in client.post(reverse("association:policy-withdraw", args=[programme.id, 1]), follow=True).content.decode()
    )
    assert client.post(back).status_code == 404
    assert list(GatePolicy.objects.values_list("version", flat=True)) == [1]


def test_nobody_touched_is_said_and_what_is_let_go_too(client: Client, programme: Programme) -> None:
    a_candidate_waiting(programme=programme, at=clock.now() - timedelta(days=9))
    at_desk(client, programme)
    address = reverse("association:policy-new", args=[programme.id])
    assert "Personne n’a plus, ni moins" in client.post(address, form_of(programme)).content.decode()
    page = client.post(address, form_of(programme, **{"interview-asked": ""})).content.decode()
    assert "1 personne a moins à faire" in page
    assert "en moins\u00a0: Entretien" in page


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"effective_on": "2020-01-01"}, "Cette date est déjà passée"),
        ({"effective_on": "demain"}, "date valide"),
        ({"training-needed": "90"}, "supérieure ou égale à 120"),
        ({"references-needed": "9"}, "inférieure ou égale à 5"),
        ({"b3_shown-validity_months": "0"}, "supérieure ou égale à 1"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client: Client, programme: Programme, changes: dict[str, str], words: str) -> None:
    at_desk(client, programme)
    given = form_of(programme, **changes) | {"publish": "1"}
    page = client.post(reverse("association:policy-new", args=[programme.id]), given).content.decode()
    assert words in page
    assert GatePolicy.objects.count() == 1


def test_a_day_taken_is_said(client: Client, programme: Programme) -> None:
    at_desk(client, programme)
    address = reverse("association:policy-new", args=[programme.id])
    for _ in range(2):
        page = client.post(address, form_of(programme) | {"publish": "1"}, follow=True).content.decode()
    assert "Une version commence déjà ce jour-là" in page


def test_the_certificate_is_offered_inside_its_scope_only(client: Client, programme: Programme) -> None:
    protected = a_programme("child_protection", association=programme.association, at=clock.now())
    at_desk(client, programme)
    outside = client.get(reverse("association:policy-new", args=[programme.id])).content.decode()
    inside = client.get(reverse("association:policy-new", args=[protected.id])).content.decode()
    assert "honorability_certificate-asked" not in outside
    assert "b3_shown-asked" in outside
    assert "honorability_certificate-asked" in inside
    assert "b3_shown-asked" not in inside


def test_a_referent_reads_and_does_not_write(client: Client, programme: Programme) -> None:
    at_desk(client, programme, Role.REFERENT)
    page = client.get(reverse("association:policy", args=[programme.id])).content.decode()
    assert "Préparer une nouvelle version" not in page
    assert client.get(reverse("association:policy-new", args=[programme.id])).status_code == 403


def test_another_associations_programme_does_not_exist_nor_another_antennas(client: Client, programme: Programme) -> None:
    other = a_programme(at=clock.now())
    at_desk(client, programme)
    for name in ("policy", "policy-new"):
        assert client.get(reverse(f"association:{name}", args=[other.id])).status_code == 404
    antenna = AntennaFactory.create(association=programme.association)
    elsewhere = at_desk(Client(), programme, antenna=antenna)
    assert elsewhere.get(reverse("association:policy", args=[programme.id])).status_code == 404


def test_who_administers_exempts_until_a_day_and_the_page_says_so(client: Client, programme: Programme) -> None:
    application = a_candidate_accepted(programme=programme, at=clock.now() - timedelta(days=20))
    page_of = reverse("association:candidate", args=[application.id])
    address = reverse("association:candidate-exemption", args=[application.id])
    until = clock.today() + timedelta(days=100)
    at_desk(client, programme, Role.ASSOCIATION_ADMIN)
    assert "Accorder une dispense" in client.get(page_of).content.decode()
    for given, words in (
        ({"kind": "interview", "valid_until": "2020-01-01"}, "déjà passée"),
        ({"kind": "interview", "valid_until": ""}, "jusqu’à quand"),
        ({"kind": "b3_shown", "valid_until": until.isoformat()}, "jusqu’à quand"),
        ({"kind": "interview", "valid_until": until.isoformat()}, "Dispense accordée"),
    ):
        assert words in client.post(address, given, follow=True).content.decode()
    assert GateExemption.objects.get().valid_until == until
    page = client.get(page_of).content.decode()
    assert "Au fil du temps" in page
    assert "si rien d’autre n’est noté" in page
    coordinator = at_desk(Client(), programme)
    assert "Accorder une dispense" not in coordinator.get(page_of).content.decode()
    assert coordinator.post(address, {"kind": "references", "valid_until": until.isoformat()}).status_code == 403
