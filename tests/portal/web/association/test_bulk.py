"""Several at once on the screens: tick, read, confirm, take back."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.engagement import operations
from portal.engagement.enums import GateKind, TrainingMode
from portal.engagement.models import Application, GateMet, TrainingModule
from portal.mentorship.models import Pair
from portal.programmes.models import Programme
from tests.factories.accounts import sign_in
from tests.factories.engagement import VolunteerFactory, a_candidate_accepted, a_candidate_waiting, a_programme, coordinator
from tests.factories.mentorship import an_active_pair
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
CANDIDATES, PAIRS = "association:candidates-several", "association:pairs-several"


@pytest.fixture
def programme() -> Programme:
    return a_programme(at=clock.now() - timedelta(days=60))


def named(name: str, programme: Programme, *, accepted: bool = False) -> Application:
    volunteer = VolunteerFactory.create(given_name=name, family_name="Exemple")
    make = a_candidate_accepted if accepted else a_candidate_waiting
    return make(volunteer, programme, at=clock.now() - timedelta(days=30))


def desk(client: Client, programme: Programme) -> Client:
    return sign_in(client, TeamMemberFactory.create(association=programme.association).user)


def read(client: Client, name: str, **answers: object) -> tuple[str, str]:
    """Return the page that says what would happen, and its token."""
    text = client.post(reverse(name), answers).content.decode()
    return text, text.partition('name="token" value="')[2].partition('"')[0]


def test_a_condition_is_noted_for_several_and_taken_back(client: Client, programme: Programme) -> None:
    desk(client, programme)
    ids = [str(named(name, programme).id) for name in ("Inès", "Karim")]
    listed = client.get(reverse("association:candidates")).content.decode()
    assert all(f'name="chosen" value="{one}"' in listed for one in ids)
    text, token = read(client, CANDIDATES, chosen=ids, act="gate")
    assert "Pour 2 personnes" in text
    assert "Aucun message ne part" in text
    assert not GateMet.objects.exists()
    said = {"kind": GateKind.INTERVIEW, "seen_on": str(clock.today()), "shown": "1"}
    done = client.post(reverse(CANDIDATES), {"chosen": ids, "act": "gate", "token": token, "confirm": "1", **said}, follow=True)
    assert "C’est fait pour 2 personnes" in done.content.decode()
    assert GateMet.objects.filter(kind=GateKind.INTERVIEW).count() == 2
    assert "Tout reprendre" in done.content.decode()
    back = client.post(reverse("association:bulk-undo"), follow=True).content.decode()
    assert "tout est comme avant" in back
    assert not GateMet.objects.exists()
    assert client.post(reverse("association:bulk-undo")).status_code == 404


def test_other_answers_than_those_read_are_read_again(client: Client, programme: Programme) -> None:
    desk(client, programme)
    ids = [str(named("Inès", programme).id)]
    _text, token = read(client, CANDIDATES, chosen=ids, act="gate")
    said = {"kind": GateKind.IDENTITY_SEEN, "seen_on": str(clock.today()), "shown": "1"}
    again = client.post(reverse(CANDIDATES), {"chosen": ids, "act": "gate", "token": token, "confirm": "1", **said})
    assert "Quelque chose a changé depuis" in again.content.decode()
    assert not GateMet.objects.exists()
    wrong = client.post(reverse(CANDIDATES), {"chosen": ids, "act": "gate", "shown": "1", "kind": "nonsense", "seen_on": "hier"})
    assert "Confirmer" not in wrong.content.decode()


def test_who_is_left_alone_is_named_with_the_reason(client: Client, programme: Programme) -> None:
    desk(client, programme)
    ready, waiting = named("Inès", programme, accepted=True), named("Karim", programme)
    home, at = programme.association, clock.now()
    module = TrainingModule.objects.get(association=home, required=True)
    operations.plan_session(module=module, starts_at=at + timedelta(days=9), mode=TrainingMode.REMOTE, by=coordinator(home), at=at)
    text, token = read(client, CANDIDATES, chosen=[ready.id, waiting.id], act="training")
    assert "1 message part" in text
    assert "n’a pas encore de place" in text
    assert "Vous pourrez le reprendre" not in text
    session = str(module.sessions.get().id)
    answers = {"chosen": [str(ready.id), str(waiting.id)], "act": "training", "token": token, "session": session, "shown": "1"}
    done = client.post(reverse(CANDIDATES), {**answers, "confirm": "1"}, follow=True).content.decode()
    assert "C’est fait pour 1 personne" in done
    assert "Tout reprendre" not in done
    message = OutboxMessage.objects.get(kind="engagement.training_invitation")
    assert message.recipient_id == ready.volunteer_id


def test_nobody_ticked_an_unknown_act_and_another_associations_people(client: Client, programme: Programme) -> None:
    desk(client, programme)
    foreign = named("Zoé", a_programme(at=clock.now() - timedelta(days=60)))
    for answers in ({"act": "gate"}, {"act": "nonsense", "chosen": [str(foreign.id)]}, {"act": "gate", "chosen": ["no id"]}):
        assert "Cochez au moins une ligne" in client.post(reverse(CANDIDATES), answers, follow=True).content.decode()
    text, _token = read(client, CANDIDATES, chosen=[foreign.id], act="interview")
    assert "Zoé" not in text
    assert "Rien ne changerait" in text


def test_pairs_are_handed_to_another_referent_and_back(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - timedelta(days=45))
    home, before = pair.programme.association, pair.referent
    other = TeamMemberFactory.create(association=home, referent=True, display_name="Soraya Peyrusse")
    desk(client, pair.programme)
    text, token = read(client, PAIRS, chosen=[pair.id], act="referent")
    assert "Soraya Peyrusse, 0 sur 20" in text
    assert token
    answers = {"chosen": [str(pair.id)], "act": "referent", "referent": str(other.id), "shown": "1"}
    _text, token = read(client, PAIRS, **answers)
    client.post(reverse(PAIRS), {**answers, "token": token, "confirm": "1"})
    assert Pair.objects.get().referent == other
    again, _token = read(client, PAIRS, **answers)
    assert "suit déjà ce binôme" in again
    assert "comme avant" in client.post(reverse("association:bulk-undo"), follow=True).content.decode()
    assert Pair.objects.get().referent == before


def test_a_referent_ticks_nothing(client: Client, programme: Programme) -> None:
    named("Inès", programme)
    member = TeamMemberFactory.create(association=programme.association, role=Role.REFERENT)
    sign_in(client, member.user)
    assert 'name="chosen"' not in client.get(reverse("association:candidates")).content.decode()
    assert client.post(reverse(CANDIDATES), {"act": "gate"}).status_code == 403
    assert client.post(reverse(PAIRS), {"act": "referent"}).status_code == 403
