"""A certificate taken back and given back: by whom, how often, and without a reason."""

from datetime import timedelta

import pytest

from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.mentorship import operations, queries
from portal.mentorship.errors import PairRefused, ReviewRefused
from portal.mentorship.models import EngagementCertificate
from tests.factories.mentorship import AT, a_closed_pair, mentor_of, staff
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=200)


def a_certificate() -> EngagementCertificate:
    found = queries.certificate_of_pair(pair_id=a_closed_pair().id)
    assert found is not None
    return found


def test_each_side_takes_back_and_undoes_its_own() -> None:
    certificate = a_certificate()
    pair = certificate.pair
    desk = staff(TeamMemberFactory.create(association=pair.programme.association))
    for by, other in ((mentor_of(pair), desk), (desk, mentor_of(pair))):
        operations.revoke_certificate(certificate=certificate, by=by, at=LATER)
        assert queries.revoked_codes() == [certificate.code]
        with pytest.raises(ReviewRefused, match="already_revoked"):
            operations.revoke_certificate(certificate=certificate, by=by, at=LATER)
        with pytest.raises(ReviewRefused, match="not_theirs"):
            operations.restore_certificate(certificate=certificate, by=other, at=LATER)
        operations.restore_certificate(certificate=certificate, by=by, at=LATER)
        assert queries.revoked_codes() == []
        with pytest.raises(ReviewRefused, match="not_revoked"):
            operations.restore_certificate(certificate=certificate, by=by, at=LATER)


def test_nobody_else_does() -> None:
    certificate = a_certificate()
    pair = certificate.pair
    for by in (mentor_of(a_closed_pair()), staff(TeamMemberFactory.create())):
        with pytest.raises(PairRefused, match="not_theirs"):
            operations.revoke_certificate(certificate=certificate, by=by, at=LATER)
    referent = staff(TeamMemberFactory.create(association=pair.programme.association, role=Role.REFERENT))
    with pytest.raises(ReviewRefused, match="not_theirs"):
        operations.revoke_certificate(certificate=certificate, by=referent, at=LATER)
    assert queries.revoked_codes() == []


def test_a_badge_is_the_mentors_to_take_and_only_of_what_is_valid() -> None:
    certificate = a_certificate()
    mentor, desk = mentor_of(certificate.pair), staff(certificate.pair.referent)
    with pytest.raises(ReviewRefused, match="not_theirs"):
        operations.note_badge(certificate=certificate, by=desk, at=LATER)
    operations.note_badge(certificate=certificate, by=mentor, at=LATER)
    entry = AuditEntry.objects.get(action="mentorship.note_badge")
    assert (entry.subject_id, entry.facts) == (certificate.id, {})
    operations.revoke_certificate(certificate=certificate, by=mentor, at=LATER)
    with pytest.raises(ReviewRefused, match="revoked"):
        operations.note_badge(certificate=certificate, by=mentor, at=LATER)


def test_no_reason_is_kept() -> None:
    names = {field.name for field in EngagementCertificate._meta.get_fields()}
    assert not {name for name in names if "reason" in name or "why" in name}
