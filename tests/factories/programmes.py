"""Associations, teams, programmes, intakes."""

from datetime import UTC, date, datetime

from factory.declarations import LazyAttributeSequence, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.programmes.enums import LegalScope, Mode, ProgrammeStatus
from portal.programmes.models import Antenna, Association, Campaign, Intake, Programme, QualityStep, TeamMember

HOURS = {day: ["09:00", "18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


class AssociationFactory(DjangoModelFactory[Association]):
    class Meta:
        model = Association

    code = Sequence(lambda n: f"association-{n}")
    name = Sequence(lambda n: f"Les Passerelles {n}")
    safeguarding_hours = HOURS
    safeguarding_phone = "0100000000"

    class Params:
        nobody_answers = Trait(safeguarding_hours={}, safeguarding_phone="")


class AntennaFactory(DjangoModelFactory[Antenna]):
    class Meta:
        model = Antenna

    association = SubFactory(AssociationFactory)
    code = Sequence(lambda n: f"antenne-{n}")
    name = Sequence(lambda n: f"Antenne {n}")
    departements = ["69"]


class TeamMemberFactory(DjangoModelFactory[TeamMember]):
    class Meta:
        model = TeamMember

    user = LazyAttributeSequence(
        lambda _, n: User.objects.create(handle=f"local:team{n}@example.org", created_at=datetime(2026, 1, 5, 9, tzinfo=UTC))
    )
    association = SubFactory(AssociationFactory)
    role = Role.COORDINATOR
    display_name = Sequence(lambda n: f"Claire Moreau {n}")
    capacity = 20
    joined_at = datetime(2026, 1, 5, 9, tzinfo=UTC)

    class Params:
        referent = Trait(role=Role.REFERENT)
        administrator = Trait(role=Role.ASSOCIATION_ADMIN)
        safeguarding = Trait(role=Role.SAFEGUARDING)


class ProgrammeFactory(DjangoModelFactory[Programme]):
    class Meta:
        model = Programme

    association = SubFactory(AssociationFactory)
    code = Sequence(lambda n: f"programme-{n}")
    title = Sequence(lambda n: f"Premier stage {n}")
    summary = "Trouver son premier stage, à deux."
    description = "Deux rendez-vous par mois pour préparer une candidature et un entretien."
    audience = "Jeunes de 18 à 25 ans en recherche de stage"
    mode = Mode.REMOTE
    departements: list[str] = []
    age_min = 18
    age_max = 25
    duration_months = 6
    hours_per_month = 3
    slots = ["evening"]
    causes = ["orientation", "equal_chances"]
    skills = ["interview", "cv"]
    languages: list[str] = []
    status = ProgrammeStatus.OPEN

    class Params:
        with_minors = Trait(age_min=12, age_max=15, mode=Mode.IN_PERSON, departements=["69"])
        in_lyon = Trait(mode=Mode.IN_PERSON, departements=["69"])
        child_protection = Trait(age_min=8, age_max=17, legal_scope=LegalScope.CHILD_PROTECTION)
        in_preparation = Trait(status=ProgrammeStatus.DRAFT)


class QualityStepFactory(DjangoModelFactory[QualityStep]):
    class Meta:
        model = QualityStep

    programme = SubFactory(ProgrammeFactory)
    step = 1
    text = "Les jeunes viennent par les lycées du quartier."


class IntakeFactory(DjangoModelFactory[Intake]):
    class Meta:
        model = Intake

    programme = SubFactory(ProgrammeFactory)
    opens_on = date(2026, 1, 1)
    closes_on = date(2026, 12, 31)
    starts_on = Sequence(lambda n: date.fromordinal(date(2027, 1, 4).toordinal() + n))
    places_funded = 12
    staff_capacity = 10
    places_offered = 8
    places_taken = 0

    class Params:
        full = Trait(places_taken=8)
        one_place_left = Trait(places_taken=7)


class CampaignFactory(DjangoModelFactory[Campaign]):
    class Meta:
        model = Campaign

    reference = Sequence(lambda n: f"janvier-{n}")
    title = "Un mois pour devenir mentor"
    opens_on = date(2026, 1, 5)
    closes_on = date(2026, 2, 6)
    goal_pairs = 40
