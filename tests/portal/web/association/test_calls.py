"""Please call on the screens of both associations: asked from the candidate's page, answered on a page of one's own."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.engagement.enums import CallAnswer
from portal.engagement.models import Application, CallRequest
from tests.factories.personas import client_as
from tests.portal.engagement.test_calls import an_old_friend

pytestmark = pytest.mark.django_db


def said(client: Client, address: str, form: dict[str, str] | None = None) -> str:
    answer = client.get(address) if form is None else client.post(address, form, follow=True)
    assert answer.status_code == 200
    return answer.content.decode().replace("\u00a0", " ")


def asked() -> tuple[Application, Client]:
    application = an_old_friend()
    desk = client_as(Role.COORDINATOR, association=application.programme.association)
    page = said(desk, reverse("association:candidate-ask-to-call", args=[application.id]), {})
    assert "1 association est priée de vous appeler" in page
    return application, desk


def test_the_other_association_reads_about_whom_and_answers() -> None:
    application, desk = asked()
    request = CallRequest.objects.get()
    other = client_as(Role.COORDINATOR, association=request.association)
    page = said(other, reverse("association:calls"))
    assert application.programme.association.name in page
    assert application.volunteer.family_name in page
    address = reverse("association:call-answer", args=[request.id])
    assert "Choisissez" in said(other, address, {"answer": "gossip"})
    assert "C’est noté" in said(other, address, {"answer": "called"})
    assert "Personne à rappeler" in said(other, reverse("association:calls"))
    assert other.post(address, {"answer": "called"}).status_code == 404
    candidate = said(desk, reverse("association:candidate", args=[application.id]))
    assert str(CallAnswer.CALLED.label) in candidate
    assert request.association.name not in candidate, "which association it was, it says itself by calling"


def test_without_the_permission_there_is_no_button_and_the_address_refuses() -> None:
    application = an_old_friend(permits=False)
    desk = client_as(Role.COORDINATOR, association=application.programme.association)
    address = reverse("association:candidate-ask-to-call", args=[application.id])
    assert address not in said(desk, reverse("association:candidate", args=[application.id]))
    assert "préfère en parler elle-même" in said(desk, address, {})
    assert not CallRequest.objects.exists()


def test_a_third_association_neither_asks_nor_reads_nor_answers() -> None:
    application, _desk = asked()
    third = client_as(Role.COORDINATOR)
    assert third.post(reverse("association:candidate-ask-to-call", args=[application.id])).status_code == 404
    assert (
        third.post(reverse("association:call-answer", args=[CallRequest.objects.get().id]), {"answer": "called"}).status_code == 404
    )
    assert "Personne à rappeler" in said(third, reverse("association:calls"))
