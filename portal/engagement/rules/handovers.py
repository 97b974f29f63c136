"""Who may be written to where, what may be handed over."""

from collections.abc import Iterable

from portal.engagement.enums import NEEDED_FIELDS, SharedField


def contact_objection(email: str, *, work_email: str, company_domains: Iterable[str]) -> str | None:
    """Say why an address cannot be the personal contact of a volunteer (product.md, rule 8), or None."""
    wanted = email.strip().lower()
    domain = wanted.rpartition("@")[2]
    if work_email and wanted == work_email.strip().lower():
        return "work_address"
    return "work_address" if domain in {name.lower() for name in company_domains} else None


def fields_objection(fields: Iterable[str]) -> str | None:
    """Say what is wrong with the list of a hand-over: "unknown_field", "needed_fields_missing", or None."""
    listed = set(fields)
    if not listed <= set(SharedField.values):
        return "unknown_field"
    return None if listed >= NEEDED_FIELDS else "needed_fields_missing"
