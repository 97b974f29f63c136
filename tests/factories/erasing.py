"""Somebody of whom an association noted all that it can, and where a word of theirs is still found."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.apps import apps

from portal.accounts.actors import SYSTEM
from portal.engagement import operations as engagement
from portal.engagement.models import Mailing, MailingCopy, QuizPassed, TrainingModule, Volunteer
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import ReviewSide
from portal.mentorship.models import CheckIn, Pair, Review
from portal.programmes.models import Programme
from portal.skills.models import Share

from .engagement import VolunteerFactory, a_candidate_accepted, coordinator, meet_gates
from .mentorship import AT as START
from .mentorship import MenteeFactory, a_referent, a_session, mentor_of

AT = START + timedelta(days=200)
NAME, FAMILY, EMAIL, PHONE, WORDS = "Canarine", "Introuvable-Canari", "canari@perso.example.org", "0699887766", "MOTS-CANARI"


def somebody(**of: Any) -> Volunteer:
    values = {"given_name": NAME, "family_name": FAMILY, "personal_email": EMAIL, "personal_phone": PHONE, **of}
    volunteer: Volunteer = VolunteerFactory.create(**values)
    return volunteer


def a_full_life(programme: Programme, volunteer: Volunteer) -> Pair:
    """A pair that closed, with all that an association can note of a mentor on the way."""
    home, by = programme.association, coordinator(programme.association)
    application = a_candidate_accepted(volunteer=volunteer, programme=programme, at=START)
    meet_gates(application, START + timedelta(days=20))
    clearance = engagement.clear(application=application, by=by, at=START + timedelta(days=21))
    mentee = MenteeFactory.create(association=home)
    referent = a_referent(programme)
    when: dict[str, Any] = {"by": by, "at": START + timedelta(days=22)}
    pair = mentorship.propose_pair(volunteer=volunteer, programme=programme, mentee=mentee, referent=referent, **when)
    mentorship.accept_pair(pair=pair, **when)
    mentorship.introduce_pair(pair=pair, clearance=clearance, on=when["at"].date(), **when)
    engagement.mark_paired(application=application, **when)
    a_session(pair, START + timedelta(days=30), private_line=WORDS)
    goal = mentorship.set_goal(pair=pair, code="orientation", by=mentor_of(pair), at=START + timedelta(days=31))
    mentorship.ask_check_ins(by=SYSTEM, at=START + timedelta(days=60))
    check_in = CheckIn.objects.filter(pair=pair, side=ReviewSide.MENTOR).first()
    assert check_in is not None
    mentorship.answer_check_in(check_in=check_in, satisfaction=4, by=mentor_of(pair), at=START + timedelta(days=61))
    mentorship.start_closing(pair=pair, reason="goals_reached", closed_by="term", by=by, at=START + timedelta(days=120))
    said: dict[str, Any] = {
        "satisfaction": 4,
        "felt_supported": 4,
        "next_wish": "keep_in_touch",
        "goal_results": {goal.id: "reached"},
    }
    mentorship.record_review(pair=pair, side="mentor", by=mentor_of(pair), at=START + timedelta(days=125), **said)
    Review.objects.filter(pair=pair, side="mentor").update(answers=json.dumps({"own": {"words": WORDS}, "goals": []}))
    mentorship.close_pair(pair=pair, by=by, at=START + timedelta(days=130))
    module = TrainingModule.objects.get(association=home, required=True)
    QuizPassed.objects.create(module=module, volunteer=volunteer, passed_on=START.date())
    Share.objects.create(volunteer=volunteer, association=home, shared_at=AT)
    mailing = Mailing.objects.create(association=home, sender=referent, sent_at=AT, subject_fr="x", text_fr="x")
    MailingCopy.objects.create(mailing=mailing, volunteer=volunteer, programme=programme)
    return pair


def everything() -> Iterator[tuple[str, str]]:
    """Yield every row of every table as its words, encrypted ones read."""
    for model in apps.get_models():
        if not model._meta.managed or model._meta.proxy:
            continue
        names = [field.attname for field in model._meta.concrete_fields]
        for row in model._default_manager.values_list(*names):
            yield model._meta.label, json.dumps([str(value) for value in row], ensure_ascii=False)


def holding(*words: str) -> set[str]:
    """Which models hold one of some words, whatever the case."""
    return {label for label, text in everything() for word in words if word.casefold() in text.casefold()}
