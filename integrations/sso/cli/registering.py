"""`sso register`: a SAML provider from its metadata, a file or an https address."""

from argparse import ArgumentParser
from pathlib import Path
from sys import stdin
from typing import Any

from django.core.management.base import CommandError

from integrations.sso import addresses, certificates, idp_metadata, metadata_source, operations, safe_xml
from integrations.sso.attributes import NUMBER_OR_NAME_ID
from integrations.sso.errors import RegistrationRefused
from integrations.sso.idp_metadata import Description
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.people.queries import legal_entities

from .words import refused

PIN_HELP = "certificate that vouches for metadata at an address: a PEM or DER file, or its SHA-256 fingerprint (repeatable)"


def add_to(register: ArgumentParser) -> None:
    """Add the arguments."""
    register.add_argument("--slug", required=True, help="its short name in addresses: /sso/<slug>/login/ (letters, digits, -)")
    register.add_argument(
        "--entity", required=True, action="append", metavar="CODE", help="code of a legal entity it signs in (repeatable)"
    )
    register.add_argument(
        "--metadata", required=True, metavar="FILE|URL", help='its SAML metadata: a file, "-" for standard input, or https://…'
    )
    register.add_argument("--pin", action="append", default=[], metavar="CERTIFICATE", help=PIN_HELP)
    register.add_argument("--idp-entity-id", default="", help="which provider, where the metadata describes several")
    register.add_argument("--name", default="", help="what the sign-in button says (the slug unless given)")
    register.add_argument(
        "--employee-number-attribute",
        default=NUMBER_OR_NAME_ID,
        metavar="NAME",
        help="attribute with the HRIS's employee number, or NameID for a lasting name id; unless given: employeeNumber (also under "
        "its OID), or a persistent NameID where there is none",
    )
    register.add_argument("--role-attribute", default="", metavar="NAME", help="attribute that carries groups")
    register.add_argument("--role", action="append", default=[], metavar="GROUP=ROLE", help="group that gives a role (repeatable)")
    register.add_argument("--sign-requests", action="store_true", help="sign our requests (always when its metadata wants it)")


def run(options: dict[str, Any]) -> str:
    """Register, and return what to say. Raises CommandError; then nothing was written."""
    pins, at = [read_pin(pin) for pin in options["pin"]], clock.now()
    try:
        document = read_document(options["metadata"])
        description = idp_metadata.read(document, entity_id=options["idp_entity_id"], at=at)
        url = options["metadata"] if is_address(options["metadata"]) else ""
        if url and not metadata_source.is_believed(document, description, pins=pins):
            raise CommandError(compare(description, pins))
        idp = operations.register_idp(
            slug=options["slug"],
            name=options["name"] or options["slug"],
            description=description,
            legal_entities=options["entity"],
            employee_number_attribute=options["employee_number_attribute"],
            role_attribute=options["role_attribute"],
            role_mapping=read_mapping(options["role"]),
            sign_requests=options["sign_requests"],
            metadata_url=url,
            metadata_pins=pins,
            by=SYSTEM,
            at=at,
        )
    except RegistrationRefused as refusal:
        raise refused(refusal) from refusal
    return _next_steps(idp.slug, options)


def is_address(source: str) -> bool:
    """Return whether a source of metadata is an address and no file."""
    return "://" in source


def read_document(source: str) -> bytes:
    """Return the metadata of a file, of standard input ("-"), or at an address. Raises CommandError and RegistrationRefused."""
    if is_address(source):
        return metadata_source.fetch(source)
    try:
        document = stdin.buffer.read(safe_xml.LARGEST + 1) if source == "-" else Path(source).read_bytes()
    except OSError as error:
        raise CommandError(f"Cannot read {source}: {error.strerror}.") from error
    if len(document) > safe_xml.LARGEST:
        raise CommandError("The metadata file is larger than 256 KiB.")
    return document


def read_pin(text: str) -> str:
    """Return the fingerprint of a pin. Raises CommandError."""
    try:
        return certificates.read_fingerprint(text)
    except ValueError:
        return certificates.fingerprint(read_certificate(text))


def read_certificate(path: str) -> str:
    """Return the certificate (base64 DER) of a file. Raises CommandError."""
    try:
        return certificates.read_file(Path(path).read_bytes())
    except OSError as error:
        raise CommandError(f"Cannot read {path}: {error.strerror}.") from error
    except ValueError as error:
        raise CommandError(f"{path}: {error}.") from error


def read_mapping(pairs: list[str]) -> dict[str, str]:
    """Return the roles that groups give; a group may hold "=" (CN=rse,OU=…), a role never does. Raises CommandError."""
    split = [pair.rpartition("=") for pair in pairs]
    if bad := [pair for pair, (group, _, role) in zip(pairs, split, strict=True) if not group or not role]:
        raise CommandError(f"Not GROUP=ROLE: {', '.join(bad)}.")
    return {group: role for group, _, role in split}


def lines_of(certificate_list: list[str] | tuple[str, ...]) -> list[str]:
    """Return a line a certificate: its fingerprint and last day."""
    return [f"  {certificates.fingerprint(one)}  until {certificates.last_day(one)}" for one in certificate_list]


def compare(description: Description, pins: list[str]) -> str:
    """Return what an administrator must compare before metadata at an address is believed."""
    why = "No pin given vouches for it." if pins else "Metadata at an address needs a pin."
    shown = "\n".join(lines_of(description.certificates))
    return (
        f"Not registered. {why} {description.entity_id} signs with (SHA-256):\n{shown}\nCompare with what the provider's "
        "administrator reads to you, then run this again with --pin FINGERPRINT for each of them, or for the certificate that "
        "signs its metadata."
    )


def _next_steps(slug: str, options: dict[str, Any]) -> str:
    missing = sorted(set(options["entity"]) - {entity.code for entity in legal_entities()})
    lines = [
        f"Registered {slug}. Give the provider our metadata: {addresses.entity_id(slug)}",
        f"  entity id, audience  {addresses.entity_id(slug)}",
        f"  answers (ACS, POST)  {addresses.acs_url(slug)}",
        f"  logout (SLO)         {addresses.logout_url(slug)}",
        f"  a sign-in begins at  {addresses.login_url(slug)}",
    ]
    if missing:
        lines.append(f"The HRIS has no legal entity {', '.join(missing)} yet: nobody of it can sign in until it has.")
    return "\n".join(lines)
