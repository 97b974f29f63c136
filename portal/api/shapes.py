"""What the API says and reads, field by field."""

from typing import Any

from rest_framework import serializers

from portal.engagement.enums import DESK_KINDS, ApplicationState, GateKind, GateStage, GateState, SharedField
from portal.mentorship.enums import AgeBand, MenteeGateKind, Modality, PairState, SessionOutcome, TimeBasis, Topic

from .fields import CodeField, DayField

Shape = serializers.Serializer[Any]
DESK_CODES = sorted(str(kind) for kind in DESK_KINDS)
REPORTED = [value for value in SessionOutcome.values if value != SessionOutcome.PLANNED]


class ProgrammeShape(Shape):
    """A programme, in short."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    title = serializers.CharField()


class CandidateLine(Shape):
    """A candidate in a list: nothing about the person."""

    id = serializers.UUIDField()
    programme = ProgrammeShape()
    state = serializers.ChoiceField(ApplicationState.choices)
    submitted_at = serializers.DateTimeField(allow_null=True)
    deadline_on = serializers.DateField(allow_null=True)
    gates_met = serializers.IntegerField()
    gates_asked = serializers.IntegerField()


class GateShape(Shape):
    """A condition of the programme, computed at the day of the answer. There is no negative."""

    kind = serializers.ChoiceField(GateKind.choices)
    stage = serializers.ChoiceField(GateStage.choices)
    state = serializers.ChoiceField(GateState.choices)
    done = serializers.IntegerField()
    needed = serializers.IntegerField()
    seen_on = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)


class CandidateShape(CandidateLine):
    """A candidate with what they handed over, and nothing else of them."""

    profile = serializers.DictField(
        child=serializers.JSONField(), help_text="Only the fields handed over: " + ", ".join(SharedField.values) + "."
    )
    may_contact_previous = serializers.BooleanField(help_text="Whether associations the person helped before may be asked to call.")
    gates = GateShape(many=True)


class GateReport(Shape):
    """A gate seen to be met."""

    kind = CodeField(DESK_CODES)
    seen_on = DayField()


class GateReported(Shape):
    """The gate as it is kept."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(GateKind.choices)
    seen_on = serializers.DateField()
    valid_until = serializers.DateField(allow_null=True)


class MenteeReport(Shape):
    """A young person by a reference: an alias, an age band, the days on which the agreements were seen (all three for a minor)."""

    reference = serializers.CharField(max_length=30, help_text="The association's own file number; it finds the mentee again.")
    alias = serializers.CharField(max_length=20)
    age_band = CodeField(AgeBand.values)
    departement = serializers.RegexField(r"^[0-9][0-9AB][0-9]?$", required=False)
    agreements = serializers.DictField(
        child=DayField(), required=False, default=dict, help_text="Day seen, by kind: " + ", ".join(MenteeGateKind.values) + "."
    )

    def validate_agreements(self, value: dict[str, Any]) -> dict[str, Any]:
        """Refuse kinds that do not exist."""
        if not value.keys() <= set(MenteeGateKind.values):
            raise serializers.ValidationError(code="unknown_kind")
        return value


class PairReport(Shape):
    """A pair to open."""

    candidate = serializers.UUIDField()
    referent = serializers.UUIDField(help_text="A member of the team, see /referents/.")
    introduced_on = DayField()
    mentee = MenteeReport()
    agreement_on = DayField(required=False, help_text="Day the individual agreement was signed: child protection wants it first.")


class PairShape(Shape):
    """A pair."""

    id = serializers.UUIDField()
    programme = ProgrammeShape()
    state = serializers.ChoiceField(PairState.choices)
    mentee_reference = serializers.CharField(allow_blank=True)
    referent = serializers.UUIDField()
    introduced_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)


class ReferentShape(Shape):
    """Somebody of the team who may stand behind a pair."""

    id = serializers.UUIDField()
    display_name = serializers.CharField()
    capacity = serializers.IntegerField()


class SessionReport(Shape):
    """A session of a pair."""

    on = DayField()
    minutes = serializers.IntegerField(min_value=0, max_value=600, required=False, default=0)
    modality = CodeField(Modality.values)
    topics = serializers.ListField(child=CodeField(Topic.values), max_length=len(Topic.values), required=False, default=list)
    time_basis = CodeField(TimeBasis.values)
    outcome = CodeField(REPORTED, required=False, default=SessionOutcome.HELD.value)


class SessionShape(Shape):
    """A session as it is kept; the mentor's own line never leaves."""

    id = serializers.UUIDField()
    pair = serializers.UUIDField()
    on = serializers.DateField()
    minutes = serializers.IntegerField()
    outcome = serializers.ChoiceField(SessionOutcome.choices)
