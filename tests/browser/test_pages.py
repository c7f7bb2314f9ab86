"""Every page in a real browser, from disk: nothing leaves the site, nothing is cut off, every link leads somewhere."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

WIDTHS = (320, 390, 1440)


def pages(site: Path) -> list[Path]:
    """Return every page but the one at the root, which goes on at once to the first language."""
    found = sorted(file for file in site.rglob("*.html") if file.parent != site)
    assert len(found) > 20
    return found


def opened(browser: Browser, width: int) -> Page:
    page = browser.new_page(viewport={"width": width, "height": 900}, java_script_enabled=True)
    page.set_default_timeout(10_000)
    return page


def test_no_request_leaves_and_nothing_is_said_on_the_console(browser: Browser, site: Path) -> None:
    page = opened(browser, 1440)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for file in pages(site):
        page.goto(file.as_uri())
    assert [
        url for url in asked if urlsplit(url).scheme not in ("file", "data", "blob")
    ] == []  # blob: what the page made itself
    # What a machine's graphics driver says of its own speed is not said by a page.
    assert [words for words in said if "GL Driver Message" not in words] == []
    page.close()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_runs_off_the_page(browser: Browser, site: Path, width: int) -> None:
    page = opened(browser, width)
    for file in pages(site):
        page.goto(file.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{file.relative_to(site)} is {wide} px wide at {width}"
        if width < 640:  # on a telephone no table needs to be pushed sideways either
            cut = "[...document.querySelectorAll('.wide')].map(box => box.scrollWidth - box.clientWidth)"
            assert max(page.evaluate(cut), default=0) <= 0, f"a table of {file.relative_to(site)} is cut at {width}"
    page.close()


def test_every_page_says_its_language_and_title(browser: Browser, site: Path) -> None:
    page = opened(browser, 1440)
    for file in pages(site):
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.lang") == file.relative_to(site).parts[0]
        assert page.locator("h1").count() == 1
        assert page.title()
    page.close()


def test_every_link_leads_somewhere(browser: Browser, site: Path) -> None:
    page = opened(browser, 1440)
    anchors: dict[Path, set[str]] = {}
    links: list[tuple[Path, str]] = []
    for file in pages(site):
        page.goto(file.as_uri())
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids)), f"an id stands twice in {file.relative_to(site)}"
        anchors[file] = set(ids)
        hrefs = page.evaluate("[...document.querySelectorAll('[href]')].map(e => e.href.baseVal ?? e.href)")
        links += [(file, page.evaluate("h => new URL(h, location.href).href", href)) for href in sorted(set(hrefs))]
    for file, href in links:
        parts = urlsplit(href)
        if parts.scheme != "file":
            assert parts.scheme in ("https", "mailto", "data"), href
            continue
        target = Path(unquote(parts.path))
        assert target.is_file(), f"{file.relative_to(site)} links to {target.name}"
        if parts.fragment and target in anchors:
            assert unquote(parts.fragment) in anchors[target], f"{file.relative_to(site)} -> {href}"
    page.close()


def test_pages_read_without_javascript(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / "fr" / "index.html").as_uri())
    assert "Observatoire du Vallon" in page.inner_text("body")
    context.close()


def test_a_state_is_printed_as_its_code_never_as_a_blank(browser: Browser, site: Path) -> None:
    page = opened(browser, 1440)
    for file in sorted((site / "en" / "zones").rglob("*.html")):
        page.goto(file.as_uri())
        cells = page.eval_on_selector_all("td.num", "cells => cells.map(cell => cell.innerText.trim())")
        assert "" not in cells, file.name
    page.close()


def test_the_root_goes_on_to_the_first_language(browser: Browser, site: Path) -> None:
    page = opened(browser, 1440)
    page.goto((site / "index.html").as_uri())
    page.wait_for_url("**/fr/index.html")
    page.close()


def test_the_skip_link_comes_first(browser: Browser, site: Path) -> None:
    page = opened(browser, 1440)
    page.goto((site / "en" / "index.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith("#")
    page.close()


def test_key_figures_stand_side_by_side_and_read_in_a_line(browser: Browser, site: Path) -> None:
    page = opened(browser, 1440)
    page.goto((site / "fr" / "index.html").as_uri())
    widths = [box["width"] for key in page.locator(".key").all() if (box := key.bounding_box())]
    assert widths
    assert min(widths) >= 200  # pixels: a number with its unit needs that much
    page.close()
