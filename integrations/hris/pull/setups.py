"""The settings of sources that are called: checked before they are kept, secrets encrypted and never given back."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from integrations.hris.connectors import CONNECTORS, connector
from integrations.hris.csv_drop import versions
from integrations.hris.errors import SetupRefused, SourceRefused
from integrations.hris.models import CalledSource
from portal.core import audit
from portal.core.actors import Acting
from portal.core.outside import may_be_called
from portal.people.ports import Ask, Checked, SourceKind

from .mapping import mapping_of
from .source import Pulled

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
ADDRESSES = frozenset({"address", "token_address"})


@transaction.atomic
def save(
    *, name: str, kind: str, said: Mapping[str, str], secrets: Mapping[str, str], mapping: str, by: Acting, at: datetime
) -> CalledSource:
    """Set a source up, or change it; a secret left empty stays as it was, unless the address changed. Raises SetupRefused."""
    known = _kind(kind)
    source = CalledSource.objects.select_for_update().filter(name=name).first()
    if not _NAME.fullmatch(name) or (source is not None and source.kind != kind):
        raise SetupRefused("bad_name" if source is None else "name_taken", setting="name")
    if source is None and name in versions.names():
        raise SetupRefused("name_taken", setting="name")
    kept = {ask.name: said.get(ask.name, ask.default).strip() for ask in known.asks if not ask.secret and ask.is_asked(said)}
    before = secrets_of(source) if source else {}
    if source and any(source.said.get(one) != kept.get(one) for one in ADDRESSES) and not _given_anew(known, said, secrets):
        raise SetupRefused("secret_again", setting="address")
    held = {
        ask.name: secrets.get(ask.name, "").strip() or before.get(ask.name, "")
        for ask in known.asks
        if ask.secret and ask.is_asked(said)
    }
    _check(known, {**kept, **held})
    _check_mapping(kind, name, mapping)
    row = source or CalledSource(name=name, kind=kind, created_at=at)
    row.said, row.secrets, row.mapping, row.changed_at = kept, json.dumps(held), mapping.strip(), at
    row.checked_at, row.problem, row.facts = None, "", {}
    row.save()
    changed = sorted(one for one, text in held.items() if text != before.get(one, ""))
    audit.record("hris.set_up_source", by=by, at=at, subject=row.id, source=name, kind=kind, new_secrets=changed)
    return row


@transaction.atomic
def remove(*, name: str, by: Acting, at: datetime) -> None:
    """Forget a source and its secrets; whoever came from it stays. Raises SourceRefused "unknown_source"."""
    source = get(name=name)
    audit.record("hris.remove_source", by=by, at=at, subject=source.id, source=name, kind=source.kind)
    source.delete()


@transaction.atomic
def note_check(*, name: str, checked: Checked, by: Acting, at: datetime) -> None:
    """Keep what the last trial of a source told: whether it went well, and else why."""
    source = get(name=name)
    facts = {fact: value for fact, value in checked.facts.items() if isinstance(value, int | str | list)}
    CalledSource.objects.filter(pk=source.pk).update(checked_at=at, problem=checked.problem, facts=facts)
    audit.record("hris.check_source", by=by, at=at, subject=source.id, source=name, problem=checked.problem)


def get(*, name: str) -> CalledSource:
    """Return a source. Raises SourceRefused "unknown_source"."""
    source = CalledSource.objects.filter(name=name).first()
    if source is None:
        raise SourceRefused("unknown_source", known=names())
    return source


def names() -> list[str]:
    """Return the names of every source, in order."""
    return sorted([*versions.names(), *CalledSource.objects.values_list("name", flat=True)])


def called(*, name: str) -> Pulled:
    """Return a source ready to be read. Raises SourceRefused "unknown_source" or "bad_mapping"."""
    row = get(name=name)
    connect = partial(connector(row.kind), row.said, partial(secret_now, row.pk), partial(keep, row.pk))
    return Pulled(name, connect, mapping_of(kind=row.kind, source=name, over=row.mapping))


def secrets_of(source: CalledSource) -> dict[str, str]:
    """Return the secrets of a source in the clear."""
    return dict(json.loads(source.secrets)) if source.secrets else {}


def secret_now(source_id: UUID, name: str) -> str:
    """Return one secret as it is now: another process may have rotated it since the source was loaded."""
    source = CalledSource.objects.filter(pk=source_id).only("secrets").first()
    return secrets_of(source).get(name, "") if source else ""


@transaction.atomic
def keep(source_id: UUID, name: str, value: str) -> None:
    """Keep a secret that the vendor rotated."""
    source = CalledSource.objects.select_for_update().filter(pk=source_id).first()
    if source is not None:
        source.secrets = json.dumps({**secrets_of(source), name: value})
        source.save(update_fields=["secrets"])


def _kind(code: str) -> SourceKind:
    if code not in CONNECTORS:
        raise SetupRefused("unknown_kind", setting="kind")
    return connector(code).kind


def _given_anew(kind: SourceKind, said: Mapping[str, str], secrets: Mapping[str, str]) -> bool:
    """Whether every secret was typed again: one that is kept must not be sent to an address somebody else wrote."""
    return all(secrets.get(ask.name, "").strip() for ask in kind.asks if ask.secret and ask.required and ask.is_asked(said))


def _check(kind: SourceKind, values: Mapping[str, str]) -> None:
    for ask in kind.asks:
        if ask.name in values:
            _check_one(ask, values[ask.name])


def _check_one(ask: Ask, value: str) -> None:
    if ask.required and not value:
        raise SetupRefused("setting_missing", setting=ask.name)
    choices = {choice for choice, _ in ask.choices}
    wrong = (choices and value not in choices) or (value and ask.name in ADDRESSES and not may_be_called(value))
    if wrong or (not ask.long and not value.isprintable()):
        raise SetupRefused("setting_wrong", setting=ask.name)


def _check_mapping(kind: str, name: str, text: str) -> None:
    try:
        mapping_of(kind=kind, source=name, over=text)
    except SourceRefused as refusal:
        told = {name: refusal.facts[name] for name in ("fields", "columns") if name in refusal.facts}
        raise SetupRefused("barred_column" if "columns" in told else "setting_wrong", setting="mapping", **told) from None
