"""Pages as a visitor and as people signed in ask for them: SQL queries, CPU seconds, weight, requests; then styles, and start-up.

Beside the public pages, in the same run: the same page by Wagtail alone (its own context and a bare template around the same story,
no middleware, no menu, no count of looks). Beside the screens: the emptiest answer of this portal (/healthz: middleware and nothing
else). Beside `manage.py check`: the check of a Wagtail project with nothing of ours in it. A world of the demo stands behind the
pages: two years of it, or with --small three months of 150 people.
"""

import gzip
import os
import re
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from .rows import Row, cpu_seconds, main

ROOT = Path(__file__).parents[2]
ROUNDS = 20
MOST_QUERIES, MOST_MS, MOST_MS_KEPT, MOST_KB, MOST_REQUESTS = 15, 20.0, 1.0, 150.0, 15
SHARED_CACHE = {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_default"}
"""As an installation has it: what is asked of it counts as a query."""
OF_THE_BENCH = {"DJANGO_SETTINGS_MODULE", "DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
"""What this process, or whoever runs it, sets for itself; its children do without: they keep bytecode as an installation does."""
MOST_CSS_KB, MOST_JS_KB, MOST_CHECK = 15.0, 20.0, 3.8
BARE = (
    "{% load wagtailcore_tags %}<!doctype html><title>{{ page.title }}</title>"
    "{% for block in page.body %}{% include_block block %}{% endfor %}"
)
PLAIN_WAGTAIL = """
import django
from django.conf import settings
from django.core.management import call_command
wagtail = ("users", "admin", "images", "documents", "snippets", "sites", "search")
settings.configure(
    SECRET_KEY="bench", STATIC_URL="static/",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField", WAGTAIL_SITE_NAME="bench", ROOT_URLCONF="wagtail.urls",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}, WAGTAILADMIN_BASE_URL="http://localhost",
    INSTALLED_APPS=["wagtail", *(f"wagtail.{name}" for name in wagtail), "modelcluster", "taggit", "django.contrib.auth",
                    "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.messages"],
)
django.setup()
call_command("check", "--fail-level", "CRITICAL")
"""


def rows(*, small: bool) -> list[Row]:
    """Measure on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DATABASE_URL"] = f"sqlite:///{folder}/bench.sqlite3"
        os.environ["DJANGO_SETTINGS_MODULE"] = "portal.config.settings.testing"
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command
        from django.db import connection
        from django.test import override_settings
        from django.utils import translation

        from portal.demo.world import Recipe, build

        as_installed = {"CACHES": {**settings.CACHES, "default": SHARED_CACHE}, "ROOT_URLCONF": "tests.journeys.demo_urls"}
        call_command("migrate", verbosity=0)
        try:
            with translation.override("fr"), override_settings(**as_installed):
                call_command("createcachetable")
                build(Recipe(months=3, people=150) if small else Recipe(), progress=lambda _: None)
                return [*_pages(), *_screens(), *_styles(), _check()]
        finally:
            connection.close()


def _pages() -> Iterator[Row]:
    from django.test import Client

    from cms.models import CampaignPage, HomePage, ProgrammeDirectoryPage

    for name, model in (("home", HomePage), ("campaign", CampaignPage), ("directory", ProgrammeDirectoryPage)):
        page = model.objects.live().filter(locale__language_code="fr").first()
        if page is None:
            raise SystemExit(f"the world has no page: {name}")
        plain = _milliseconds(_by_wagtail_alone(page.pk))
        yield from _asked(name, Client(), page.url, plain, "the same by Wagtail alone")
        yield _kept(name, page.url, plain)


def _kept(name: str, address: str, plain: float) -> Row:
    """The same page for a visitor who is not the first of the minute (each look at a campaign is counted all the same)."""
    from django.test import Client, override_settings

    client = Client()
    with override_settings(PAGES_KEPT_SECONDS=3600):
        took = _milliseconds(lambda: client.get(address, headers={"accept-encoding": "gzip"}))
    against = "the same by Wagtail alone"
    return Row(f"{name}: CPU when kept", took, "ms", against, took / plain, f"≤ {MOST_MS_KEPT:.0f} ms", took <= MOST_MS_KEPT)


def _by_wagtail_alone(pk: int) -> Callable[[], object]:
    from django.template import Context, Template
    from django.test import RequestFactory
    from wagtail.models import Page

    template, request = Template(BARE), RequestFactory().get("/")

    def render() -> str:
        page = Page.objects.get(pk=pk).specific
        return str(template.render(Context(Page.get_context(page, request))))

    return render


def _screens() -> Iterator[Row]:
    from django.test import Client

    from portal.accounts.enums import Role
    from portal.accounts.models import RoleGrant
    from portal.programmes.models import TeamMember
    from portal.routing.models import VolunteerProfile
    from tests.factories.accounts import sign_in

    volunteer = VolunteerProfile.objects.select_related("user").order_by("id").first()
    coordinator = TeamMember.objects.filter(role=Role.COORDINATOR, user__authenticator__isnull=False).select_related("user").first()
    manager = RoleGrant.objects.filter(role=Role.CSR).select_related("user").first()
    if volunteer is None or coordinator is None or manager is None:
        raise SystemExit("the world has nobody to sign in as")
    plain = _milliseconds(lambda: Client().get("/healthz"))
    for name, user, address in (
        ("recommendations", volunteer.user, "/fr/me/programmes/"),
        ("inbox of an association", coordinator.user, "/fr/association/"),
        ("candidates", coordinator.user, "/fr/association/candidates/"),
        ("dashboard of the company", manager.user, "/fr/company/figures/"),
    ):
        yield from _asked(name, sign_in(Client(), user), address, plain, "/healthz: middleware alone")


def _asked(name: str, client: Any, address: str, plain: float, against: str) -> Iterator[Row]:
    from django.db import connection, reset_queries
    from django.test.utils import CaptureQueriesContext

    def ask() -> Any:
        answer = client.get(address, headers={"accept-encoding": "gzip"})
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
        return answer

    ask()
    reset_queries()  # the log is full of what built the world, and a full log counts nothing
    with CaptureQueriesContext(connection) as captured:
        answer = ask()
    asked = len(captured)  # now: the next request empties the log
    took = _milliseconds(ask)
    weight, requests = _with_what_it_asks_for(answer)
    yield Row(f"{name}: SQL queries", asked, "", "", None, f"≤ {MOST_QUERIES}", asked <= MOST_QUERIES)
    yield Row(f"{name}: CPU a request", took, "ms", against, took / plain, f"≤ {MOST_MS:.0f} ms", took <= MOST_MS)
    yield Row(f"{name}: weight with its files", weight, "KB", "", None, f"≤ {MOST_KB:.0f} KB", weight <= MOST_KB)
    yield Row(f"{name}: requests", requests, "", "", None, f"≤ {MOST_REQUESTS}", requests <= MOST_REQUESTS)


def _milliseconds(work: Callable[[], object]) -> float:
    """Return the least CPU of some rounds: what a busy machine adds to a round is not the page's."""
    work()
    return 1000 * min(cpu_seconds(work) for _ in range(ROUNDS))


def _with_what_it_asks_for(answer: Any) -> tuple[float, int]:
    """Return kilobytes as sent and requests, of the page and of every file it names (typefaces are named by the styles)."""
    from django.contrib.staticfiles import finders

    html = answer.content
    text = (gzip.decompress(html) if answer.headers.get("Content-Encoding") == "gzip" else html).decode()
    found = set(re.findall(r"(?:href|src)=\"(/static/[^\"?]+\.(?:css|js|svg|png|woff2|webp))", text))
    files = [path for name in found if (path := finders.find(name.removeprefix("/static/")))]
    sizes = [_as_sent(Path(str(path))) for path in files]
    return (len(html) + sum(sizes)) / 1000, 1 + len(found)


def _as_sent(path: Path) -> int:
    content = path.read_bytes()
    return len(content) if path.suffix in {".woff2", ".png", ".webp"} else len(gzip.compress(content))


def _styles() -> Iterator[Row]:
    for kind, most in (("css", MOST_CSS_KB), ("js", MOST_JS_KB)):
        size = sum(_as_sent(path) for path in (ROOT / "static_src").rglob(f"*.{kind}")) / 1000
        yield Row(f"all of our {kind}, compressed", size, "KB", "", None, f"≤ {most:.0f} KB", size <= most)


def _check() -> Row:
    ours = _cpu_of_a_child([sys.executable, "manage.py", "check"])
    plain = _cpu_of_a_child([sys.executable, "-c", PLAIN_WAGTAIL])
    against = "check of an empty Wagtail project"
    return Row("manage.py check", ours, "CPU s", against, ours / plain, f"≤ {MOST_CHECK} s", ours <= MOST_CHECK)


def _cpu_of_a_child(command: list[str]) -> float:
    inherited = {name: value for name, value in os.environ.items() if name not in OF_THE_BENCH}

    def run() -> None:
        subprocess.run(command, cwd=ROOT, env=inherited, check=True, capture_output=True)

    def spent() -> float:
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    run()  # the first run after an installation compiles every module
    before = spent()
    run()
    return spent() - before


if __name__ == "__main__":
    main(rows)
