"""Archives as they are sent: a data file with its dictionary, a Shapefile in its parts, and what is made to do harm."""

from __future__ import annotations

import gzip
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import geopandas as gpd
import py7zr
import pytest
import shapely

from parvis.collect import archives, read
from parvis.collect.unpacked import Limits
from parvis.errors import ParvisError
from parvis.model.folder import SourceSpec

CSV = "code;pop\nQ1;1\nQ2;2\n"


def spec(**more: object) -> SourceSpec:
    said = {
        "title": "x", "producer": "x", "regime": "open", "licence": "etalab-2.0", "place": "x", "kind": "table",
        "vintage": "2023", "columns": {"unit": "code"},
    }  # fmt: skip
    return SourceSpec.model_validate({**said, **more})


def zipped(file: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file


def sevened(file: Path, members: dict[str, str | bytes], password: str | None = None) -> Path:
    with py7zr.SevenZipFile(file, "w", password=password) as archive:
        for name, content in members.items():
            archive.writestr(content, name)
    return file


PACKERS: dict[str, Callable[[Path, dict[str, str | bytes]], Path]] = {".zip": zipped, ".7z": sevened}
each_packer = pytest.mark.parametrize("ending", PACKERS)


def code_of(file: Path, **more: object) -> str:
    with pytest.raises(ParvisError) as raised:
        read(file, spec(**more))
    finding = raised.value.findings[0]
    assert finding.where is not None
    assert finding.where.file == file  # never the folder that it was unpacked to
    return finding.code


@pytest.fixture(autouse=True)
def nothing_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever happens, no unpacked file is left."""
    place = tmp_path / "tmp"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    yield
    assert list(place.iterdir()) == []


@each_packer
@pytest.mark.parametrize(
    "beside",
    [
        ["Lisez-moi.csv"], ["dictionnaire_variables.csv"], ["meta_base.csv", "doc/notice.ods"],
        ["README.txt", "fiche.pdf"], ["__MACOSX/._base.csv", ".DS_Store"],
    ],
)  # fmt: skip
def test_the_data_file_is_found_beside_its_dictionary(tmp_path: Path, ending: str, beside: list[str]) -> None:
    file = PACKERS[ending](tmp_path / f"x{ending}", {**dict.fromkeys(beside, "a;b\n1;2\n"), "2023/Base.CSV": CSV})
    raw = read(file, spec())
    assert raw.file == file
    assert raw.frame.to_numpy().tolist() == [["Q1", "1"], ["Q2", "2"]]


@each_packer
def test_several_data_files_are_told_and_one_may_be_named(tmp_path: Path, ending: str) -> None:
    file = PACKERS[ending](tmp_path / f"x{ending}", {"a/2022.csv": CSV, "a/2023.csv": "code;pop\nQ9;9\n"})
    assert code_of(file) == "member_which"
    assert read(file, spec(member="2023.csv")).frame["code"].tolist() == ["Q9"]
    assert read(file, spec(member="a/2022.csv")).frame["code"].tolist() == ["Q1", "Q2"]
    assert code_of(file, member="2021.csv") == "member_missing"


@each_packer
def test_an_archive_without_data(tmp_path: Path, ending: str) -> None:
    assert code_of(PACKERS[ending](tmp_path / f"x{ending}", {"fiche.pdf": "x"})) == "archive_without_data"


def test_gzip(tmp_path: Path) -> None:
    file = tmp_path / "x.csv.gz"
    file.write_bytes(gzip.compress(CSV.encode()))
    assert read(file, spec()).frame["code"].tolist() == ["Q1", "Q2"]
    file.write_bytes(gzip.compress(CSV.encode())[:-6])
    assert code_of(file) == "file_unreadable"


def test_lines_are_those_of_the_file_inside(tmp_path: Path) -> None:
    file = zipped(tmp_path / "x.zip", {"x.csv": f"Titre\n\n{CSV}Q3\n"})
    raw = read(file, spec())
    assert [(note.where.file, note.where.line) for note in raw.notes if note.where] == [(file, 3)]
    assert [row.line for row in raw.broken] == [6]


# --- layers ---


def layer(folder: Path, name: str) -> dict[str, str | bytes]:
    frame = gpd.GeoDataFrame({"code": ["Q1"]}, geometry=[shapely.box(0, 0, 1, 1)], crs="EPSG:2154")
    folder.mkdir()
    frame.to_file(folder / name, driver="MapInfo File" if name.endswith((".tab", ".mif")) else None)
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("name", ["zones.shp", "zones.tab", "zones.mif"])
@each_packer
def test_layers_of_several_files(tmp_path: Path, ending: str, name: str) -> None:
    raw = read(PACKERS[ending](tmp_path / f"x{ending}", layer(tmp_path / "layer", name)), spec())
    assert raw.frame["code"].tolist() == ["Q1"]
    assert raw.frame.geometry.area.tolist() == pytest.approx([1.0], rel=1e-3)  # .tab rounds to its own grid
    assert read(tmp_path / "layer" / name, spec()).frame["code"].tolist() == ["Q1"]


def test_a_shapefile_without_its_parts(tmp_path: Path) -> None:
    parts = layer(tmp_path / "layer", "zones.shp")
    assert code_of(zipped(tmp_path / "x.zip", {"zones.shp": parts["zones.shp"]})) == "parts_missing"


def test_the_table_of_a_shapefile_alone(tmp_path: Path) -> None:
    parts = layer(tmp_path / "layer", "zones.shp")
    (tmp_path / "zones.dbf").write_bytes(bytes(parts["zones.dbf"]))  # type: ignore[arg-type]
    assert read(tmp_path / "zones.dbf", spec()).frame["code"].tolist() == ["Q1"]


# --- harm ---


@pytest.mark.parametrize("name", ["../x.csv", "/etc/x.csv", "a/../../x.csv", "..\\x.csv", "C:\\x.csv"])
def test_a_path_that_climbs_out(tmp_path: Path, name: str) -> None:
    assert code_of(zipped(tmp_path / "x.zip", {name: CSV})) == "archive_climbs"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["tmp", "x.zip"]


def test_a_link_out_of_a_zip(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("x.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    assert code_of(tmp_path / "x.zip") == "archive_climbs"


def test_a_link_out_of_a_7z(tmp_path: Path) -> None:
    (tmp_path / "x.csv").symlink_to("target.csv")
    (tmp_path / "target.csv").write_text(CSV)
    with py7zr.SevenZipFile(tmp_path / "x.7z", "w") as archive:
        archive.write(tmp_path / "x.csv", "x.csv")
    assert code_of(tmp_path / "x.7z") == "archive_climbs"


def test_archives_under_a_password(tmp_path: Path) -> None:
    assert code_of(sevened(tmp_path / "x.7z", {"x.csv": CSV}, password="secret")) == "file_locked"
    file = zipped(tmp_path / "x.zip", {"x.csv": CSV})
    data = bytearray(file.read_bytes())  # APPNOTE.TXT 4.4.4: bit 0 of the flags says that a file is encrypted
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    file.write_bytes(data)
    assert code_of(file) == "file_locked"


@contextmanager
def opened(file: Path, limits: Limits) -> Iterator[Path]:
    with archives.unpacked(file, spec(), (".csv",), limits) as inner:
        yield inner


@pytest.mark.parametrize("ending", [".zip", ".7z", ".csv.gz"])
def test_a_bomb_is_stopped(tmp_path: Path, ending: str) -> None:
    file, zeros = tmp_path / f"x{ending}", bytes(4_000_000)
    if ending == ".csv.gz":
        file.write_bytes(gzip.compress(zeros))
    else:
        PACKERS[ending](file, {"x.csv": zeros})
    assert file.stat().st_size < 10_000
    with pytest.raises(ParvisError) as raised, opened(file, Limits(harmless=1000, ratio=100)):
        pass
    assert raised.value.findings[0].code == "archive_bomb"
    with opened(file, Limits()) as inner:
        assert inner.stat().st_size == len(zeros)
        assert stat.S_IMODE(inner.parent.stat().st_mode) == 0o700


def test_a_bomb_that_lies_about_its_size_is_stopped(tmp_path: Path) -> None:
    file = zipped(tmp_path / "x.zip", {"x.csv": bytes(4_000_000)})
    data = bytearray(file.read_bytes())
    size = (4_000_000).to_bytes(4, "little")
    while size in data:
        data[data.index(size) : data.index(size) + 4] = (10).to_bytes(4, "little")
    file.write_bytes(data)
    with pytest.raises(ParvisError) as raised, opened(file, Limits(harmless=1000, ratio=1)):
        pass
    assert raised.value.findings[0].code in ("archive_bomb", "file_unreadable")


@pytest.mark.parametrize("ending", [".zip", ".7z", ".gz"])
@pytest.mark.parametrize("content", [b"not an archive", b"PK\x03\x04", b"7z\xbc\xaf\x27\x1c", bytes(range(200))])
def test_what_is_no_archive(tmp_path: Path, ending: str, content: bytes) -> None:
    file = tmp_path / f"x.csv{ending}"
    file.write_bytes(content)
    assert code_of(file) == "file_unreadable"
