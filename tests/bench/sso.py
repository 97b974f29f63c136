"""What a sign-in costs: the whole guard against a bare python3-saml validation of the very same answer, and bombs refused.

A refusal is measured as the server does it, from the posted form to the plain page, with its audit row and what is kept of it.
"""

import logging
import os
import tempfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from .rows import Row, cpu_seconds, main

TIMES, SMALL_TIMES = 200, 20
BATCHES = 5
MOST_TIMES_BARE = 1.5
MOST_MILLISECONDS = 10
FORM = "application/x-www-form-urlencoded"


def rows(*, small: bool) -> list[Row]:
    """Measure on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        logging.getLogger("django.request").setLevel(logging.ERROR)  # a line for each refusal is not what is measured
        call_command("migrate", verbosity=0)
        times = SMALL_TIMES if small else TIMES
        try:
            return [*_verifications(times), *_refusals(Path(folder), times)]
        finally:
            connection.close()


def milliseconds(work: Callable[[], object], times: int) -> float:
    """Return the CPU milliseconds of one piece of work: the best of a few batches, since others share the processor."""
    work()
    share = max(times // BATCHES, 1)
    return min(cpu_seconds(lambda: [work() for _ in range(share)]) for _ in range(BATCHES)) / share * 1000


def _verifications(times: int) -> list[Row]:
    from integrations.sso.verification import verify
    from portal.core import clock
    from tests.integrations.sso import saml_forge as forge
    from tests.integrations.sso.saml_sealing import seal
    from tests.integrations.sso.seam import begun, facts, provider

    idp, pending, at = provider(), begun(), clock.now()
    found = []
    for kind, whole in (("assertion signed", False), ("both signed", True)):
        raw = forge.encode(forge.signed(facts(), whole=whole))
        bare = milliseconds(lambda raw=raw: _bare(raw), times)  # type: ignore[misc]  # each round its own
        full = milliseconds(lambda raw=raw: verify(raw, idp, pending, at), times)  # type: ignore[misc]
        holds = full <= MOST_TIMES_BARE * bare
        found.append(Row(f"full verify, {kind}", full, "CPU ms", "python3-saml is_valid", full / bare, "≤ 1.5 ×", holds))
    sealed = forge.encode(seal(forge.signed(facts())))
    opened = milliseconds(lambda: verify(sealed, idp, pending, at), times)
    return [*found, Row("full verify, encrypted (AES-GCM, OAEP)", opened, "CPU ms", "", None, "told, no bar", True)]


def _bare(raw: str) -> None:
    """python3-saml alone, strict, as its manual shows it. Raises SystemExit unless it accepts."""
    from onelogin.saml2.response import OneLogin_Saml2_Response
    from onelogin.saml2.settings import OneLogin_Saml2_Settings

    from tests.integrations.sso import saml_forge as forge
    from tests.integrations.sso.seam import REQUEST, facts

    said = facts()
    ours = {"entityId": said.sp, "assertionConsumerService": {"url": said.acs}}
    theirs: dict[str, Any] = {
        "entityId": forge.ENTITY_ID,
        "singleSignOnService": {"url": "https://idp.example.org/sso"},
        "x509cert": forge.key_pair().certificate,
    }
    settings = OneLogin_Saml2_Settings({"strict": True, "sp": ours, "idp": theirs}, sp_validation_only=True)
    request = {"http_host": "127.0.0.1:8000", "script_name": "/sso/acme/acs/", "get_data": {}, "post_data": {}}
    answer = OneLogin_Saml2_Response(settings, raw)
    if not answer.is_valid(request, REQUEST):
        raise SystemExit(f"python3-saml refuses the answer: {answer.get_error()}")


def _refusals(folder: Path, times: int) -> list[Row]:
    from django.test import Client

    from tests.integrations.sso.seam import provider

    provider(slo_url="https://idp.example.org/slo").save()
    client = Client()
    client.get("/sso/acme/login/")
    found = []
    for figure, raw in _bombs().items():
        body = urlencode({"SAMLResponse": raw}).encode()
        found.append(_refused(figure, lambda body=body: client.post("/sso/acme/acs/", body, content_type=FORM), times))  # type: ignore[misc]
    bomb = _deflate_bomb()
    return [*found, _refused("deflate bomb, signed, 20 MiB inside", lambda: client.get(f"/sso/acme/logout/?{bomb}"), times)]


def _refused(figure: str, ask: Callable[[], Any], times: int) -> Row:
    if ask().status_code != 403:
        raise SystemExit(f"{figure}: not refused")
    spent = milliseconds(ask, times)
    return Row(f"refused: {figure}", spent, "CPU ms", "", None, f"≤ {MOST_MILLISECONDS} ms", spent <= MOST_MILLISECONDS)


def _bombs() -> dict[str, str]:
    from lxml import etree

    from tests.integrations.sso import saml_forge as forge
    from tests.integrations.sso.seam import facts

    good = etree.tostring(forge.signed(facts(), whole=True)).decode()
    inside = "<samlp:StatusDetail>{}</samlp:StatusDetail></samlp:Status>"

    def with_detail(text: str) -> str:
        return forge.encode(good.replace("</samlp:Status>", inside.format(text)))

    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    xslt = '<ds:Transform Algorithm="http://www.w3.org/TR/1999/REC-xslt-19991116"/>'
    attributes = " ".join(f'a{number}="x"' for number in range(7_000))
    return {
        "1 MB of padding": "A" * 1_000_000,
        "4 MB of padding": "A" * 4_000_000,
        "20,000 elements, nested": with_detail("<a>" * 20_000 + "</a>" * 20_000),
        "billion laughs": forge.encode(f'<!DOCTYPE r [<!ENTITY l0 "ha">{laughs}]><r>&l9;</r>'),
        "an XSLT transform": forge.encode(good.replace("<ds:Transforms>", f"<ds:Transforms>{xslt}")),
        "7,000 attributes on one element": with_detail(f"<a {attributes}/>"),
        "a text of 140 kB": with_detail("x" * 140_000),
    }


def _deflate_bomb() -> str:
    """The worst there is: signed by the provider itself, so that it is unpacked at all."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    from tests.integrations.sso import saml_forge as forge

    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = b"".join([*(packer.compress(bytes(1024 * 1024)) for _ in range(20)), packer.flush()])
    query = urlencode({"SAMLRequest": forge.encode(packed), "SigAlg": "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"})
    signature = forge.key_pair().private.sign(query.encode(), padding.PKCS1v15(), hashes.SHA256())
    return f"{query}&{urlencode({'Signature': forge.encode(signature)})}"


if __name__ == "__main__":
    main(rows)
