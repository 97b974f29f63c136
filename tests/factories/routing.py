"""Volunteer profiles and wishes."""

from datetime import UTC, datetime

from factory.declarations import LazyAttributeSequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from portal.accounts.models import User
from portal.routing.models import VolunteerProfile, Wish

from .programmes import ProgrammeFactory


class VolunteerProfileFactory(DjangoModelFactory[VolunteerProfile]):
    class Meta:
        model = VolunteerProfile

    user = LazyAttributeSequence(
        lambda _, n: User.objects.create(handle=f"sso:test:{n}", created_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    )
    causes = ["orientation"]
    skills = ["interview"]
    slots = ["evening"]
    hours_per_month = 4
    months = 9
    departements = ["69"]
    remote_ok = True
    languages: list[str] = []
    declared_at = datetime(2026, 1, 6, 9, tzinfo=UTC)

    class Params:
        only_on_site = Trait(remote_ok=False)


class WishFactory(DjangoModelFactory[Wish]):
    class Meta:
        model = Wish

    profile = SubFactory(VolunteerProfileFactory)
    programme = SubFactory(ProgrammeFactory)
    rank = 1
