"""Maps and tables that speak of the same zones, joined by scripts: with a pointer, with the keyboard, with a finger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    """Return an indicator's page: neighbourhoods with sheets, then IRIS without."""
    opened = browser.new_page(viewport={"width": 1440, "height": 1200})
    opened.set_default_timeout(10_000)
    opened.goto((site / "fr" / "indicators" / "poor_share.html").as_uri())
    yield opened
    opened.close()


def test_a_zone_shows_what_it_says_and_its_row(page: Page) -> None:
    section = page.locator("section", has=page.locator("#zoning-commune"))
    section.locator("path[data-zone='99001']").hover()
    expect(section.locator(".tip")).to_be_visible()
    expect(section.locator(".tip")).to_contain_text("18,2")
    expect(section.locator("tr.linked")).to_have_attribute("data-zone", "99001")
    page.keyboard.press("Escape")
    expect(section.locator(".tip")).to_be_hidden()


def test_a_row_shows_its_zone(page: Page) -> None:
    section = page.locator("section", has=page.locator("#zoning-commune"))
    section.locator("tr[data-zone='99002']").hover()
    expect(section.locator(".spot path")).to_have_count(1)
    drawn = section.locator("path[data-zone='99002']").get_attribute("d")
    assert section.locator(".spot path").get_attribute("d") == drawn


def test_arrows_go_through_the_zones_of_a_map_without_links(page: Page) -> None:
    section = page.locator("section", has=page.locator("#zoning-commune"))
    section.locator("svg.drawing").focus()
    page.keyboard.press("ArrowDown")
    first = section.locator("tbody tr").first
    expect(section.locator("tr.linked")).to_have_attribute("data-zone", str(first.get_attribute("data-zone")))
    page.keyboard.press("ArrowDown")
    expect(section.locator("tr.linked")).to_have_count(1)
    expect(first).not_to_have_class("linked")
    expect(section.get_by_role("status")).to_contain_text("%")


def test_a_link_in_focus_shows_its_row(page: Page) -> None:
    section = page.locator("section", has=page.locator("#zoning-qpv"))
    section.locator("svg a").first.focus()
    expect(section.locator("tr.linked")).to_have_count(1)
    expect(section.locator(".tip")).to_be_visible()


def test_the_first_touch_shows_and_the_second_opens(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True)
    page = context.new_page()
    page.goto((site / "fr" / "indicators" / "poor_share.html").as_uri())
    section = page.locator("section", has=page.locator("#zoning-qpv"))
    section.locator("path[data-zone='QP01']").tap()
    expect(section.locator(".tip")).to_contain_text("31,9")
    assert page.url.endswith("poor_share.html")
    section.locator("path[data-zone='QP01']").tap()
    page.wait_for_url("**/zones/qpv/QP01.html")
    context.close()
