"""Files at an address, against a real server on this machine."""

from __future__ import annotations

import hashlib
import json
import shutil
import socket
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from parvis.collect.download import Patience, shown
from parvis.collect.fetch import Fetched, cached, fetch
from parvis.errors import OperatorError, ParvisError, SourceError
from web import Page, Web, self_signed, web

CSV = b"code;pop\n" + b"".join(b"Q%d;%d\n" % (n, n) for n in range(5000))
SOON = Patience(attempts=3, wait=0.001, timeout=5)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def site() -> Iterator[Web]:
    with web({"/base.csv": Page(CSV)}) as server:
        yield server


def got(address: str, cache: Path, *, refresh: bool = False, bases: dict[str, str] | None = None) -> Fetched:
    return fetch(address, cache, refresh=refresh, patience=SOON, bases=bases)


def error_of(address: str, cache: Path) -> ParvisError:
    with pytest.raises(ParvisError) as raised:
        got(address, cache)
    assert not list(cache.glob("*")) if cache.exists() else True  # nothing half fetched stays
    return raised.value


def test_a_file_is_fetched_once_and_pinned_by_its_content(tmp_path: Path, site: Web) -> None:
    address, cache = f"{site.address}/base.csv?key=secret", tmp_path / "cache"
    first = got(address, cache)
    assert first.file.name == "base.csv"
    assert first.file.read_bytes() == CSV
    assert json.loads((first.file.parent / "pin.json").read_text())["sha256"] == hashlib.sha256(CSV).hexdigest()
    assert stat.S_IMODE(first.file.parent.stat().st_mode) == 0o700
    assert got(address, cache) == first
    assert cached(address, cache) == first.file
    assert site.asked == [("/base.csv?key=secret", "")]


def test_a_changed_content_is_used_only_when_asked_for_and_told(tmp_path: Path, site: Web) -> None:
    address = f"{site.address}/base.csv?key=secret"
    got(address, tmp_path)
    site.pages["/base.csv"].content = b"code;pop\nQ1;9\n"
    assert got(address, tmp_path).file.read_bytes() == CSV
    again = got(address, tmp_path, refresh=True)
    assert again.file.read_bytes() == b"code;pop\nQ1;9\n"
    assert [finding.code for finding in again.findings] == ["address_changed"]
    assert again.findings[0].values["address"] == f"{site.address}/base.csv"  # the key stays private
    assert got(address, tmp_path, refresh=True).findings == ()


def test_a_copy_that_was_tampered_with_is_fetched_again(tmp_path: Path, site: Web) -> None:
    first = got(f"{site.address}/base.csv", tmp_path)
    first.file.write_bytes(b"code;pop\n")
    assert got(f"{site.address}/base.csv", tmp_path).file.read_bytes() == CSV


def test_a_refresh_that_fails_leaves_the_copy(tmp_path: Path, site: Web) -> None:
    first = got(f"{site.address}/base.csv", tmp_path)
    site.pages.clear()
    with pytest.raises(SourceError):
        got(f"{site.address}/base.csv", tmp_path, refresh=True)
    assert first.file.read_bytes() == CSV


def test_a_busy_server_is_asked_again(tmp_path: Path, site: Web) -> None:
    site.pages["/base.csv"] = Page(CSV, status=503, fails=2)
    assert got(f"{site.address}/base.csv", tmp_path).file.read_bytes() == CSV
    assert len(site.asked) == 3


def test_a_download_that_breaks_off_goes_on_where_it_was(tmp_path: Path, site: Web) -> None:
    site.pages["/base.csv"].breaks = 2
    assert got(f"{site.address}/base.csv", tmp_path).file.read_bytes() == CSV
    half = len(CSV) // 2
    assert [wanted for _, wanted in site.asked] == ["", f"bytes={half}-", f"bytes={half + (len(CSV) - half) // 2}-"]


@pytest.mark.parametrize("page", [Page(CSV, breaks=1, parts=False), Page(CSV, breaks=1, tag="")])
def test_it_begins_again_where_the_server_gives_no_parts(tmp_path: Path, site: Web, page: Page) -> None:
    site.pages["/base.csv"] = page
    assert got(f"{site.address}/base.csv", tmp_path).file.read_bytes() == CSV


def test_parts_of_two_versions_are_never_put_together(tmp_path: Path, site: Web) -> None:
    page = site.pages["/base.csv"]
    page.breaks = 1
    whole, page.headers["X"] = CSV.replace(b"Q", b"R"), "1"

    class Changing(dict[str, str]):
        def items(self):  # type: ignore[no-untyped-def]
            page.content, page.tag = whole, '"2"'
            return super().items()

    page.headers = Changing(page.headers)  # while the first answer is being written, the file changes
    assert got(f"{site.address}/base.csv", tmp_path).file.read_bytes() == whole


def test_a_truncated_download_is_an_error(tmp_path: Path, site: Web) -> None:
    site.pages["/base.csv"] = Page(CSV, breaks=99, parts=False)
    error = error_of(f"{site.address}/base.csv", tmp_path / "cache")
    assert isinstance(error, SourceError)
    assert error.findings[0].code == "download_truncated"
    assert (error.findings[0].values["received"], error.findings[0].values["expected"]) == (len(CSV) // 2, len(CSV))


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (403, 1), (500, 3), (429, 3)])
def test_a_refusal(tmp_path: Path, site: Web, status: int, asked: int) -> None:
    site.pages["/base.csv"] = Page(status=status, fails=99)
    error = error_of(f"{site.address}/base.csv", tmp_path / "cache")
    assert (error.exit_code, error.findings[0].code, error.findings[0].values["status"]) == (
        11,
        "address_refused",
        status,
    )
    assert len(site.asked) == asked


def test_nobody_answers(tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    error = error_of(f"http://127.0.0.1:{port}/base.csv", tmp_path / "cache")
    assert (error.exit_code, error.findings[0].code) == (14, "address_unreachable")


def test_a_server_that_never_answers(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/base.csv"
        with pytest.raises(OperatorError) as raised:
            fetch(address, tmp_path, patience=Patience(attempts=1, timeout=0.1))
    assert raised.value.findings[0].code == "address_unreachable"


def test_a_certificate_that_does_not_match(tmp_path: Path) -> None:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is absent: no certificate can be made")
    with web({"/base.csv": Page(CSV)}, self_signed(tmp_path)) as secure:
        error = error_of(f"{secure.address}/base.csv", tmp_path / "cache")
    assert (error.exit_code, error.findings[0].code) == (14, "address_certificate")
    assert secure.asked == []


def test_an_address_that_leads_on(tmp_path: Path, site: Web) -> None:
    site.pages["/r/1"] = Page(status=302, fails=99, headers={"Location": f"{site.address}/base.csv"})
    assert got(f"{site.address}/r/1", tmp_path).file.name == "base.csv"
    site.pages["/r/2"] = Page(status=302, fails=99, headers={"Location": "ftp://127.0.0.1/base.csv"})
    with pytest.raises(SourceError) as raised:
        got(f"{site.address}/r/2", tmp_path)
    assert raised.value.findings[0].code in ("address_unsafe", "address_refused")


@pytest.mark.parametrize(
    ("headers", "name"),
    [
        ({"Content-Disposition": 'attachment; filename="../../Caf 2023.csv"'}, "Caf_2023.csv"),
        ({"Content-Disposition": "attachment; filename*=UTF-8''d%C3%A9p%C3%B4t.zip"}, "dépôt.zip"),
        ({"Content-Type": "text/csv; charset=utf-8"}, "export.csv"),
        ({}, "export"),
    ],
)
def test_the_name_of_a_file(tmp_path: Path, site: Web, headers: dict[str, str], name: str) -> None:
    site.pages["/export"] = Page(CSV, headers=headers)
    file = got(f"{site.address}/export", tmp_path / "cache").file
    assert (file.name, file.parent.parent) == (name, tmp_path / "cache")


@pytest.mark.parametrize("breaks", [0, 1])
def test_progress_is_told_in_bytes(tmp_path: Path, site: Web, breaks: int) -> None:
    site.pages["/base.csv"] = Page(CSV * 60, breaks=breaks)
    told: list[tuple[str, int, int]] = []
    fetch(f"{site.address}/base.csv", tmp_path, patience=SOON, progress=lambda *step: told.append(step))
    size = 60 * len(CSV)
    assert told[-1] == ("fetch", size, size)
    assert [done for _, done, _ in told] == sorted({done for _, done, _ in told})  # also where it was resumed


def test_keys_in_an_address_are_not_told() -> None:
    assert shown("https://user:word@example.org/a.csv?key=secret#x") == "https://example.org/a.csv"


# --- platforms, as their documentation has them ---


def test_data_gouv(tmp_path: Path, site: Web) -> None:
    # https://www.data.gouv.fr/api/1/swagger.json: GET /datasets/{dataset}/resources/{rid}/ has `url`
    described = {"id": "0b6f", "title": "base.csv", "format": "csv", "url": f"{site.address}/base.csv"}
    site.pages["/api/1/datasets/qpv/resources/0b6f/"] = Page(json.dumps(described).encode())
    assert got("udata:qpv/0b6f", tmp_path, bases={"udata": site.address}).file.read_bytes() == CSV


def test_opendatasoft(tmp_path: Path, site: Web) -> None:
    # https://help.opendatasoft.com/apis/ods-explore-v2/: GET /catalog/datasets/{id}/exports/csv
    site.pages["/api/explore/v2.1/catalog/datasets/zones/exports/csv"] = Page(CSV, headers={"Content-Type": "text/csv"})
    assert got("ods:data.example.org/zones", tmp_path, bases={"data.example.org": site.address}).file.name == "csv.csv"


def test_ckan(tmp_path: Path, site: Web) -> None:
    # https://docs.ckan.org/en/latest/api/: resource_show gives {"success": true, "result": {"url": ...}}
    described = {"success": True, "result": {"id": "r1", "url": f"{site.address}/base.csv"}}
    site.pages["/api/3/action/resource_show"] = Page(json.dumps(described).encode())
    assert got("ckan:data.example.org/r1", tmp_path, bases={"data.example.org": site.address}).file.read_bytes() == CSV


@pytest.mark.parametrize("answer", [b"<html>", b"{}", b'{"url": "file:///etc/passwd"}', b"[]"])
def test_a_platform_that_names_no_file(tmp_path: Path, site: Web, answer: bytes) -> None:
    site.pages["/api/1/datasets/qpv/resources/0b6f/"] = Page(answer)
    with pytest.raises(SourceError) as raised:
        got("udata:qpv/0b6f", tmp_path, bases={"udata": site.address})
    assert raised.value.findings[0].code == "platform_answer"
