"""A headless Chromium, and a site to open in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright
from small_town import observatory, put_downloads

from parvis.model.progress import silent
from parvis.publish.site import write_site

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@pytest.fixture(scope="session")
def launcher() -> Iterator[Callable[[list[str]], Browser]]:
    """Return what starts the machine's Chromium; the tests are skipped where there is none, never in CI."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        if os.environ.get("CI"):
            pytest.fail("no Chromium: `make test` brings it")
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        yield lambda arguments: playwright.chromium.launch(executable_path=program, args=arguments)


@pytest.fixture(scope="session")
def browser(launcher: Callable[[list[str]], Browser]) -> Iterator[Browser]:
    """Return a Chromium for most tests."""
    running = launcher(ARGUMENTS)
    yield running
    running.close()


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the site of the small town, as it lies on a disk."""
    folder = tmp_path_factory.mktemp("site")
    town = observatory()
    put_downloads(town, folder)
    write_site(town, folder, progress=silent)
    return folder
