"""A module's page: who may read it, what it says without content, in which language, and the quiz that follows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from cms.models import TrainingPage
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.engagement import operations
from portal.engagement.models import Application, TrainingModule
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.cms import a_training_page
from tests.factories.engagement import AT, a_candidate_accepted, a_candidate_waiting, a_programme, coordinator
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
WORDS = "Écouter avant tout"


@pytest.fixture
def application() -> Application:
    return a_candidate_accepted(programme=a_programme())


@pytest.fixture
def module(application: Application) -> TrainingModule:
    return TrainingModule.objects.get(association=application.programme.association)


def at_home(application: Application) -> Client:
    user = application.volunteer.user
    assert user is not None
    grant(user, Role.EMPLOYEE)
    return sign_in(Client(), user)


def address(module: TrainingModule, name: str = "me:training-module", language: str = "fr") -> str:
    with translation.override(language):
        return reverse(name, args=[module.id])


def text_of(client: Client, module: TrainingModule, **of: str) -> str:
    answer = client.get(address(module, **of))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_mentor_reads_the_module_from_their_training(application: Application, module: TrainingModule) -> None:
    a_training_page(module)
    me = at_home(application)
    assert "Lire le module" in me.get(reverse("me:training")).content.decode()
    assert address(module) in me.get(reverse("me:training")).content.decode()
    text = text_of(me, module)
    assert WORDS in text
    assert "Répondre au quiz" not in text


def test_a_module_without_content_says_so(application: Application, module: TrainingModule) -> None:
    me = at_home(application)
    assert "Ouvrir le module" in me.get(reverse("me:training")).content.decode()
    assert "Rien à lire ici pour l’instant" in text_of(me, module)


def test_a_page_not_published_is_not_shown(application: Application, module: TrainingModule) -> None:
    a_training_page(module, live=False)
    text = text_of(at_home(application), module)
    assert WORDS not in text
    assert "Rien à lire ici pour l’instant" in text


def test_each_reads_in_their_language_or_is_told_that_there_is_another_one_alone(
    application: Application, module: TrainingModule
) -> None:
    a_training_page(module)
    me = at_home(application)
    text = text_of(me, module, language="en")
    assert WORDS in text
    assert '<article class="stack loose" lang="fr">' in text
    assert "not yet in your language" in text
    a_training_page(module, language="en", words="Listen first")
    text = text_of(me, module, language="en")
    assert "Listen first" in text
    assert WORDS not in text
    assert "not yet in your language" not in text


def test_the_quiz_follows_until_it_is_passed(application: Application, module: TrainingModule) -> None:
    by = coordinator(module.association)
    question: dict[str, Any] = {"text": "Que faire d’un silence ?", "choices": ["Le laisser", "Le remplir"], "right": 0}
    operations.add_question(module=module, **question, by=by, at=AT)
    me = at_home(application)
    assert address(module, "me:training-quiz") in text_of(me, module)
    me.post(address(module, "me:training-quiz"), {"q1": "0"})
    text = text_of(me, module)
    assert "Quiz réussi" in text
    assert address(module, "me:training-quiz") not in text


# Who may not


def test_whoever_the_association_does_not_welcome_yet_reads_nothing(module: TrainingModule) -> None:
    a_training_page(module)
    waiting = a_candidate_waiting(programme=module.association.programmes.get())
    assert at_home(waiting).get(address(module)).status_code == 404


def test_whoever_another_association_welcomes_reads_nothing(module: TrainingModule) -> None:
    a_training_page(module)
    assert at_home(a_candidate_accepted(programme=a_programme())).get(address(module)).status_code == 404


def test_the_teams_own_track_is_not_for_mentors(application: Application, module: TrainingModule) -> None:
    a_training_page(module)
    TrainingModule.objects.filter(pk=module.pk).update(track="staff", required=False)
    assert at_home(application).get(address(module)).status_code == 404


def test_a_visitor_signs_in_first(module: TrainingModule, client: Client) -> None:
    answer = client.get(address(module))
    assert answer.status_code == 302
    assert "sign-in" in answer["Location"]


@pytest.mark.parametrize("name", ["me:training-module", "association:training-content"])
@pytest.mark.parametrize("role", sorted(COMPANY_ROLES - {Role.EMPLOYEE}))
def test_no_role_of_the_company_opens_it(role: str, name: str, module: TrainingModule, client: Client) -> None:
    a_training_page(module)
    answer = sign_in(client, grant(UserFactory.create(), Role(role))).get(address(module, name))
    assert answer.status_code == 403
    assert WORDS not in answer.content.decode()


@pytest.mark.parametrize("role", [Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT])
def test_the_team_reads_what_its_mentors_read(role: str, module: TrainingModule, client: Client) -> None:
    sign_in(client, TeamMemberFactory.create(association=module.association, role=role).user)
    assert "sans contenu à lire" in client.get(reverse("association:training")).content.decode()
    a_training_page(module)
    assert address(module, "association:training-content") in client.get(reverse("association:training")).content.decode()
    assert WORDS in text_of(client, module, name="association:training-content")
    assert client.get(address(module)).status_code == 403


def test_another_team_reads_nothing(module: TrainingModule, client: Client) -> None:
    a_training_page(module)
    sign_in(client, TeamMemberFactory.create().user)
    assert client.get(address(module, "association:training-content")).status_code == 404


def test_my_training_asks_as_much_for_four_modules_as_for_one(
    application: Application, module: TrainingModule, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    a_training_page(module)
    me = at_home(application)
    me.get(reverse("me:training"))
    with django_assert_max_num_queries(40) as few:
        me.get(reverse("me:training"))
    by = coordinator(module.association)
    for n in range(3):
        more: dict[str, Any] = {"title": f"Module {n}", "minutes": 30, "required": False}
        a_training_page(operations.add_module(association=module.association, **more, by=by, at=AT))
    with django_assert_max_num_queries(len(few)):
        me.get(reverse("me:training"))
    assert TrainingPage.objects.count() == 4
