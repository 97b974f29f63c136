"""Where the SCIM service keeps its resources: our database, every search in SQL.

Follows the contract of `scim2_server.storage.ScimStorage`, which `tests/integrations/hris/scim` runs. Pages come in the order of
arrival (`seq`) unless sorted, so that a provider that pages while we write neither misses nor repeats anybody.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import reduce
from operator import or_
from typing import Any, Protocol, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from scim2_models import (
    InvalidValueException,
    Meta,
    NotFoundException,
    PreconditionFailedException,
    Resource,
    ResourceType,
    ResponseParameters,
    ScimProvider,
    SearchRequest,
    UniquenessException,
)
from scim2_server.storage import ScimStorage, SearchPage

from integrations.hris.models import ScimResource, ScimValue

from . import index
from .filters import condition, in_code_points

OWN = ("id", "meta")
MEMBERS = "urn:ietf:params:scim:schemas:core:2.0:group:members.value"


class Listener(Protocol):
    """Who hears of every change, in the same transaction, and names the employee that a resource is (or None)."""

    def saved(self, resource: Resource[Any], row: ScimResource) -> UUID | None:
        """A resource was created or changed."""

    def deleted(self, row: ScimResource) -> None:
        """A resource was deleted."""


class DatabaseStorage(ScimStorage):
    """Keeps resources as JSON documents beside their index.

    With a listener, whoever is created without `active` is active; `active_stays` where a replacement does not speak of it.
    One that `only_reads` takes no lock: SQLite's one writer goes on.
    """

    def __init__(
        self,
        provider: ScimProvider,
        clock: Callable[[], datetime],
        listener: Listener | None = None,
        *,
        active_stays: bool = False,
        only_reads: bool = False,
    ) -> None:
        self.provider = provider
        self.clock = clock
        self.listener = listener
        self.active_stays = active_stays
        self.only_reads = only_reads

    @contextmanager
    def operation(self) -> Iterator[None]:
        """Make one operation whole or nothing; a failed one leaves the others of a bulk request."""
        with nullcontext() if self.only_reads else transaction.atomic():
            yield

    def get(
        self, resource_type: ResourceType, resource_id: str, *, response_parameters: ResponseParameters[Any] | None = None
    ) -> Resource[Any]:
        """Return a resource. Raises NotFoundException."""
        return self._resource(resource_type, self._row(resource_type, resource_id))

    def search(self, resource_types: list[ResourceType], search_request: SearchRequest[Any], *, position: Any = None) -> SearchPage:
        """Return one page of what matches, and how many do. `position` is for cursors, which this service does not announce."""
        kinds = {str(kind.name): kind for kind in resource_types}
        found = self._found(list(kinds.values()), search_request)
        start, count = (search_request.start_index or 1) - 1, search_request.count
        whole = len(kinds) == 1 and search_request.filter is None and search_request.sort_by is None
        if whole and start and count:
            rows = list(found.filter(seq__gte=self._seq_at(next(iter(kinds)), start)).order_by("seq")[:count])
        else:
            rows = list(self._sorted(found, list(kinds.values()), search_request)[start : None if count is None else start + count])
        all_of_them = not start and (count is None or len(rows) < count)
        total = len(rows) if all_of_them else found.count()
        return SearchPage(total, [self._resource(kinds[row.kind], row) for row in rows])

    def create(self, resource_type: ResourceType, resource: Resource[Any]) -> Resource[Any]:
        """Store a new resource and return it. Raises UniquenessException."""
        at, kind = self.clock(), str(resource_type.name)
        if self.listener is not None and getattr(resource, "active", False) is None:
            cast("Any", resource).active = True
        row = ScimResource(kind=kind, created_at=at, modified_at=at, document=_document(resource))
        row.unique_key = _name(resource)
        try:
            with transaction.atomic():
                last = ScimResource.objects.filter(kind=kind).aggregate(last=Max("seq"))["last"]
                row.seq = (last or 0) + 1
                row.save(force_insert=True)
        except IntegrityError as error:
            raise UniquenessException from error
        return self._saved(resource_type, row)

    def update(self, resource_type: ResourceType, resource: Resource[Any], *, expected_version: str | None = None) -> Resource[Any]:
        """Replace a resource and return it. Raises NotFoundException, PreconditionFailedException, UniquenessException."""
        row = self._locked(resource_type, str(resource.id), expected_version)
        if self.active_stays and getattr(resource, "active", False) is None:
            cast("Any", resource).active = row.document.get("active")
        row.document, row.unique_key = _document(resource), _name(resource)
        row.version, row.modified_at = row.version + 1, self.clock()
        try:
            with transaction.atomic():
                row.save(update_fields=["document", "unique_key", "version", "modified_at"])
        except IntegrityError as error:
            raise UniquenessException from error
        return self._saved(resource_type, row)

    def delete(self, resource_type: ResourceType, resource_id: str, *, expected_version: str | None = None) -> None:
        """Delete a resource; its row stays, emptied. Raises NotFoundException, PreconditionFailedException."""
        with transaction.atomic():
            row = self._locked(resource_type, resource_id, expected_version)
            ScimValue.objects.filter(resource=row).delete()
            if self.listener is not None:
                self.listener.deleted(row)
            self._leaves_groups(resource_id)
            ScimResource.objects.filter(pk=row.pk).update(
                document={}, unique_key="", employee_id=None, deleted_at=self.clock(), version=F("version") + 1
            )

    def _leaves_groups(self, resource_id: str) -> None:
        """Take somebody deleted out of every group, their name with it."""
        group = next(one for one in self.provider.resource_types if one.name == "Group")
        held = ScimValue.objects.filter(path=MEMBERS, key=resource_id).values("resource_id")
        for row in ScimResource.objects.filter(pk__in=held, deleted_at=None).order_by("seq"):
            resource: Any = self._resource(group, row)
            resource.members = [member for member in resource.members or [] if member.value != resource_id] or None
            self.update(group, resource)

    def _found(self, kinds: list[ResourceType], search_request: SearchRequest[Any]) -> QuerySet[ScimResource]:
        """Return what matches. A filter leads to the rows, their kind is only looked at: else SQLite walks a whole kind."""
        chosen = []
        for kind in kinds:
            said = condition(search_request.filter, self._model(kind)) if search_request.filter is not None else Q()
            chosen.append(Q(**{"kind" if search_request.filter is None else "kind_told": kind.name}) & said)
        told = ScimResource.objects.alias(kind_told=Concat("kind", Value("")))
        return told.filter(reduce(or_, chosen), deleted_at=None)

    def _sorted(
        self, found: QuerySet[ScimResource], kinds: list[ResourceType], search_request: SearchRequest[Any]
    ) -> QuerySet[ScimResource]:
        if search_request.sort_by is None:
            return found.order_by("kind", "seq")
        bindings = [search_request.sort_binding(self._model(kind)) for kind in kinds]
        paths = [binding.urn.lower() for binding in bindings if binding is not None]
        leading = ScimValue.objects.filter(resource=OuterRef("pk"), path__in=paths, leads=True)
        sorted_by = found.annotate(sort_key=Subquery(leading.values("key")[:1]))
        text = in_code_points("sort_key")
        descending = search_request.sort_order == SearchRequest.SortOrder.descending
        return sorted_by.order_by(text.desc(nulls_first=True) if descending else text.asc(nulls_last=True), "kind", "seq")

    def _seq_at(self, kind: str, place: int) -> int:
        """Return the number of the resource at a place (from 0) of those not deleted, without walking there.

        Numbers have no gap, so the place is the number less the deleted before it; the deleted have an index of their own.
        """
        gone = ScimResource.objects.filter(kind=kind, deleted_at__isnull=False)
        seq, before = place + 1, -1
        while (now := gone.filter(seq__lte=seq).count()) != before:
            seq, before = place + 1 + now, now
        return seq

    def _saved(self, resource_type: ResourceType, row: ScimResource) -> Resource[Any]:
        resource = self._resource(resource_type, row)
        fresh = {(value.path, value.entry): value for value in index.values(resource)}
        held = {(value.path, value.entry): value for value in ScimValue.objects.filter(resource=row)}
        stale = [value.pk for place, value in held.items() if fresh.get(place, ("", 0, None, None))[2:] != (value.key, value.leads)]
        if stale:
            ScimValue.objects.filter(pk__in=stale).delete()
        ScimValue.objects.bulk_create(
            ScimValue(resource=row, **value._asdict())
            for place, value in fresh.items()
            if place not in held or (held[place].key, held[place].leads) != (value.key, value.leads)
        )
        if self.listener is not None:
            employee_id = self.listener.saved(resource, row)
            if employee_id != row.employee_id:
                self._link(row, employee_id)
        return resource

    def _link(self, row: ScimResource, employee_id: UUID | None) -> None:
        try:
            with transaction.atomic():
                ScimResource.objects.filter(pk=row.pk).update(employee_id=employee_id)
        except IntegrityError as error:
            raise UniquenessException(detail="Another user of this service is this employee already.") from error

    def _row(self, resource_type: ResourceType, resource_id: str) -> ScimResource:
        try:
            return ScimResource.objects.get(pk=UUID(resource_id), kind=resource_type.name, deleted_at=None)
        except (ValueError, ScimResource.DoesNotExist):
            raise NotFoundException(detail=f"{resource_type.name} not found") from None

    def _locked(self, resource_type: ResourceType, resource_id: str, expected_version: str | None) -> ScimResource:
        row = self._row(resource_type, resource_id)
        if expected_version is not None and expected_version != _version(row.version):
            raise PreconditionFailedException
        if not ScimResource.objects.filter(pk=row.pk, version=row.version, deleted_at=None).update(version=row.version):
            raise PreconditionFailedException
        return row

    def _model(self, resource_type: ResourceType) -> type[Resource[Any]]:
        return cast("type[Resource[Any]]", self.provider.model_for(resource_type))

    def _resource(self, resource_type: ResourceType, row: ScimResource) -> Resource[Any]:
        resource = self._model(resource_type).model_validate(row.document)
        resource.id = str(row.pk)
        resource.meta = Meta(
            resource_type=row.kind, created=row.created_at, last_modified=row.modified_at, version=_version(row.version)
        )
        return resource


def _name(resource: Resource[Any]) -> str:
    key = index.unique_key(resource)
    if key is not None and not key.strip():
        raise InvalidValueException(detail="userName is empty")
    return key or ""


def _version(number: int) -> str:
    return f'W/"{number}"'


def _document(resource: Resource[Any]) -> dict[str, Any]:
    return {name: value for name, value in resource.model_dump().items() if name not in OWN}
