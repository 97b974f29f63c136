"""What the page of a pair shows of its frame: individual agreement, network, closing interview."""

from datetime import date
from typing import Any

from portal.mentorship import queries
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.mentorship.rules import needs_agreement

from .pair_frame_forms import DayForm, NetworkForm

OVER = frozenset({PairState.CLOSED, PairState.DECLINED})


def frame_of(found: Pair, *, on: date) -> dict[str, Any]:
    """Return what the page of a pair shows of its frame, with the forms that are of use in its state."""
    agreement = queries.agreement_of(pair_id=found.id)
    wanted = needs_agreement(found.programme.legal_scope)
    closing = found.state in {PairState.CLOSING, PairState.CLOSED}
    open_ = found.state not in OVER
    return {
        "agreement": agreement,
        "agreement_wanted": wanted,
        "agreement_late": agreement is not None and open_ and agreement.review_due_on < on,
        "agreement_form": DayForm(initial={"on": on}, auto_id="agreement_%s") if open_ and not agreement else None,
        "agreement_review_form": DayForm(initial={"on": on}, auto_id="agreement_review_%s") if open_ and agreement else None,
        "network": list(queries.network_of(mentee_id=found.mentee_id)),
        "network_form": NetworkForm(auto_id="network_%s") if open_ else None,
        "interview_form": DayForm(initial={"on": on}, auto_id="interview_%s") if closing and not _interviewed(found) else None,
        "waits_until": queries.waits_until(pair=found),
    }


def _interviewed(found: Pair) -> bool:
    return hasattr(found, "closure") and found.closure.interviewed_on is not None
