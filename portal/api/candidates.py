"""Candidates that handed their profile over to the association, and their gates."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import Http404
from django.urls import path
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from portal.accounts.enums import Scope
from portal.core import clock
from portal.engagement import operations, queries
from portal.engagement.enums import SEEN_BY_ASSOCIATION
from portal.engagement.models import Application
from portal.engagement.rules import GateStatus
from portal.programmes.models import Programme

from .endpoints import IDEMPOTENCY_KEY, PAGING, ByCreation, Endpoint, answers, page_of
from .idempotency import once
from .shapes import CandidateLine, CandidateShape, GateReport, GateReported

STATES = sorted(str(state) for state in SEEN_BY_ASSOCIATION)


def programme_of(programme: Programme) -> dict[str, Any]:
    """Return a programme, in short."""
    return {"id": programme.id, "code": programme.code, "title": programme.title}


def find(association_id: UUID, candidate_id: UUID) -> Application:
    """Return a candidate of an association. Raises Http404: a foreign one does not exist for it."""
    found = queries.candidate(association_id=association_id, application_id=candidate_id)
    if found is None:
        raise Http404
    return found


class Candidates(Endpoint):
    """The list."""

    scopes: ClassVar[dict[str, str]] = {"GET": Scope.CANDIDATES_READ}

    @extend_schema(
        operation_id="candidates_list",
        summary="Candidates handed over to the association, the latest first",
        parameters=[OpenApiParameter("state", str, enum=STATES), *PAGING],
        responses=answers(ok=page_of(CandidateLine)),
    )
    def get(self, request: Request) -> Response:
        """List them, fifty a page."""
        state = request.query_params.get("state")
        if state and state not in STATES:
            raise ValidationError({"state": _("Cet état n’existe pas.")}, code="unknown_state")
        rows = queries.candidates(association_id=self.association_id(request), states=[state] if state else [])
        return ByCreation().respond(rows, request, self, _lines)


class Candidate(Endpoint):
    """One of them."""

    scopes: ClassVar[dict[str, str]] = {"GET": Scope.CANDIDATES_READ}

    @extend_schema(
        operation_id="candidates_read",
        summary="One candidate, with what they handed over",
        responses=answers(ok=CandidateShape),
    )
    def get(self, request: Request, candidate_id: UUID) -> Response:
        """Show the hand-over and the gates."""
        found = find(self.association_id(request), candidate_id)
        shared = queries.shared_profile(application=found)
        if shared is None:
            raise Http404
        gates = queries.gate_statuses(application=found, on=clock.today())
        line = _line(found, gates)
        return Response(
            line
            | {
                "profile": shared.values,
                "may_contact_previous": shared.handover.may_contact_previous,
                "gates": [_gate(gate) for gate in gates],
            }
        )


class Gates(Endpoint):
    """Gates of a candidate."""

    scopes: ClassVar[dict[str, str]] = {"POST": Scope.GATES_WRITE}

    @extend_schema(
        operation_id="gates_report",
        summary="Say that a gate is met (there is no way to say that it is not)",
        parameters=[IDEMPOTENCY_KEY],
        request=GateReport,
        responses=answers(created=GateReported),
    )
    def post(self, request: Request, candidate_id: UUID) -> Response:
        """Record it, once."""
        actor, at = self.actor(request), clock.now()
        found, said = find(self.association_id(request), candidate_id), self.checked(GateReport, request)

        def act() -> Response:
            met = operations.record_gate(application=found, by=actor, at=at, **said)
            body = {"id": str(met.id), "kind": met.kind, "seen_on": met.seen_on.isoformat()}
            return Response(body | {"valid_until": met.valid_until.isoformat() if met.valid_until else None}, status=201)

        return once(request, by=actor, at=at, act=act)


def _lines(rows: Sequence[Application]) -> list[dict[str, Any]]:
    gates = queries.gate_statuses_of_many(applications=rows, on=clock.today())
    return [_line(row, gates[row.id]) for row in rows]


def _line(row: Application, gates: Sequence[GateStatus]) -> dict[str, Any]:
    return {
        "id": row.id,
        "programme": programme_of(row.programme),
        "state": row.state,
        "submitted_at": row.submitted_at,
        "deadline_on": row.deadline_on,
        "gates_met": sum(gate.met for gate in gates),
        "gates_asked": len(gates),
    }


def _gate(gate: GateStatus) -> dict[str, Any]:
    return {
        "kind": gate.kind,
        "stage": gate.stage,
        "state": gate.state,
        "done": gate.done,
        "needed": gate.needed,
        "seen_on": gate.seen_on,
        "valid_until": gate.valid_until,
    }


urlpatterns = [
    path("", Candidates.as_view(), name="candidates"),
    path("<uuid:candidate_id>/", Candidate.as_view(), name="candidate"),
    path("<uuid:candidate_id>/gates/", Gates.as_view(), name="gates"),
]
