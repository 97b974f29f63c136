"""Mentors of several companies of one group, who answered before and after and share their profile with their association."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from portal.engagement.models import Application, ProfileHandover
from portal.programmes.models import Association
from portal.skills.enums import Wave
from portal.skills.models import Questionnaire, Share

from .metrics import World
from .skills import all_of, our_instrument

BEFORE, AFTER = datetime(2026, 2, 2, 9, tzinfo=UTC), datetime(2026, 11, 2, 9, tzinfo=UTC)


def mentors_who_share(sizes: Mapping[str, int], *, staff: int = 60) -> Association:
    """So many mentors of each company (by code), of `staff` people in each; what they say changes by one point or two."""
    world = World()
    for code, count in sizes.items():
        for one in world.employees(staff, "Nord", entity=code)[:count]:
            world.journey(one, applied=date(2026, 1, 5), ready=date(2026, 1, 20), introduced=date(2026, 1, 26))
    world.save()
    association, instrument = world.programme.association, our_instrument()
    made, shares, handed = [], [], []
    for place, application in enumerate(Application.objects.filter(programme=world.programme).order_by("id")):
        for wave, at, value in ((Wave.START, BEFORE, 2), (Wave.END, AFTER, 3 + place % 2)):
            days = {"due_on": at.date(), "closes_on": at.date(), "asked_at": at, "answered_at": at}
            answers = all_of(instrument.framework, wave, value)
            of = {"volunteer_id": application.volunteer_id, "application": application, "instrument": instrument}
            made.append(Questionnaire(**of, **days, wave=wave, answers=answers))
        over = {"application": application, "association": association, "fields": [], "may_contact_previous": False}
        handed.append(ProfileHandover(**over, handed_at=BEFORE))
        shares.append(Share(volunteer_id=application.volunteer_id, association=association, shared_at=AFTER))
    Questionnaire.objects.bulk_create(made)
    ProfileHandover.objects.bulk_create(handed)
    Share.objects.bulk_create(shares)
    return association
