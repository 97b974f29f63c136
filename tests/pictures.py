"""`make pictures`: takes every screenshot of the documentation again, from a demo world that lives until today."""

import os
import sys
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.config.settings.main")


def main() -> int:
    """Build the world, take the pictures, write them; say what each weighs."""
    django.setup()
    from playwright.sync_api import sync_playwright

    from tests.browser.conftest import CHROMIUM, QUIET
    from tests.browser.pictures import FOLDER, take
    from tests.browser.portal import served, world

    with (
        tempfile.TemporaryDirectory() as kept,
        tempfile.TemporaryDirectory() as folder,
        served(world(Path(kept), "--until", "today"), Path(folder)) as portal,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for name, content in take(browser, portal):
            (FOLDER / f"{name}.webp").write_bytes(content)
            sys.stdout.write(f"{name}: {len(content) // 1024} KB\n")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
