"""A long sheet is folded by theme: with the address, the keyboard or no script at all one gets to every figure."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from small_town import manifold, observatory, put_downloads
from test_accessibility import AXE, RULES

from parvis.model.progress import silent
from parvis.publish.site import write_site

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the address of a sheet of fifteen figures under three themes."""
    folder = tmp_path_factory.mktemp("long")
    town = manifold(observatory(), 3)
    put_downloads(town, folder)
    write_site(town, folder, progress=silent)
    return (folder / "fr" / "zones" / "qpv" / "QP01.html").as_uri()


@pytest.mark.parametrize("scripts", [True, False])
def test_an_address_opens_what_it_names(browser: Browser, sheet: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(sheet)
    assert page.locator("details.fold").count() == 3 and not page.locator("#median_income_2").is_visible()
    page.goto(f"{sheet}#median_income_2")
    assert page.locator("#median_income_2").is_visible() and not page.locator("#doctors").is_visible()
    page.goto(f"{sheet}#theme-health")
    assert page.locator("#doctors").is_visible()
    summary = page.locator("summary", has_text="Population").first
    assert "4 094" in summary.inner_text().replace("\u202f", " ")
    summary.press("Enter")
    assert page.locator("#population").is_visible()
    context.close()


def test_text_that_is_looked_for_is_found_in_a_folded_theme(browser: Browser, sheet: str) -> None:
    page = browser.new_page()
    page.goto(f"{sheet}#:~:text=Combien%20de%20m%C3%A9decins")  # what a browser does for its search, too
    page.wait_for_timeout(300)
    assert page.locator("#doctors").is_visible()
    page.close()


def printed(page: Page, figure: str) -> bool:
    """Return whether a figure takes room on paper."""
    page.emulate_media(media="print")
    there = page.locator(f"#{figure}").evaluate("e => e.checkVisibility({contentVisibilityAuto: true})")
    page.emulate_media(media="screen")
    return bool(there)


@pytest.mark.parametrize("scripts", [True, False])
def test_the_whole_sheet_is_printed_or_what_is_open(browser: Browser, sheet: str, scripts: bool) -> None:
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{sheet}#theme-health")
    assert printed(page, "doctors") and printed(page, "median_income_2")
    page.get_by_label("N’imprimer que les thèmes ouverts").check()
    assert printed(page, "doctors") and not printed(page, "median_income_2")
    context.close()


def test_all_themes_open_in_one_go(browser: Browser, sheet: str) -> None:
    page = browser.new_page()
    page.goto(sheet)
    page.get_by_role("button", name="Ouvrir tous les thèmes").press("Enter")
    assert page.locator("details.fold[open]").count() == 3
    page.get_by_role("button", name="Replier tous les thèmes").click()
    assert page.locator("details.fold[open]").count() == 0
    page.close()


def test_a_short_sheet_is_not_folded(browser: Browser, site: Path) -> None:
    page = browser.new_page()
    page.goto((site / "fr" / "zones" / "qpv" / "QP01.html").as_uri())
    assert page.locator(".theme details.fold").count() == 0 and page.locator("#doctors").is_visible()
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_axe_finds_nothing_and_nothing_runs_off(browser: Browser, sheet: str, scheme: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    for address in (sheet, f"{sheet}#theme-income"):
        page.goto(address)
        page.add_script_tag(path=AXE)
        assert page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
