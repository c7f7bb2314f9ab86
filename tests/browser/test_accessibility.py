"""axe-core finds no fault by WCAG 2.2 AA on any kind of page, light or dark, wide or narrow."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

AXE = Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KINDS = (
    "index.html", "explore.html",
    "compare.html#zones=qpv%252FQP01&theme=Income", "how-to-read.html", "how-sure.html", "not-shown.html",
    "sources.html", "releases.html", "about.html", "legal.html", "accessibility.html", "indicators/index.html",
    "indicators/poor_share.html", "embed/poor_share-qpv.html",
    "embed/figure.html#indicator=poor_share&zone=qpv%2FQP01", "zones/qpv/index.html", "zones/qpv/QP01.html",
)  # fmt: skip


@pytest.mark.parametrize(
    ("language", "scheme", "width"), [("fr", "light", 1440), ("en", "dark", 1440), ("fr", "dark", 320)]
)
def test_axe_finds_nothing(browser: Browser, site: Path, language: str, scheme: str, width: int) -> None:
    found = []
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    for kind in KINDS:
        page.goto(f"{(site / language).as_uri()}/{kind}")
        page.wait_for_load_state("networkidle")
        page.add_script_tag(path=AXE)
        told = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        found += [
            f"{kind}: {fault['id']} {node['target']} {node['failureSummary'][:160]}"
            for fault in told["violations"]
            for node in fault["nodes"][:3]
        ]
    page.close()
    assert not found, "\n".join(found)
