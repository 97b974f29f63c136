"""Writes on what a programme asks at a review: a new version each time, never a change to one that was published."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.mentorship import rules
from portal.mentorship.enums import ReviewMoment, ReviewSide
from portal.mentorship.errors import ReviewFormRefused
from portal.mentorship.models import ReviewForm
from portal.mentorship.queries.reviews import latest_form
from portal.programmes.models import Programme

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR, Role.SYSTEM)


@transaction.atomic
def publish_review_form(
    *,
    programme: Programme,
    moment: ReviewMoment | str,
    side: ReviewSide | str,
    questions: Sequence[rules.Question],
    by: Actor,
    at: datetime,
    source: str = "",
) -> ReviewForm:
    """Publish the next version of what a programme asks one side at one moment, beside the common questions. Reviews given or
    begun keep the version they were given under.

    Raises ReviewFormRefused "not_theirs", "unknown_code", "unchanged", "version_exists" (written at the same time), and what
    `rules.form_objection` objects, with the question's place: "too_many", "code_twice", "text", "choices", "protected_topic" …
    """
    _check(programme, by)
    if moment not in ReviewMoment.values or side not in ReviewSide.values:
        raise ReviewFormRefused("unknown_code")
    if found := rules.form_objection(questions):
        raise ReviewFormRefused(found[0], place=found[1])
    latest, asked = latest_form(programme_id=programme.id, moment=moment, side=side), rules.stored(questions)
    if asked == (latest.questions if latest else []):
        raise ReviewFormRefused("unchanged")
    try:
        with transaction.atomic():
            form = ReviewForm.objects.create(
                programme=programme,
                moment=moment,
                side=side,
                version=(latest.version if latest else 0) + 1,
                questions=asked,
                source=source,
                published_at=at,
            )
    except IntegrityError as error:
        raise ReviewFormRefused("version_exists") from error
    audit.record("mentorship.publish_review_form", by=by, at=at, subject=form.id, association=programme.association_id)
    return form


def _check(programme: Programme, by: Actor) -> None:
    ours = by.association_id == programme.association_id and (not by.antenna_ids or programme.antenna_id in by.antenna_ids)
    if not (by.has(*WRITERS) and (ours or by.has(Role.SYSTEM))):
        raise ReviewFormRefused("not_theirs")
