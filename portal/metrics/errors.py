"""What metrics says no to."""

from portal.core.errors import Refusal


class NotAllowedToPublish(Refusal):
    """Only the CSR manager, the data-protection officer and the portal publish."""

    code = "not_allowed_to_publish"


class PeriodNotClosed(Refusal):
    """A period is published once it is over (R7)."""

    code = "period_not_closed"


class YearsOnly(Refusal):
    """A small company publishes one closed year, and no quarter: its groups would be too few to compare."""

    code = "years_only"


class QuartersOnly(Refusal):
    """A company that is not small publishes quarters: a year over them would be a cumulative figure (R7)."""

    code = "quarters_only"


class AlreadyPublished(Refusal):
    """The period has its release; a correction is a new release with a note (R8)."""

    code = "already_published"


class OutOfOrder(Refusal):
    """A later period is already published: control looks back, never forward."""

    code = "out_of_order"


class NotPermitted(Refusal):
    """The smallest group is a whole number from 5 to 20 (R15)."""

    code = "k_not_permitted"


class NeverLowered(Refusal):
    """The smallest group was higher before: it only ever rises (R15)."""

    code = "k_never_lowered"


class OnlyTheDpo(Refusal):
    """The data-protection officer alone sets the smallest group and the profile (R15)."""

    code = "only_the_dpo"


class EngagementTimeRefused(Refusal):
    """A month that may not be sent or taken back: "not_allowed", "not_closed", "too_old", "nothing", "no_number", "already_sent",
    "published" (few others are behind a figure published of that month, who could then be told: R14), "not_sent", "already_read".
    """

    code = "engagement_time_refused"


class OnlyPayroll(Refusal):
    """Payroll alone reads what employees send it."""

    code = "only_payroll"


class CostRefused(Refusal):
    """An amount that may not be said: "not_allowed", "unknown_kind", "amount"."""

    code = "cost_refused"


class PooledRefused(Refusal):
    """Skills over several companies that may not be published: "not_allowed", "not_closed", "already_published", "companies" (fewer
    than three, or one that weighs more than half), "too_few" (the control leaves nothing).
    """

    code = "pooled_refused"


class DestinationRefused(Refusal):
    """A destination that may not be kept or pushed to: "not_allowed", "bad_name", "name_taken", "unknown_kind", "bad_address",
    "nothing_released", "under_way", "pushed_already".
    """

    code = "destination_refused"
