"""Pairs of the association, opened and followed by its own system; who may stand behind them."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.enums import Scope
from portal.core import clock
from portal.journeys.partners import MenteeReference, possible_referents, report_pair
from portal.mentorship import operations, queries
from portal.mentorship.models import Pair

from .candidates import programme_of
from .endpoints import IDEMPOTENCY_KEY, PAGING, ByCreation, Endpoint, answers, page_of
from .idempotency import once
from .shapes import PairReport, PairShape, ReferentShape, SessionReport, SessionShape


class Pairs(Endpoint):
    """The list, and a new one."""

    scopes: ClassVar[dict[str, str]] = {"GET": Scope.PAIRS_READ, "POST": Scope.PAIRS_WRITE}

    @extend_schema(
        operation_id="pairs_list",
        summary="Pairs of the association, the latest first",
        parameters=PAGING,
        responses=answers(ok=page_of(PairShape)),
    )
    def get(self, request: Request) -> Response:
        """List them, fifty a page."""
        rows = queries.pairs_seen_by(actor=self.actor(request)).select_related("programme", "mentee")
        return ByCreation().respond(rows, request, self, _lines)

    @extend_schema(
        operation_id="pairs_report",
        summary="Open a pair: every gate of the mentor met, every agreement of a minor seen",
        parameters=[IDEMPOTENCY_KEY],
        request=PairReport,
        responses=answers(created=PairShape),
    )
    def post(self, request: Request) -> Response:
        """Open it, once."""
        actor, at, said = self.actor(request), clock.now(), self.checked(PairReport, request)

        def act() -> Response:
            pair = report_pair(
                candidate_id=said["candidate"],
                referent_id=said["referent"],
                mentee=MenteeReference(**said["mentee"]),
                on=said["introduced_on"],
                agreement_on=said.get("agreement_on"),
                by=actor,
                at=at,
            )
            return Response(PairShape(_line(pair)).data, status=201)

        return once(request, by=actor, at=at, act=act)


class Sessions(Endpoint):
    """Sessions of a pair."""

    scopes: ClassVar[dict[str, str]] = {"POST": Scope.SESSIONS_WRITE}

    @extend_schema(
        operation_id="sessions_report",
        summary="Report a session: held, missed, cancelled or planned",
        parameters=[IDEMPOTENCY_KEY],
        request=SessionReport,
        responses=answers(created=SessionShape),
    )
    def post(self, request: Request, pair_id: UUID) -> Response:
        """Log it, once."""
        actor, at = self.actor(request), clock.now()
        pair = queries.pair_for(actor=actor, pair_id=pair_id)
        if pair is None:
            raise Http404
        said = self.checked(SessionReport, request)

        def act() -> Response:
            session = operations.log_session(pair=pair, by=actor, at=at, **said)
            body = {"id": session.id, "pair": pair.id, "on": session.on, "minutes": session.minutes, "outcome": session.outcome}
            return Response(SessionShape(body).data, status=201)

        return once(request, by=actor, at=at, act=act)


class Referents(Endpoint):
    """Who may stand behind a pair."""

    scopes: ClassVar[dict[str, str]] = {"GET": Scope.PAIRS_READ}

    @extend_schema(
        operation_id="referents_list",
        summary="Members of the team who carry pairs",
        responses=answers(ok=ReferentShape(many=True)),
    )
    def get(self, request: Request) -> Response:
        """List them all: a team is small."""
        rows = possible_referents(by=self.actor(request))
        return Response([{"id": row.id, "display_name": row.display_name, "capacity": row.capacity} for row in rows])


def _lines(rows: Sequence[Pair]) -> list[dict[str, Any]]:
    return [_line(row) for row in rows]


def _line(pair: Pair) -> dict[str, Any]:
    return {
        "id": pair.id,
        "programme": programme_of(pair.programme),
        "state": pair.state,
        "mentee_reference": pair.mentee.reference,
        "referent": pair.referent_id,
        "introduced_on": pair.introduced_on,
        "closed_on": pair.closed_on,
    }


urlpatterns = [
    path("pairs/", Pairs.as_view(), name="pairs"),
    path("pairs/<uuid:pair_id>/sessions/", Sessions.as_view(), name="sessions"),
    path("referents/", Referents.as_view(), name="referents"),
]
