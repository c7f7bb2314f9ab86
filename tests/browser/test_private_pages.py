"""Pages that never leave the machine: what partners are to correct, and the disclosure officer's page.

Whoever reads them reads as residents do: nothing that axe finds, nothing cut off, nothing asked of the network.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser
from small_town import observatory
from test_accessibility import AXE, RULES

import parvis
from partner_folder import HEADER, ROWS, partner_folder
from parvis.officer import Option, write
from parvis.officer.page import Told

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ROW = {
    "indicator": "population_tax", "zoning": "qpv", "zone": "QP01", "period": "2019", "breakdown": "total",
    "category": "total", "scenario": "observed", "role": "figure", "method": "located", "regime": "records",
    "sources": "cells", "value": 4.0, "contributors": 4.0, "state": "suppressed", "reason": "confidential",
    "rule": "few",
}  # fmt: skip


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Return a partner's report and an officer's page, each in French and English."""
    folder = tmp_path_factory.mktemp("private")
    report = parvis.open(partner_folder(folder / "t", ROWS, HEADER)).report("recipients", today=dt.date(2026, 6, 1))
    key = "population_tax/qpv/QP01/2019/total/total/observed/located"
    verdicts = pd.DataFrame([{"figure": key, "low": 0.0, "high": np.inf, "holds": True, "protected_by": key}])
    history = {"before": 1, "new": 2, "numbers": 2, "open_before": 0, "open_after": 1}
    could = (Option(0, "merge", 1, 3, zone="QP02", contributors=12.0), Option(0, "widen", 2, 1, periods=3))
    told = Told(pd.DataFrame([ROW]), verdicts, history, could, observatory().folder, {}, "0123", "2026-06-01")
    audit = write(told, folder / "audit", languages=("fr", "en"))
    found = [file for file in (*report.written, *audit) if file.suffix == ".html"]
    assert len(found) == 4
    return found


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 390), ("light", 320)])
def test_axe_finds_nothing_and_nothing_runs_off(browser: Browser, pages: list[Path], scheme: str, width: int) -> None:
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)  # type: ignore[arg-type]
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    for file in pages:
        page.goto(file.as_uri())
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert said == [], file.name
        page.add_script_tag(path=AXE)
        faults = page.evaluate("rules => axe.run({runOnly: rules})", RULES)["violations"]
        assert [(fault["id"], fault["nodes"][0]["html"]) for fault in faults] == [], file.name
        assert wide <= width, f"{file.name} is {wide} px wide at {width}"
    assert {url.partition(":")[0] for url in asked} == {"file"}
    page.close()
