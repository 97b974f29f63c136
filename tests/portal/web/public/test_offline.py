"""Without a network: one page for everybody, a worker that keeps it and nothing else, and a form that loses nothing."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.ui import shared_screen
from tests.consistency.source import ROOT
from tests.factories.accounts import sign_in
from tests.factories.mentorship import an_active_pair

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "said"), [("fr", "Pas de réseau"), ("en", "No network")])
def test_the_page_gives_the_numbers_that_answer_without_internet(language: str, said: str) -> None:
    answer = Client().get(f"/{language}/offline/")
    page = answer.content.decode()
    assert said in page
    for number in ("112", "17", "15", "114", "119", "3114", "3018"):
        assert re.search(rf'href="(tel|sms):{number}"', page), number
    assert not answer.cookies


def test_the_page_is_nobody_s_own(client: Client) -> None:
    pair = an_active_pair()
    assert pair.volunteer.user is not None
    sign_in(client, pair.volunteer.user, second_factor=False)
    assert pair.mentee.alias not in client.get("/fr/offline/").content.decode()


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_worker_keeps_that_page_and_its_looks_without_cookies(language: str) -> None:
    answer = Client().get(f"/offline-{language}.js")
    text = answer.content.decode()
    assert answer["Content-Type"] == "text/javascript"
    assert "max-age=0" in answer["Cache-Control"]
    assert f'const PAGE = "/{language}/offline/"' in text
    assert 'credentials: "omit"' in text
    kept = re.search(r"const LOOKS = \[(.*)\]", text)
    assert kept is not None
    assert len(kept.group(1).split(", ")) == 6
    assert "http" not in text
    assert "cache.put" not in text
    assert "{{" not in text


def test_no_other_worker_exists() -> None:
    assert Client().get("/offline-de.js").status_code == 404
    assert Client().post("/offline-fr.js").status_code == 405


def a_form(client: Client) -> str:
    pair = an_active_pair(at=clock.now() - timedelta(days=30))
    assert pair.volunteer.user is not None
    sign_in(client, pair.volunteer.user, second_factor=False)
    return reverse("me:session-log", args=[pair.id])


def test_the_form_is_kept_and_works_without_it(client: Client) -> None:
    address = a_form(client)
    page = client.get(address).content.decode()
    assert 'data-keep="fresh"' in page
    assert 'data-worker="/offline-fr.js"' in page
    assert 'data-scope="/fr/me/"' in page
    refused = client.post(address, {"outcome": "held", "private_line": "Reparler du stage"}).content.decode()
    assert 'data-keep="answered"' in refused, "what the server sent back is not written over"


def test_on_a_shared_screen_nothing_is_kept(client: Client) -> None:
    address = a_form(client)
    session = client.session
    session[shared_screen.KEY] = (clock.now() + timedelta(minutes=5)).timestamp()
    session.save()
    page = client.get(address).content.decode()
    assert "data-keep" not in page
    assert "keep.js" not in page


def test_signing_out_has_the_browser_forget_what_was_typed(client: Client) -> None:
    address = a_form(client)
    assert "Clear-Site-Data" not in client.get(address)
    client.logout()
    assert "Clear-Site-Data" not in client.get("/fr/offline/"), "nobody had signed in"


def test_what_is_kept_stays_in_the_tab() -> None:
    script = (ROOT / "static_src/js/keep.js").read_text(encoding="utf-8")
    assert "sessionStorage" in script
    for never in ("localStorage", "indexedDB", "document.cookie", "fetch(", "XMLHttpRequest", "sendBeacon"):
        assert never not in script
