"""`sso fetch-metadata` and `sso rollover`: what becomes of a provider after its registration, and our own keys."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from integrations.sso import idp_metadata, operations, own_keys, queries, renewal
from integrations.sso.errors import RegistrationRefused
from integrations.sso.models import IdentityProvider
from portal.accounts.actors import SYSTEM
from portal.core import clock

from .registering import lines_of, read_certificate, read_document, read_pin
from .words import refused, said


def add_fetch_to(parser: ArgumentParser) -> None:
    """Add the arguments of `fetch-metadata`."""
    parser.add_argument("--slug", default="", help="one provider only (all that have an address unless given)")
    answer = parser.add_mutually_exclusive_group()
    answer.add_argument("--accept", action="store_true", help="take what waits for an administrator (with --slug)")
    answer.add_argument("--discard", action="store_true", help="throw it away (with --slug)")


def add_rollover_to(parser: ArgumentParser) -> None:
    """Add the arguments of `rollover`."""
    parser.add_argument("--slug", default="", help="the provider; alone it shows the certificates in use")
    act = parser.add_mutually_exclusive_group()
    act.add_argument("--metadata", metavar="FILE|URL", help="take the addresses and certificates of a new description")
    act.add_argument("--add", metavar="FILE", help="let a second certificate (PEM or DER) sign too")
    act.add_argument("--drop", metavar="FINGERPRINT", help="let a certificate sign no more, once the provider has changed over")
    act.add_argument("--ours", metavar="FILE", type=Path, help="make a fresh key pair of our own in a new file")


def fetch(options: dict[str, Any]) -> str:
    """Read metadata again now; return a line a provider. Raises CommandError when one was not read."""
    if (options["accept"] or options["discard"]) and not options["slug"]:
        raise CommandError("Say of which provider: --slug.")
    if options["accept"] or options["discard"]:
        return _answer(_provider(options["slug"]), accept=options["accept"])
    idps = [_provider(options["slug"])] if options["slug"] else queries.with_metadata_address()
    lines, failed = [], 0
    for idp in idps:
        try:
            code = renewal.refresh(idp=idp, by=SYSTEM, at=clock.now())
        except RegistrationRefused as refusal:
            raise refused(refusal, f"{idp.slug} not read") from refusal
        failed += bool(code)
        lines.append(f"{idp.slug}: {said(code) if code else 'read, up to date'}")
        lines += _waiting(idp) if code == renewal.NOT_BELIEVED else []
    text = "\n".join(lines) or "No provider has an address for its metadata."
    if failed:
        raise CommandError(f"{text}\n{failed} not taken. Sign-ins go on with the stored copy.")
    return text


def rollover(options: dict[str, Any]) -> str:
    """Do one step of a roll-over, or show where it stands; return what to say. Raises CommandError."""
    if options["ours"]:
        return _ours(options["ours"])
    if not options["slug"]:
        raise CommandError("Say of which provider (--slug), or make a key pair of our own (--ours FILE).")
    idp, at = _provider(options["slug"]), clock.now()
    try:
        if options["metadata"]:
            document = read_document(options["metadata"])
            idp = operations.replace_description(
                idp=idp, description=idp_metadata.read(document, entity_id=idp.entity_id, at=at), by=SYSTEM, at=at
            )
        elif options["add"]:
            idp = renewal.add_certificate(idp=idp, certificate=read_certificate(options["add"]), by=SYSTEM, at=at)
        elif options["drop"]:
            idp = renewal.drop_certificate(idp=idp, fingerprint=read_pin(options["drop"]), by=SYSTEM, at=at)
    except RegistrationRefused as refusal:
        raise refused(refusal, "Nothing changed") from refusal
    return "\n".join([f"{idp.slug} signs with:", *lines_of(idp.certificates), *_next(idp)])


def _answer(idp: IdentityProvider, *, accept: bool) -> str:
    try:
        held = (renewal.accept if accept else renewal.discard)(idp=idp, by=SYSTEM, at=clock.now())
    except RegistrationRefused as refusal:
        raise refused(refusal, "Nothing changed") from refusal
    return "\n".join([f"{held.slug} {'now' if accept else 'still'} signs with:", *lines_of(held.certificates)])


def _waiting(idp: IdentityProvider) -> list[str]:
    idp.refresh_from_db(fields=["proposed"])
    proposed = idp.proposed or {}
    return [
        f"  signs in at {proposed.get('sso_url', '')}, with:",
        *lines_of(proposed.get("certificates", [])),
        f"  Compare, then: manage.py sso fetch-metadata --slug {idp.slug} --accept (or --discard)",
    ]


def _next(idp: IdentityProvider) -> list[str]:
    if len(idp.certificates) == 1:
        return ["One certificate. When the provider announces another: sso rollover --add FILE (both then count)."]
    return ["Two certificates count. Once the provider signs with the new one: sso rollover --drop FINGERPRINT of the old one."]


def _ours(path: Path) -> str:
    try:
        own_keys.write_pair(path, "Binome", clock.now())
    except FileExistsError as error:
        raise CommandError(f"{path} is there already: nothing is written over a key.") from error
    except OSError as error:
        raise CommandError(f"Cannot write {path}: {error.strerror}.") from error
    first, then = ",".join([*settings.SSO_KEYS, str(path)]), ",".join([str(path), *settings.SSO_KEYS])
    return (
        f"Made {path} (readable by its owner only).\n"
        f"1. BINOME_SSO_KEYS={first}  publishes its certificate beside the one in use; both decrypt.\n"
        f"2. Once every provider has read our metadata again: BINOME_SSO_KEYS={then}  signs with the new one.\n"
        "3. A week later, leave the old one out."
    )


def _provider(slug: str) -> IdentityProvider:
    found = queries.registered(slug=slug)
    if found is None:
        raise CommandError(f"There is no SAML provider {slug!r}. Known: {', '.join(queries.slugs()) or 'none'}.")
    return found
