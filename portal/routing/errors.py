"""What this room says no to. Steps of a run or a proposal are refused by `portal.core.errors.StepRefused`."""

from portal.core.errors import Refusal


class WishRefused(Refusal):
    """Wishes that cannot be kept: "too_many_wishes", "wished_twice", "unknown_programme"."""

    code = "too_many_wishes"


class ProfileRefused(Refusal):
    """A profile that cannot be kept: "unknown_code" (a code in no list), "no_time"."""

    code = "unknown_code"


class PolicyRefused(Refusal):
    """Settings of a campaign that cannot be kept: "unknown_criterion", "weights_do_not_sum" (100, beside the wishes),
    "out_of_bounds", "tiers_not_falling", "too_many_priorities", "priority_twice", "not_yours".
    """

    code = "weights_do_not_sum"


class RunRefused(Refusal):
    """A run that cannot be: "already_scheduled", "in_the_past", "nobody_takes_part", "running" (another one of the campaign)."""

    code = "already_scheduled"


class ContestRefused(Refusal):
    """A question that cannot be kept or answered: "nothing_to_contest", "already_asked", "empty", "not_yours", "answered"."""

    code = "nothing_to_contest"


class InstanceRefused(Refusal):
    """An instance or an allocation that cannot be read. The facts say which array, what is wrong and where."""

    code = "not_readable"

    def __str__(self) -> str:
        return str(self.facts.get("problem", self.code))
