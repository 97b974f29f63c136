"""A SCIM filter (RFC 7644 §3.4.2.2) as a condition in SQL over the index. It keeps exactly what `ScimFilter.match` keeps."""

from functools import reduce
from inspect import isclass
from operator import and_, or_
from typing import Any

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Expression
from django.db.models.functions import Collate, Left, Length, Right, StrIndex
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual
from pydantic import BaseModel
from scim2_models import Resource, ScimFilter
from scim2_models.path import (
    AttributeBinding,
    AttrPath,
    CompareOperator,
    Comparison,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    Present,
    ValuePath,
    coerce_value,
)
from scim2_models.path.expressions import STRING_OPERATORS

from integrations.hris.models import ScimValue

from .index import LONGEST, form

NEVER = Q(pk__in=())
TELL_LITTLE = frozenset({"type", "primary"})
_ORDER = {
    CompareOperator.gt: GreaterThan,
    CompareOperator.ge: GreaterThanOrEqual,
    CompareOperator.lt: LessThan,
    CompareOperator.le: LessThanOrEqual,
}


def condition(scim_filter: ScimFilter[Any], model: type[Resource[Any]]) -> Q:
    """Return the condition on `ScimResource` that a filter is for resources of one model."""
    bound = ScimFilter[model](str(scim_filter))  # type: ignore[valid-type]  # parametrised at run time
    return _ToSql(bound).visit(bound.ast)


def in_code_points(name: str) -> Collate:
    """Return a text column ordered by code points, as Python orders text, whatever the database's language."""
    return Collate(F(name), "BINARY" if connection.vendor == "sqlite" else "C")


class _ToSql(FilterVisitor[Q]):
    """Translates a filter. Inside a selection (`emails[…]`), `head` is the list and conditions are about one entry of it."""

    def __init__(self, scim_filter: ScimFilter[Any], head: AttrPath | None = None) -> None:
        self.filter = scim_filter
        self.head = head

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        return reduce(and_ if node.op == LogicalOperator.and_ else or_, [self.visit(term) for term in node.terms])

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_present(self, node: Present) -> Q:
        binding = self._binding(node.attr_path, comparison=False)
        return self._rows(binding, ~Q(key="")) if binding else NEVER

    def visit_comparison(self, node: Comparison) -> Q:
        binding = self._binding(node.attr_path, comparison=True)
        if binding is None:
            return NEVER
        expected = coerce_value(binding, node.value, node.op)
        if node.op in {CompareOperator.eq, CompareOperator.ne}:
            equal = self._missing(binding) if expected is None else self._equal(binding, expected)
            return equal if node.op == CompareOperator.eq else ~equal
        key = form(binding, expected)
        if key is None or (node.op in STRING_OPERATORS and not _holds_text(binding)):
            return NEVER
        return self._rows(binding, Q(_compared(node.op, key)))

    def visit_value_path(self, node: ValuePath) -> Q:
        binding = self._binding(node.attr_path, comparison=False)
        if binding is None:
            return NEVER
        inside = _ToSql(self.filter, node.attr_path)
        said = node.val_filter
        terms = list(said.terms) if isinstance(said, LogicalExpr) and said.op == LogicalOperator.and_ else [said]
        lead, others = inside._leading(terms)
        entries = ScimValue.objects.filter(*map(inside.visit, others), **(lead or {"path": _path(binding)}))
        return Q(pk__in=entries.values("resource_id"))

    def _leading(self, terms: list[Any]) -> tuple[dict[str, str] | None, list[Any]]:
        """Return the equality that tells most about an entry, as a lookup an index answers, and the other terms.

        Everybody has an address for work: `type` and `primary` lead nowhere while anything else is asked.
        """
        found: list[tuple[bool, int, dict[str, str], Any]] = []
        for term in terms:
            if isinstance(term, Comparison) and term.op == CompareOperator.eq and term.value is not None:
                binding = self._binding(term.attr_path, comparison=True)
                key = form(binding, coerce_value(binding, term.value, term.op)) if binding else None
                if binding and key is not None:
                    found.append(
                        (term.attr_path.attr.lower() in TELL_LITTLE, len(found), {"path": _path(binding), "key": key}, term)
                    )
        if not found:
            return None, terms
        _, _, lead, chosen = min(found, key=lambda one: one[:2])
        return lead, [term for term in terms if term is not chosen]

    def _binding(self, path: AttrPath, *, comparison: bool) -> AttributeBinding | None:
        if self.head is not None:
            whole = self.filter.resolve(self.head, strict=False)
            if whole is not None and not _is_complex(whole):
                return whole if path.attr.lower() == "value" and not path.sub_attr else None
            path = AttrPath(self.head.attr, path.attr, self.head.uri)
        resolve = self.filter.resolve_comparison if comparison else self.filter.resolve
        return resolve(path, strict=False)

    def _rows(self, binding: AttributeBinding, said: Q) -> Q:
        rows = ScimValue.objects.filter(said, path=_path(binding))
        if self.head is None:
            return Q(pk__in=rows.values("resource_id"))
        return Q(Exists(rows.filter(resource_id=OuterRef("resource_id"), entry=OuterRef("entry"))))

    def _equal(self, binding: AttributeBinding, expected: Any) -> Q:
        key = form(binding, expected)
        return NEVER if key is None else self._rows(binding, Q(key=key))

    def _missing(self, binding: AttributeBinding) -> Q:
        """Return "has no value": none at all, or in a list an entry that lacks this part."""
        nowhere = ~self._rows(binding, Q())
        if self.head is not None or not binding.is_multivalued or not binding.sub_field_name:
            return nowhere
        head = ScimValue.objects.filter(path=_path(binding).rpartition(".")[0])
        part = ScimValue.objects.filter(path=_path(binding), resource_id=OuterRef("resource_id"), entry=OuterRef("entry"))
        return nowhere | Q(pk__in=head.exclude(Exists(part)).values("resource_id"))


def _path(binding: AttributeBinding) -> str:
    return binding.urn.lower()


def _is_complex(binding: AttributeBinding) -> bool:
    return isclass(binding.field_type) and issubclass(binding.field_type, BaseModel)


def _holds_text(binding: AttributeBinding) -> bool:
    return isclass(binding.target_type) and issubclass(binding.target_type, str)


def _compared(op: CompareOperator, key: str) -> Expression:
    """Return the comparison of the column `key` with a key; every text contains, starts and ends with the empty one."""
    size = len(key)
    match op:
        case CompareOperator.co:
            return GreaterThan(StrIndex(F("key"), Value(key)), 0) if size else Exact(Length("key"), Length("key"))
        case CompareOperator.sw:
            return Exact(Left("key", size or LONGEST), Value(key)) if size else Exact(Length("key"), Length("key"))
        case CompareOperator.ew:
            return Exact(Right("key", size), Value(key)) if size else Exact(Length("key"), Length("key"))
    return _ORDER[op](in_code_points("key"), Value(key))
