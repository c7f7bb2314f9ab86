"""The map that can be moved: from disk, with the library that comes along and nothing fetched."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

SOFTWARE_GL = ["--no-sandbox", "--enable-unsafe-swiftshader", "--use-gl=angle", "--use-angle=swiftshader"]


@pytest.fixture(params=[SOFTWARE_GL, ["--no-sandbox", "--disable-gpu", "--disable-3d-apis"]], ids=["webgl", "without"])
def drawing(request: pytest.FixtureRequest, launcher: Callable[[list[str]], Browser]) -> Iterator[tuple[Page, bool]]:
    """Return a page of a Chromium that can draw such a map, or of one that cannot, and whether it can."""
    running = launcher(request.param)
    yield running.new_page(viewport={"width": 1280, "height": 900}), request.param is SOFTWARE_GL
    running.close()


def test_a_place_is_chosen_on_the_list_and_shown(drawing: tuple[Page, bool], site: Path) -> None:
    page, can_draw = drawing
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto((site / "en" / "explore.html").as_uri() + "#indicator=poor_share&zoning=qpv")
    if can_draw:
        page.wait_for_selector("[data-ready]", timeout=20_000)
    else:
        expect(page.locator(".libre")).to_contain_text("This browser cannot draw the map.")
    page.locator(".zones-list").get_by_role("button").first.click()
    assert "zone=QP" in page.url
    expect(page.locator(".zones-list")).to_contain_text("31.9% (25.2 to 38.8)")
    if can_draw:
        expect(page.locator(".said-zone")).to_contain_text("%")
    assert all(url.startswith(("file:", "blob:", "data:")) for url in asked)
