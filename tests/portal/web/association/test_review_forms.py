"""Review questions on the screen: a preview, a version, a published starting point; both sides answer, keep and read again."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations, queries
from portal.mentorship.models import MidTerm, Pair, Review, ReviewDraft, ReviewForm
from portal.mentorship.rules import Question
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.mentorship import a_pair_to_close, an_active_pair, staff
from tests.factories.programmes import AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
HERE = ("final", "mentee")


def at_desk(pair: Pair, role: str = Role.COORDINATOR) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=pair.programme.association, role=role).user)


def at_home(pair: Pair) -> Client:
    assert pair.volunteer.user is not None
    return sign_in(Client(), pair.volunteer.user)


def address(pair: Pair, name: str = "review-form-new", *place: str) -> str:
    return reverse(f"association:{name}", args=[pair.programme_id, *(place or HERE)])


def line(number: int, fr: str, kind: str = "scale", **more: str) -> dict[str, str]:
    return {f"{number}-fr": fr, f"{number}-kind": kind, **{f"{number}-{name}": value for name, value in more.items()}}


def empty(*numbers: int) -> dict[str, str]:
    return {name: value for number in numbers for name, value in line(number, "").items()}


def test_a_version_is_previewed_then_published_then_answered_by_both() -> None:
    pair = a_pair_to_close()
    desk = at_desk(pair)
    wanted = {**line(0, "Je me sens utile", required="on"), **line(1, "Où ?", "choice", choices="Ici\nLà")}
    page = desk.post(address(pair), wanted).content.decode()
    assert "Ce qui sera demandé" in page
    assert "Ici · Là" in page
    assert not ReviewForm.objects.exists()
    page = desk.post(address(pair), {**wanted, "publish": "1"}, follow=True).content.decode()
    assert "C’est publié" in page
    assert "Version 1" in page
    form = ReviewForm.objects.get()
    assert [one["kind"] for one in form.questions] == ["scale", "choice"]
    again = {**wanted, **empty(2, 3), "publish": "1"}
    assert "il n’y a rien à publier" in desk.post(address(pair), again).content.decode()
    changed = {**again, **line(0, "Je me suis sentie utile", required="on")}
    desk.post(address(pair), changed)
    assert [row.version for row in queries.forms_of(programme_id=pair.programme_id)] == [2, 1]
    first = ReviewForm.objects.get(version=1)
    assert [one["code"] for one in first.questions] == [one["code"] for one in ReviewForm.objects.get(version=2).questions]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        (line(0, "Ta religion ?", "words"), "La loi interdit"),
        (line(0, "Où ?", "choice", choices="Ici"), "deux à huit réponses"),
        (line(0, "x" * 161), "160"),
        (line(0, "Où ?", "telepathy"), "choix"),
    ],
)
def test_what_may_not_be_asked_is_said_beside_its_question(values: dict[str, str], said: str) -> None:
    pair = a_pair_to_close()
    answer = at_desk(pair).post(address(pair), {**values, **empty(1), "publish": "1"})
    assert said in str(answer.context["form"].errors)
    assert next(iter(answer.context["form"].errors)).startswith("0-")
    assert not ReviewForm.objects.exists()


def test_a_published_model_fills_the_boxes_and_its_source_is_named() -> None:
    pair = a_pair_to_close()
    desk = at_desk(pair)
    page = desk.get(address(pair)).content.decode()
    assert "doi.org/10.1177/0044118X14531604" in page
    page = desk.get(address(pair), {"recipe": "bond"}).content.decode()
    assert "Le meilleur moment" in page
    filled = {**line(0, "Ce lien a compté"), **empty(1, 2, 3, 4), "publish": "1"}
    desk.post(f"{address(pair)}?recipe=bond", filled)
    assert ReviewForm.objects.get().source == "bond"


def test_the_list_says_what_each_programme_asks_and_another_association_sees_nothing() -> None:
    pair = a_pair_to_close()
    ProgrammeFactory.create(association=pair.programme.association)
    page = at_desk(pair).get(reverse("association:review-forms")).content.decode()
    assert page.count("questions communes seules") == 8
    assert "Les questions communes" in at_desk(pair).get(address(pair, "review-form")).content.decode()
    stranger = sign_in(Client(), TeamMemberFactory.create(association=AssociationFactory.create()).user)
    assert "Pas encore de programme" in stranger.get(reverse("association:review-forms")).content.decode()
    for name in ("review-form", "review-form-new"):
        assert stranger.get(address(pair, name)).status_code == 404
        assert at_desk(pair).get(address(pair, name, "never", "mentee")).status_code == 404
    assert at_desk(pair, Role.REFERENT).get(address(pair)).status_code == 403
    assert at_desk(pair, Role.REFERENT).get(address(pair, "review-form")).status_code == 200


def a_form(pair: Pair, *, moment: str = "final", side: str = "mentor") -> Question:
    question = Question("useful", "scale", "Je me sens utile", "I feel useful", required=True)
    by = staff(TeamMemberFactory.create(association=pair.programme.association))
    operations.publish_review_form(programme=pair.programme, moment=moment, side=side, questions=[question], by=by, at=clock.now())
    return question


def answered(pair: Pair, **more: str) -> dict[str, str]:
    goals = {f"goal_{goal.id}": "partly" for goal in pair.goals.current()}
    return {"satisfaction": "5", "felt_supported": "4", "next_wish": "stop", **goals, **more}


def test_a_mentor_keeps_a_half_written_review_and_finishes_it_another_day() -> None:
    pair = a_pair_to_close()
    question, client, url = a_form(pair), at_home(pair), reverse("me:review", args=[pair.id])
    assert "C’est gardé" in client.post(url, {"satisfaction": "4", "q_useful": "2", "keep": "1"}, follow=True).content.decode()
    assert not Review.objects.exists()
    page = client.get(url)
    assert "Rien n’est encore parti" in page.content.decode()
    assert page.context["form"]["q_useful"].value() == "2"
    assert client.post(url, answered(pair)).context["form"].errors.keys() == {"q_useful"}
    assert client.post(url, answered(pair, q_useful="2")).status_code == 302
    assert not ReviewDraft.objects.exists()
    page = client.get(url)
    assert (question.fr, "Plutôt non") in page.context["rows"]
    assert "version 1" in page.content.decode()
    assert question.en in client.get(url.replace("/fr/", "/en/")).content.decode()


def test_the_association_gathers_the_young_persons_side_and_reads_both() -> None:
    pair = a_pair_to_close()
    a_form(pair, side="mentee")
    desk, url = at_desk(pair), reverse("association:pair-review", args=[pair.id, *HERE])
    assert url in desk.get(reverse("association:pair", args=[pair.id])).content.decode()
    assert desk.get(reverse("association:pair-review", args=[pair.id, "final", "mentor"])).status_code == 404
    assert "C’est gardé" in desk.post(url, {"q_useful": "3", "keep": "1"}, follow=True).content.decode()
    assert "Rien n’est encore enregistré" in desk.get(url).content.decode()
    assert desk.post(url, {"satisfaction": "9"}).context["form"].errors
    assert "enregistré" in desk.post(url, answered(pair, q_useful="3"), follow=True).content.decode()
    assert "Je me sens utile" in desk.get(url).content.decode()
    stranger = sign_in(Client(), TeamMemberFactory.create().user)
    assert stranger.get(url).status_code == 404
    assert at_home(pair).get(url).status_code in {302, 403}


def test_half_way_is_opened_from_the_pair_answered_at_home_or_done_elsewhere() -> None:
    pair = an_active_pair()
    desk, page = at_desk(pair), reverse("association:pair", args=[pair.id])
    assert "Ouvrir le point de mi-parcours" in desk.get(page).content.decode()
    assert "est ouvert" in desk.post(reverse("association:pair-mid-term", args=[pair.id]), follow=True).content.decode()
    assert "À vous de recueillir" in desk.get(page).content.decode()
    client, url = at_home(pair), reverse("me:review-mid", args=[pair.id])
    other = an_active_pair()
    assert "Rien à remplir" in at_home(other).get(reverse("me:review-mid", args=[other.id])).content.decode()
    assert at_home(other).get(url).status_code == 404
    assert url in client.get(reverse("me:home")).content.decode()
    assert client.post(url, answered(pair, next_wish="go_on")).status_code == 302
    assert url not in client.get(reverse("me:home")).content.decode()
    text = desk.get(page).content.decode()
    assert "au mentor de répondre" not in text
    assert "Continuer ainsi" in text
    done = desk.post(reverse("association:pair-mid-term-elsewhere", args=[pair.id]), follow=True)
    assert "Plus personne" in done.content.decode()
    assert MidTerm.objects.get().elsewhere_on is not None
    assert "fait ailleurs" in desk.get(page).content.decode()


@pytest.mark.parametrize("role", [Role.HR, Role.CSR, Role.DPO, Role.WORKS_COUNCIL, Role.PLATFORM_ADMIN, Role.EDITOR])
def test_no_company_role_reaches_a_review(role: Role) -> None:
    pair = a_pair_to_close()
    a_form(pair)
    client = sign_in(Client(), grant(UserFactory.create(), role))
    for name in ("me:review", "me:review-mid"):
        assert client.get(reverse(name, args=[pair.id])).status_code in {403, 404}
    assert client.get(reverse("association:pair-review", args=[pair.id, *HERE])).status_code == 403
    assert client.get(address(pair, "review-form")).status_code == 403
