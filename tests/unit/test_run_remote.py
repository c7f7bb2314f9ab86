"""A territory folder whose source lies at an address: built from the copy, refreshed when asked."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import parvis
from parvis.cli.report import as_text
from parvis.errors import ParvisError
from web import Page, web

BASE = Path(__file__).parents[1] / "bad" / "build" / "_base"


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    return Path(shutil.copytree(BASE, tmp_path / "bourg"))


def moved(town: Path, address: str) -> bytes:
    """Take the census out of the folder and name the address in its place; return what was in the file."""
    source = town / "sources" / "census.yml"
    source.write_text(source.read_text().replace("data/census.csv", address))
    content = (town / "data" / "census.csv").read_bytes()
    (town / "data" / "census.csv").unlink()
    return content


def population(town: Path) -> list[float]:
    frame = parvis.open(town).figures().frame
    rows = frame[(frame["indicator"] == "population") & (frame["state"] == "published")]
    return [float(value) for value in rows["value"]]


def test_a_source_at_an_address(town: Path) -> None:
    with web({"/census.csv": Page()}) as site:
        site.pages["/census.csv"].content = moved(town, f"{site.address}/census.csv")
        assert parvis.open(town).build().fresh
        assert population(town)[:2] == [412.0, 380.0]
        assert parvis.open(town).check() == ()
        site.pages["/census.csv"].content = b"code;name;pop\nQ1;Le Parvis;500\nQ2;Les Hauts;380\n"
        assert not parvis.open(town).build().fresh
        assert len(site.asked) == 1
        built = parvis.open(town).build(refresh=True)
    assert [finding.code for finding in built.findings] == ["address_changed"]
    assert population(town)[:2] == [500.0, 380.0]
    assert not parvis.open(town).build().fresh


def test_what_is_said_where_nobody_answers(town: Path) -> None:
    moved(town, "http://127.0.0.1:9/census.csv?key=secret")  # port 9, discard: RFC 863; nobody listens
    with pytest.raises(ParvisError) as raised, pytest.MonkeyPatch.context() as patch:
        patch.setattr("parvis.collect.download.time.sleep", lambda _: None)
        parvis.open(town).build()
    assert raised.value.exit_code == 14
    assert as_text(raised.value.findings, "en") == (
        "sources/census.yml:5:8: http://127.0.0.1:9/census.csv cannot be reached (Connection refused)\n"
        "    A source without its file gives no figure.\n"
        "    → Check the address and the connection of this machine; a file fetched by hand may be named in `place`.\n"
    )
