"""`verify` under an hour's rain in a minute: whatever comes, it says who it is or refuses with a code of the table.

BINOME_FUZZ_SECONDS says for how long (60 unless set).
"""

import base64
import contextlib
import os
import time
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from integrations.sso.errors import RegistrationRefused, SamlRefused
from integrations.sso.idp_metadata import read as read_metadata
from integrations.sso.logout import read_post, read_redirect
from integrations.sso.refusals import STEPS
from integrations.sso.verification import verify
from portal.core import clock

from . import saml_forge as forge
from .mutations import Step, captured, changed, done, steps
from .saml_logout import query, request_xml
from .saml_metadata import description
from .saml_sealing import seal
from .seam import begun, facts, provider

pytestmark = pytest.mark.live
SECONDS = float(os.environ.get("BINOME_FUZZ_SECONDS", "60"))
SHARE = 250
rain = settings(max_examples=SHARE, deadline=None, database=None, suppress_health_check=list(HealthCheck))
INSTANTS = ("", "now", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "2026-02-30T00:00:00Z")
ENDS = ("issued", "not_before", "not_on_or_after", "confirmation_ends", "session_ends")
texts = st.text(max_size=40) | st.sampled_from(INSTANTS)


def no_exception_but_refused(raw: str) -> None:
    try:
        verify(raw, provider(), begun(), clock.now())
    except SamlRefused as refusal:
        assert refusal.code in STEPS


@given(raw=st.text(max_size=300) | st.binary(max_size=300).map(lambda one: base64.b64encode(one).decode()))
@rain
def anything(raw: str) -> None:
    no_exception_but_refused(raw)


@given(todo=steps)
@rain
def changed_after_signing(todo: list[Step]) -> None:
    no_exception_but_refused(changed(forge.encode(forge.signed(facts(), whole=True)), todo))


@given(todo=steps, whole=st.booleans())
@rain
def strange_but_signed(todo: list[Step], whole: bool) -> None:
    """The provider itself writes it: everything behind the signature is reached."""
    root = forge.response(facts())
    for step in todo:
        root = done(root, step)
    assertion = root.find("saml:Assertion", forge.NS)
    if assertion is None or assertion.get("ID", "") == "" or (whole and not root.get("ID")):
        return
    try:
        forge.sign(assertion)
        if whole:
            forge.sign(root)
    except Exception:  # noqa: BLE001  what cannot be signed is no answer
        return
    no_exception_but_refused(forge.encode(root))


@given(said=st.dictionaries(st.sampled_from(ENDS), texts))
@rain
def strange_instants(said: dict[str, str]) -> None:
    try:
        message = forge.signed(facts(**said))
    except (ValueError, etree.XMLSyntaxError):  # signs that no XML may hold
        return
    no_exception_but_refused(forge.encode(message))


@given(clear=st.binary(max_size=400) | st.text(max_size=200).map(str.encode))
@rain
def strange_once_opened(clear: bytes) -> None:
    no_exception_but_refused(forge.encode(seal(forge.response(facts()), clear=clear)))


@given(todo=steps)
@rain
def sealed_and_changed(todo: list[Step]) -> None:
    no_exception_but_refused(changed(forge.encode(seal(forge.signed(facts()))), todo))


@given(todo=steps)
@rain
def captured_and_changed(todo: list[Step]) -> None:
    for held in captured().values():
        try:
            held.verified(changed(held.raw, todo))
        except SamlRefused as refusal:
            assert refusal.code in STEPS


@given(raw=st.text(max_size=200), todo=steps)
@rain
def logouts(raw: str, todo: list[Step]) -> None:
    root = etree.fromstring(request_xml())
    for step in todo:
        root = done(root, step)
    signed = query(etree.tostring(root))
    forms = (changed(forge.encode(etree.fromstring(request_xml())), todo), raw)
    for ask in (*(lambda one=one: read_post(one, provider(), clock.now()) for one in forms),):
        _logout(ask)
    for one in (signed, raw, f"{raw}&{signed}"):
        _logout(lambda one=one: read_redirect(one, provider(), clock.now()))  # type: ignore[misc]  # each its own


@given(todo=steps)
@rain
def descriptions(todo: list[Step]) -> None:
    with contextlib.suppress(RegistrationRefused):
        read_metadata(base64.b64decode(changed(base64.b64encode(description().encode()).decode(), todo)), at=clock.now())


def _logout(ask: Callable[[], object]) -> None:
    try:
        ask()
    except SamlRefused as refusal:
        assert refusal.code in STEPS


ALL = (
    anything,
    changed_after_signing,
    strange_but_signed,
    strange_instants,
    strange_once_opened,
    sealed_and_changed,
    captured_and_changed,
    logouts,
    descriptions,
)


def test_rain() -> None:
    ends, rounds = time.monotonic() + SECONDS, 0
    while time.monotonic() < ends or rounds < 1:
        for storm in ALL:
            storm()
            if rounds and time.monotonic() > ends:
                break
        rounds += 1
    assert rounds >= 1
