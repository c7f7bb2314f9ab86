"""The map of how far one gets: a slider for the keyboard, polygons without any script, nothing that axe finds."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser
from test_accessibility import AXE, RULES

import parvis
from access_folder import asked, write_road

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(scope="module")
def sheet(tmp_path_factory: pytest.TempPathFactory) -> str:
    road = write_road(tmp_path_factory.mktemp("travel") / "road")
    asked(road, ("within: 15", "within: 15\n    map: true"))
    built = parvis.open(road).build()
    return (built.out / "site" / "en" / "zones" / "quartier" / "Q.html").as_uri()


def test_the_slider_follows_the_keyboard(browser: Browser, sheet: str) -> None:
    page = browser.new_page()
    page.goto(sheet)
    slider = page.get_by_label("Minutes on the way")
    before, path = slider.get_attribute("aria-valuetext"), page.locator(".moved path").get_attribute("d")
    slider.focus()
    for _ in range(20):
        page.keyboard.press("ArrowLeft")
    assert before and before.startswith("30 minutes") and slider.input_value() == "10"
    assert page.locator(".slider output").inner_text() == slider.get_attribute("aria-valuetext")
    assert page.locator(".moved path").get_attribute("d") != path
    page.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 390), ("light", 320)])
def test_axe_finds_nothing_and_nothing_runs_off(browser: Browser, sheet: str, scheme: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(sheet)
    assert page.evaluate("document.documentElement.scrollWidth") <= width and said == []
    page.add_script_tag(path=AXE)
    assert page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"] == []
    if width > 1000:  # the map takes what the legend leaves
        drawn = page.locator(".travel .drawing").bounding_box()
        assert drawn and drawn["width"] > 700
    page.close()


def test_without_scripts_three_polygons_stand_there(browser: Browser, sheet: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(sheet)
    assert page.locator(".travel .rings path").count() == 3 and page.locator(".slider").count() == 0
    context.close()
