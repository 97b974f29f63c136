"""A life at one association with a canary in each of its texts, and how far each may be read. Generated from the models: a text
that is declared nowhere, or that the life below has no row of, fails.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import product
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.test import Client
from pypdf import PdfReader

from portal.accounts.actors import ANONYMOUS, SYSTEM
from portal.accounts.enums import ASSOCIATION_ROLES, COMPANY_ROLES, Role
from portal.core import clock
from portal.core.encryption import EncryptedTextField
from portal.engagement.models import Charter, Mailing, MessageTemplate, TrainingModule, TrainingQuestion, Volunteer
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import AgendaMoment, QuestionKind, ReviewMoment, ReviewSide
from portal.mentorship.models import Agenda, EngagementCertificate, Pair, Review, ReviewDraft, ReviewForm
from portal.mentorship.rules import Question
from portal.mentorship.rules.review_forms import stored
from portal.programmes.models import Programme
from tests.consistency.routes import Route, roles_of, routes
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.api import Partner
from tests.factories.engagement import VolunteerFactory, a_candidate_waiting, a_programme, a_volunteer_cleared
from tests.factories.mentorship import a_pair_to_close, a_protector, a_referral, a_session, an_active_pair, mentor_of, staff
from tests.factories.people import EmployeeFactory
from tests.factories.personas import client_as
from tests.factories.programmes import AssociationFactory

ROOMS = ("engagement", "mentorship")
TEXTS = {"CharField", "TextField", "JSONField", "URLField", "EmailField", "SlugField"}

MENTOR, STRANGER, ANYBODY, SYSTEM_OF_A, SYSTEM_OF_B = "mentor", "another volunteer", "anybody", "system of A", "system of B"
TEAM = {Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.REFERENT}
OF_A = {f"{role} of A" for role in ASSOCIATION_ROLES}
TEAM_OF_A, PROTECTION_OF_A = {f"{role} of A" for role in TEAM}, {f"{Role.SAFEGUARDING} of A"}
PERSONAS = (
    *sorted(OF_A), *sorted(f"{role} of B" for role in ASSOCIATION_ROLES), *sorted(COMPANY_ROLES),
    MENTOR, STRANGER, ANYBODY, SYSTEM_OF_A, SYSTEM_OF_B,
)  # fmt: skip

DESK = {f"{role} of A" for role in (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)}
REACH: dict[str, set[str]] = {
    "engagement.Charter.text": DESK | {MENTOR},
    "engagement.Mailing.subject_en": set(),
    "engagement.Mailing.subject_fr": set(),
    "engagement.Mailing.template_name": DESK,
    "engagement.Mailing.text_en": set(),
    "engagement.Mailing.text_fr": set(),
    "engagement.MessageTemplate.name": DESK,
    "engagement.MessageTemplate.subject_en": DESK,
    "engagement.MessageTemplate.subject_fr": DESK,
    "engagement.MessageTemplate.text_en": DESK,
    "engagement.MessageTemplate.text_fr": DESK,
    "engagement.TrainingModule.link": TEAM_OF_A | {MENTOR},
    "engagement.TrainingModule.summary": TEAM_OF_A | {MENTOR},
    "engagement.TrainingModule.title": TEAM_OF_A | {MENTOR},
    "engagement.TrainingQuestion.choices": DESK | {MENTOR},
    "engagement.TrainingQuestion.text": DESK | {MENTOR},
    "engagement.Volunteer.family_name": TEAM_OF_A | {MENTOR},
    "engagement.Volunteer.given_name": OF_A | {MENTOR},
    "engagement.Volunteer.personal_email": TEAM_OF_A | {MENTOR},
    "engagement.Volunteer.personal_phone": TEAM_OF_A | {MENTOR},
    "mentorship.Concern.contact": PROTECTION_OF_A,
    "mentorship.Concern.mentor": PROTECTION_OF_A,
    "mentorship.Concern.text": PROTECTION_OF_A,
    "mentorship.Goal.detail": OF_A | {MENTOR},
    "mentorship.Mentee.alias": OF_A | {MENTOR},
    "mentorship.Mentee.reference": OF_A | {SYSTEM_OF_A},
    "mentorship.NetworkContact.structure": OF_A,
    "mentorship.Session.private_line": {MENTOR},
    "mentorship.SpecialistReferral.professional": OF_A,
}
"""Each text of the mentoring life: who may read it on some screen, in some file or answer of the API."""
CODES = {
    "engagement.ProfileHandover.fields", "mentorship.Agenda.source", "mentorship.Mentee.departement",
    "mentorship.ReviewForm.source", "mentorship.Session.topics",
}  # fmt: skip
"""Codes of a list that no choices of the model name: nothing is typed there."""
REACH |= {
    "mentorship.Agenda.lines: a line": OF_A | {MENTOR},
    "mentorship.Review.answers: mentor": OF_A | {MENTOR},
    "mentorship.Review.answers: mentee": OF_A,
    "mentorship.ReviewDraft.answers: mentor": {MENTOR},
    "mentorship.ReviewDraft.answers: mentee": OF_A,
    "mentorship.ReviewForm.questions: to the mentor": OF_A | {MENTOR},
    "mentorship.ReviewForm.questions: choice of the mentor": OF_A | {MENTOR},
    "mentorship.ReviewForm.questions: to the mentee": OF_A,
    "mentorship.ReviewForm.questions: choice of the mentee": OF_A,
}
"""Texts within a structure, which a canary alone would break: each side's own, since each side reads its own alone."""
PIECES = frozenset(name for name in REACH if ":" in name)
STRUCTURES = {name.partition(":")[0] for name in PIECES}
IN_MAILS = {"engagement.Volunteer.given_name", "engagement.Volunteer.personal_email"}
"""What a mail may bear: the greeting and the address of whoever it is for. Never a word of a young person."""


def text_fields() -> dict[str, models.Field[Any, Any]]:
    """Every text of the two rooms that somebody types: no code of a list."""
    found = {}
    for room in ROOMS:
        for model in apps.get_app_config(room).get_models():
            for field in model._meta.concrete_fields:
                typed = field.get_internal_type() in TEXTS and not field.choices
                name = f"{model._meta.label}.{field.name}"
                if typed and name not in CODES | STRUCTURES:
                    found[name] = field
    return found


def canary(number: int) -> str:
    return f"zq{number:02d}qz"


def canaries() -> dict[str, str]:
    """A word of its own for each text, those within a structure too."""
    return {name: canary(number) for number, name in enumerate(sorted({*text_fields(), *PIECES}))}


def planted(field: models.Field[Any, Any], word: str) -> Any:
    """The canary as the text can hold it."""
    if field.get_internal_type() == "JSONField":
        return [word, word]
    if field.get_internal_type() == "URLField":
        return f"https://{word}.example.org/"
    return f"{word}@perso.example.org" if "email" in field.name else word


def plant() -> set[str]:
    """Put its canary into one row of each text. Returns the texts that have no row to put it into."""
    bare = set()
    for name, field in text_fields().items():
        row = field.model._default_manager.order_by("pk").first()
        if row is None:
            bare.add(name)
        else:
            rows = field.model._default_manager.all() if not field.unique and field.name != "reference" else None
            target = rows if rows is not None else field.model._default_manager.filter(pk=row.pk)
            target.update(**{field.name: planted(field, canaries()[name])})
    return bare | _plant_reviews(canaries())


def _plant_reviews(words: dict[str, str]) -> set[str]:
    """Put canaries where a structure has a text: lines of an agenda, what a review asks, what was answered, what was begun."""
    filled = set()
    line = "mentorship.Agenda.lines: a line"
    if Agenda.objects.update(lines=[{"fr": words[line], "en": words[line]}]):
        filled.add(line)
    for side in ReviewSide.values:
        asked, choice = words[f"mentorship.ReviewForm.questions: to the {side}"], f"choice of the {side}"
        questions = [
            Question("words", QuestionKind.WORDS, asked),
            Question("where", QuestionKind.CHOICE, asked, choices=(words[f"mentorship.ReviewForm.questions: {choice}"], "y")),
        ]
        if ReviewForm.objects.filter(side=side).update(questions=stored(questions)):
            filled |= {f"mentorship.ReviewForm.questions: {which}" for which in (f"to the {side}", choice)}
        said, begun = (f"mentorship.{model}.answers: {side}" for model in ("Review", "ReviewDraft"))
        answers = json.dumps({"own": {"words": words[said], "where": 0}, "goals": []})
        if Review.objects.filter(side=side, form__side=side).update(answers=answers):
            filled.add(said)
        if ReviewDraft.objects.filter(side=side).update(answers=json.dumps({"q_words": words[begun]})):
            filled.add(begun)
    return set(PIECES) - filled


def _reviews(pair: Pair, mentor: Volunteer) -> None:
    """A programme that asks its own questions: a pair of the mentor's that is over with a review on each side, and on both sides of
    the one that goes on a mid-term review that was begun.
    """
    by, before = staff(pair.referent), clock.now() - timedelta(days=200)
    earlier = a_programme(association=pair.programme.association)
    for programme, moment in product((pair.programme, earlier), ReviewMoment.values):
        for side in ReviewSide.values:
            mentorship.publish_review_form(
                programme=programme, moment=moment, side=side, by=SYSTEM, at=before, questions=[Question("words", "words", "x")]
            )
    over = a_pair_to_close(programme=earlier, volunteer=mentor, at=before)
    given: dict[str, Any] = {"satisfaction": 5, "felt_supported": 4, "next_wish": "stop", "answers": {"words": "x"}}
    for side, who in ((ReviewSide.MENTOR, mentor_of(over)), (ReviewSide.MENTEE, staff(over.referent))):
        mentorship.record_review(pair=over, side=side, by=who, at=before + timedelta(days=100), **given)
    mentorship.close_pair(pair=over, by=SYSTEM, at=before + timedelta(days=100))
    mentorship.ask_mid_term(pair=pair, by=by, at=clock.now())
    for side, who in ((ReviewSide.MENTOR, mentor_of(pair)), (ReviewSide.MENTEE, by)):
        mentorship.keep_draft(pair=pair, side=side, moment=ReviewMoment.MID, answers={"q_words": "x"}, by=who, at=clock.now())


def a_life() -> Pair:
    """Everything that happens at an association A, written down: candidates, training, an active pair with its worries and its
    relay, a closed one. Returns the active pair.
    """
    at = clock.now() - timedelta(days=60)
    pair = an_active_pair(programme=a_programme(), at=at)
    programme, by = pair.programme, staff(pair.referent)
    association = programme.association
    EmployeeFactory.create(user=pair.volunteer.user)
    a_session(pair, at + timedelta(days=5), private_line="x")
    mentorship.add_network_contact(mentee=pair.mentee, role="school", structure="x", by=by, at=at)
    mentorship.set_goal(pair=pair, code="culture", detail="x", by=by, at=at)
    a_referral(pair, at=at, professional="x")
    a_protector(programme)
    worry: dict[str, Any] = {"category": "school", "urgency": "critical", "text": "x", "contact": "x", "at": clock.now()}
    mentorship.raise_concern(programme=programme, pair=pair, raised_by="staff", by=by, **worry)
    mentorship.raise_concern(programme=programme, raised_by="family", by=ANONYMOUS, **worry)
    _reviews(pair, pair.volunteer)
    a_candidate_waiting(programme=programme)
    a_volunteer_cleared(programme=programme)
    texts = {"subject_fr": "x", "text_fr": "x", "subject_en": "x", "text_en": "x"}
    MessageTemplate.objects.create(association=association, name="x", changed_at=at, **texts)
    Mailing.objects.create(association=association, sender=pair.referent, sent_at=at, **texts)
    for moment in AgendaMoment.values:
        Agenda.objects.create(programme=programme, moment=moment, version=1, lines=[], published_at=at)
    Charter.objects.get_or_create(association=association, version=9, defaults={"text": "x", "effective_on": at.date()})
    for module in TrainingModule.objects.filter(association=association):
        TrainingQuestion.objects.create(module=module, position=9, text="x", choices=["x", "y"], right=0)
    return pair


def readers(pair: Pair) -> dict[str, Client | Partner]:
    """Somebody of each kind, signed in: every role at A and at B, the company's, the mentor, another, nobody, both systems."""
    home, other = pair.programme.association, AssociationFactory.create()
    found: dict[str, Client | Partner] = {ANYBODY: Client()}
    for role in ASSOCIATION_ROLES:
        found[f"{role} of A"] = client_as(role, association=home)
        found[f"{role} of B"] = client_as(role, association=other)
    found |= {str(role): client_as(role) for role in COMPANY_ROLES}
    assert pair.volunteer.user is not None
    found[MENTOR] = sign_in(Client(), pair.volunteer.user, second_factor=False)
    stranger = UserFactory.create()
    EmployeeFactory.create(user=stranger)
    VolunteerFactory.create(user=stranger)
    found[STRANGER] = sign_in(Client(), stranger, second_factor=False)
    return found | {SYSTEM_OF_A: Partner(home.id), SYSTEM_OF_B: Partner(other.id)}


def ids() -> dict[str, list[UUID]]:
    """Two ids of each model of the life, by its name in small letters."""
    found: dict[str, list[UUID]] = {}
    for room in (*ROOMS, "programmes"):
        for model in apps.get_app_config(room).get_models():
            keys = model._default_manager.order_by("pk").values_list("pk", flat=True)
            found[model.__name__.lower()] = [key for key in keys if isinstance(key, UUID)][:3]
    return found


def addresses(route: Route, known: dict[str, list[UUID]]) -> Iterator[str]:
    """Yield the addresses of a route for the rows that its parameters may mean."""
    values = [_values(parameter, known) for parameter in route.parameters]
    for chosen in product(*values):
        address = route.pattern
        for parameter, value in zip(route.parameters, chosen, strict=True):
            for kind in ("uuid", "str", "slug", "path"):
                address = address.replace(f"<{kind}:{parameter}>", str(value))
        if "<" not in address:
            yield address


A_CODE: dict[str, list[object]] = {
    "kind": ["interview"], "name": ["withdraw"], "step": ["agree"], "language": ["fr"], "subject": ["privacy"],
    "moment": [*ReviewMoment.values], "side": [*ReviewSide.values],
}  # fmt: skip


def _values(parameter: str, known: dict[str, list[UUID]]) -> list[object]:
    """What a parameter may be: the rows it is named after, a code of its list, or nothing of this life."""
    if parameter == "code":
        certificates = EngagementCertificate.objects.values_list("code", flat=True)
        return [*Programme.objects.values_list("code", flat=True)[:2], *certificates]
    if not parameter.endswith("_id"):
        return A_CODE.get(parameter, [])
    name = parameter.removesuffix("_id").replace("_", "")
    return [key for model, keys in known.items() if model.endswith(name) for key in keys]


def text_of(answer: Any) -> str:
    """What an answer says, out of a page, a feed, a workbook or a PDF."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            return "\n".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    return f"{answer.headers}\n{body.decode('utf-8', 'replace')}"


def pages_of(persona: str, reader: Client | Partner) -> Iterator[tuple[str, str]]:
    """Yield every address that somebody may open, with what it says."""
    known = ids()
    for route in routes():
        for address in addresses(route, known):
            if isinstance(reader, Partner):
                if address.startswith("/api/v1/"):
                    yield address, text_of(reader.get(address.removeprefix("/api/v1/")))
            elif _may_try(route, persona):
                yield address, text_of(reader.get(address))


def _may_try(route: Route, persona: str) -> bool:
    """Whether the route is one for that kind of person: public pages are for nobody signed in, and what a rule refuses is held by
    tests/consistency/test_matrix.py.
    """
    roles = {str(role) for role in roles_of(route)}
    if "sign-out" in route.name:
        return False
    if persona == ANYBODY or str(Role.ANONYMOUS) in roles:
        return persona == ANYBODY and str(Role.ANONYMOUS) in roles
    of_the_company = {"employee"} if persona in {str(role) for role in COMPANY_ROLES} else set()
    held = {"employee", "volunteer"} if persona in {MENTOR, STRANGER} else {persona.partition(" of ")[0], *of_the_company}
    return bool(roles & held)


def read_by(pages: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return each text whose canary is on one of the pages, with the first page that has it."""
    words, found = canaries(), dict[str, str]()
    for address, text in pages:
        for name, word in words.items():
            if word in text:
                found.setdefault(name, address)
    return found


def encrypted() -> set[str]:
    """The texts that a dump of the database may not hold."""
    within = {name for name in PIECES if name.startswith(("mentorship.Review.", "mentorship.ReviewDraft."))}
    return within | {name for name, field in text_fields().items() if isinstance(field, EncryptedTextField)}
