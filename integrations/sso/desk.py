"""The SAML providers as the settings screens handle them (portal.accounts.ports.DoorDesk)."""

from datetime import datetime

from portal.accounts.ports import DoorAgreement, DoorCertificate, DoorDescription, DoorDetails
from portal.core.actors import Acting

from . import certificates, idp_metadata, metadata_source, operations, queries, renewal
from .errors import RegistrationRefused
from .idp_metadata import Description
from .models import Binding, IdentityProvider


class Desk:
    """Each method raises RegistrationRefused, with the code of the rule; then nothing was written."""

    def read(self, *, document: bytes | None, url: str, entity_id: str, at: datetime) -> DoorDescription:
        """Return what a document says, or the one at an address; of the provider named, where it describes several."""
        found = metadata_source.fetch(url) if document is None else document
        return _described(idp_metadata.read(found, entity_id=entity_id, at=at), found)

    def register(self, *, agreement: DoorAgreement, document: bytes, url: str, entity_id: str, by: Acting, at: datetime) -> None:
        """Register what an administrator has looked at; where it came from an address, its certificates are the pins."""
        if queries.registered(slug=agreement.slug):
            raise RegistrationRefused("slug_in_use")
        description = idp_metadata.read(document, entity_id=entity_id, at=at)
        operations.register_idp(
            slug=agreement.slug,
            name=agreement.name,
            description=description,
            legal_entities=agreement.entities,
            employee_number_attribute=agreement.number_attribute,
            role_attribute=agreement.role_attribute,
            role_mapping=agreement.roles,
            sign_requests=agreement.sign_requests,
            metadata_url=url,
            metadata_pins=[certificates.fingerprint(one) for one in description.certificates] if url else [],
            by=by,
            at=at,
        )

    def details(self, *, slug: str) -> DoorDetails | None:
        """Return a provider as it stands, None when there is none of this slug."""
        idp = queries.registered(slug=slug)
        if idp is None:
            return None
        waits = renewal.proposed(idp)
        proposed = Description(**{name: waits[name] for name in renewal.KEPT}) if idp.proposed else None
        return DoorDetails(
            agreement=_agreement(idp),
            description=_described(Description(**{name: getattr(idp, name) for name in renewal.KEPT})),
            proposed=_described(proposed) if proposed else None,
            metadata_url=idp.metadata_url,
            metadata_read_at=idp.metadata_read_at,
            metadata_valid_until=idp.metadata_valid_until,
            metadata_problem=idp.metadata_problem,
            is_active=idp.is_active,
        )

    def change(self, *, agreement: DoorAgreement, by: Acting, at: datetime) -> None:
        """Change what was agreed on."""
        operations.change_agreement(
            idp=_idp(agreement.slug),
            name=agreement.name,
            legal_entities=agreement.entities,
            employee_number_attribute=agreement.number_attribute,
            role_attribute=agreement.role_attribute,
            role_mapping=agreement.roles,
            sign_requests=agreement.sign_requests,
            by=by,
            at=at,
        )

    def read_again(self, *, slug: str, document: bytes, at: datetime) -> DoorDescription:
        """Return what a new document says of a provider."""
        return _described(_of_ours(document, _idp(slug), at), document)

    def replace(self, *, slug: str, document: bytes, by: Acting, at: datetime) -> None:
        """Take the addresses and certificates of a new document."""
        idp = _idp(slug)
        operations.replace_description(idp=idp, description=_of_ours(document, idp, at), by=by, at=at)

    def refresh(self, *, slug: str, by: Acting, at: datetime) -> str:
        """Read its metadata again now; return "" or the code of what is wrong."""
        return renewal.refresh(idp=_idp(slug), by=by, at=at)

    def answer(self, *, slug: str, accept: bool, by: Acting, at: datetime) -> None:
        """Take what waits, or throw it away."""
        (renewal.accept if accept else renewal.discard)(idp=_idp(slug), by=by, at=at)

    def add_certificate(self, *, slug: str, certificate: bytes, by: Acting, at: datetime) -> None:
        """Let a second certificate sign."""
        try:
            read = certificates.read_file(certificate)
        except ValueError as error:
            raise RegistrationRefused("certificate_unreadable") from error
        renewal.add_certificate(idp=_idp(slug), certificate=read, by=by, at=at)

    def drop_certificate(self, *, slug: str, fingerprint: str, by: Acting, at: datetime) -> None:
        """Let a certificate sign no more."""
        renewal.drop_certificate(idp=_idp(slug), fingerprint=fingerprint, by=by, at=at)

    def set_active(self, *, slug: str, active: bool, by: Acting, at: datetime) -> None:
        """Put it in service, or at rest."""
        operations.set_active(idp=_idp(slug), active=active, by=by, at=at)


def _idp(slug: str) -> IdentityProvider:
    found = queries.registered(slug=slug)
    if found is None:
        raise RegistrationRefused("unknown_slug")
    return found


def _of_ours(document: bytes, idp: IdentityProvider, at: datetime) -> Description:
    """Return the one description in a document, whoever it is of; where there are several, that of this provider."""
    try:
        return idp_metadata.read(document, at=at)
    except RegistrationRefused as refusal:
        if refusal.code != "not_one_idp":
            raise
        return idp_metadata.read(document, entity_id=idp.entity_id, at=at)


def _agreement(idp: IdentityProvider) -> DoorAgreement:
    return DoorAgreement(
        slug=idp.slug,
        name=idp.name,
        entities=tuple(idp.legal_entities),
        number_attribute=idp.employee_number_attribute,
        role_attribute=idp.role_attribute,
        roles=dict(idp.role_mapping),
        sign_requests=idp.sign_requests,
    )


def _described(description: Description, document: bytes = b"") -> DoorDescription:
    return DoorDescription(
        entity_id=description.entity_id,
        sign_in_address=description.sso_url,
        by_form=description.sso_binding == Binding.POST,
        sign_out_address=description.slo_url,
        sign_out_by_form=description.slo_binding == Binding.POST,
        certificates=tuple(
            DoorCertificate(certificates.fingerprint(c), certificates.last_day(c)) for c in description.certificates
        ),
        document=document,
    )
