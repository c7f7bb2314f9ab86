"""Sources at an address that cannot be had: what the author of the folder is told, word for word."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import parvis
from parvis.cli.report import as_text
from parvis.errors import ParvisError
from web import Page, self_signed, web

BASE = Path(__file__).parent / "build" / "_base"
CENSUS = (BASE / "data" / "census.csv").read_bytes()


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr("parvis.collect.download.time.sleep", lambda _: None)
    return Path(shutil.copytree(BASE, tmp_path / "bourg"))


def told(town: Path, address: str) -> str:
    """Return the exit code of a build whose census lies at an address, and what it says on the terminal."""
    source = town / "sources" / "census.yml"
    source.write_text(source.read_text().replace("data/census.csv", address))
    with pytest.raises(ParvisError) as raised:
        parvis.open(town).build()
    assert not (town / "build").exists()
    server = address.rpartition("/")[0]
    return f"exit {raised.value.exit_code}\n{as_text(raised.value.findings, 'en')}".replace(server, "SERVER")


PAGES = {
    "not there": (
        Page(status=404, fails=99),
        "exit 11\n"
        "sources/census.yml:5:8: SERVER/census.csv is not given out (status 404)\n"
        "    A source without its file gives no figure.\n"
        "    → Open the address in a browser; if the file has moved, mend `place`.\n",
    ),
    "broken": (
        Page(status=500, fails=99),
        "exit 11\n"
        "sources/census.yml:5:8: SERVER/census.csv is not given out (status 500)\n"
        "    A source without its file gives no figure.\n"
        "    → Open the address in a browser; if the file has moved, mend `place`.\n",
    ),
    "in a circle": (
        Page(status=302, fails=99, headers={"Location": "/census.csv"}),
        "exit 11\n"
        "sources/census.yml:5:8: SERVER/census.csv leads on from address to address, and never to a file\n"
        "    A source without its file gives no figure.\n"
        "    → Open the address in a browser; if the file has moved, mend `place`.\n",
    ),
    "truncated": (
        Page(CENSUS, breaks=99, parts=False),
        "exit 11\n"
        "sources/census.yml:5:8: the download of SERVER/census.csv broke off each time: "
        f"{len(CENSUS) // 2} of {len(CENSUS)} bytes\n"
        "    Part of a file would pass for the whole.\n"
        "    → Try again later, or fetch the file by hand and name it in `place`.\n",
    ),
}


@pytest.mark.parametrize("case", PAGES)
def test_words(town: Path, case: str) -> None:
    page, words = PAGES[case]
    with web({"/census.csv": page}) as site:
        assert told(town, f"{site.address}/census.csv") == words


def test_words_about_a_certificate(town: Path, tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is absent: no certificate can be made")
    with web({"/census.csv": Page(CENSUS)}, self_signed(tmp_path)) as secure:
        words = told(town, f"{secure.address}/census.csv")
    assert words == (
        "exit 14\n"
        "sources/census.yml:5:8: the certificate of 127.0.0.1 does not hold (self-signed certificate)\n"
        "    Whoever answers may not be who the address names.\n"
        "    → Check the address and the date of this machine; otherwise tell whoever runs the site.\n"
    )


def test_a_server_that_fails_once_is_asked_again(town: Path) -> None:
    with web({"/census.csv": Page(CENSUS, status=500, fails=1)}) as site:
        source = town / "sources" / "census.yml"
        source.write_text(source.read_text().replace("data/census.csv", f"{site.address}/census.csv"))
        assert parvis.open(town).build().fresh
        assert len(site.asked) == 2
