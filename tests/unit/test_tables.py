"""The figures as files, the manifest, and the evidence beside them."""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import json
import math
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest
from observatories import small_observatory

from parvis.errors import AnalystError, FolderError, OperatorError
from parvis.model.figure import FIGURE_COLUMNS, Figures
from parvis.model.finding import Finding, Severity
from parvis.model.observatory import Observatory
from parvis.publish.evidence_files import read_evidence, write_evidence
from parvis.publish.manifest import manifest_hash, verified, write_manifest
from parvis.publish.tables import read_figures, write_downloads, write_tables


def read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- tables ---


def test_parquet_holds_the_figures(tmp_path: Path) -> None:
    observatory = small_observatory()
    write_tables(observatory, tmp_path)
    read = read_figures(tmp_path / "figures.parquet")
    pd.testing.assert_frame_equal(read.frame, observatory.figures.frame)


def test_equal_figures_give_equal_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        write_tables(small_observatory(), tmp_path / name)
    for file in ("figures.parquet", "figures.csv"):
        assert (tmp_path / "one" / file).read_bytes() == (tmp_path / "two" / file).read_bytes()


def test_each_column_says_what_it_means(tmp_path: Path) -> None:
    write_tables(small_observatory(), tmp_path)
    schema = pq.read_schema(tmp_path / "figures.parquet")
    assert schema.names == list(FIGURE_COLUMNS)
    for name in schema.names:
        about = {key.decode(): words.decode() for key, words in schema.field(name).metadata.items()}
        assert about["meaning"]
        assert about["meaning_fr"] != about["meaning"], f"{name} has no French meaning"
    assert schema.field("coverage").metadata[b"unit"] == b"share, 0 to 1"
    assert b"pandas" not in schema.metadata


def test_csv_numbers_come_back_as_they_were(tmp_path: Path) -> None:
    observatory = small_observatory()
    write_tables(observatory, tmp_path)
    rows = read_csv(tmp_path / "figures.csv")
    assert [list(row) for row in rows[:1]] == [list(FIGURE_COLUMNS)]
    for row, (_, figure) in zip(rows, observatory.figures.frame.iterrows(), strict=True):
        for column, kind in FIGURE_COLUMNS.items():
            if kind != "float64":
                assert row[column] == figure[column]
            elif math.isnan(figure[column]):
                assert row[column] == ""
            else:
                assert float(row[column]) == figure[column]


def test_csv_numbers_are_as_short_as_can_be(tmp_path: Path) -> None:
    write_tables(small_observatory(), tmp_path)
    values = [row["value"] for row in read_csv(tmp_path / "figures.csv")]
    # 0.1 + 0.2 is the float64 whose shortest text is 0.30000000000000004 (IEEE 754); a published zero is a 0.
    assert values == ["4094", "4059.9", "", "54000", "0.30000000000000004", "", "0", ""]


def test_downloads_by_indicator(tmp_path: Path) -> None:
    observatory = small_observatory()
    write_tables(observatory, tmp_path)
    write_downloads(observatory, tmp_path / "data")
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == [
        f"{name}.{suffix}"
        for name in ("benefits", "comparisons", "figures", "population", "poverty")
        for suffix in ("csv", "parquet")
    ]
    assert (tmp_path / "data/figures.csv").read_bytes() == (tmp_path / "figures.csv").read_bytes()
    assert [row["zone"] for row in read_csv(tmp_path / "data/poverty.csv")] == ["QP999001", "QP999002", "99001"]
    assert len(read_figures(tmp_path / "data/population.parquet").frame) == 4


def test_an_indicator_without_figures_has_a_table_without_rows(tmp_path: Path) -> None:
    observatory = small_observatory()
    frame = observatory.figures.frame
    without = dataclasses.replace(observatory, figures=Figures(frame[frame["indicator"] != "benefits"]))
    write_downloads(without, tmp_path)
    assert read_csv(tmp_path / "benefits.csv") == []
    assert read_figures(tmp_path / "benefits.parquet").frame.empty


def test_no_indicator_takes_the_place_of_the_whole_table(tmp_path: Path) -> None:
    observatory = small_observatory()
    indicators = {"figures": observatory.folder.indicators["population"]}
    folder = observatory.folder.model_copy(update={"indicators": indicators})
    with pytest.raises(FolderError, match="indicator_reserved"):
        write_downloads(dataclasses.replace(observatory, folder=folder), tmp_path)


def test_tables_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "figures.parquet"
    with pytest.raises(OperatorError, match="figures_missing"):
        read_figures(path)
    path.write_bytes(b"PAR1 and then nothing")
    with pytest.raises(OperatorError, match="figures_unreadable"):
        read_figures(path)
    pd.DataFrame({"value": [1.0]}).to_parquet(path)
    with pytest.raises(OperatorError, match="figures_unreadable"):
        read_figures(path)


# --- manifest ---


def build(out: Path) -> Observatory:
    observatory = small_observatory()
    write_tables(observatory, out)
    write_evidence(observatory, out)
    write_manifest(out, observatory)
    return observatory


def test_manifest_lists_every_file_with_its_hash(tmp_path: Path) -> None:
    build(tmp_path)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    listed = {entry["path"]: entry for entry in manifest["files"]}
    assert list(listed) == [
        "comparisons.csv",
        "comparisons.parquet",
        "evidence/benefits.json",
        "evidence/population.json",
        "evidence/poverty.json",
        "figures.csv",
        "figures.parquet",
    ]
    content = (tmp_path / "figures.csv").read_bytes()
    assert listed["figures.csv"]["sha256"] == hashlib.sha256(content).hexdigest()
    assert listed["figures.csv"]["size"] == len(content)


def test_manifest_says_what_the_build_is(tmp_path: Path) -> None:
    build(tmp_path)
    manifest = verified(tmp_path)
    assert manifest["schema_version"] == 1
    assert manifest["parvis"] == "0.1.0"
    assert manifest["territory"]["id"] == "smallville"
    assert manifest["territory"]["name"] == {"fr": "Petiteville", "en": "Smallville"}
    assert (manifest["release"], manifest["built"], manifest["languages"]) == (
        "0123456789ab",
        "2026-05-01",
        ["fr", "en"],
    )
    # Seven figures; the estimate beside one of them is no figure.
    assert {state: n for state, n in manifest["figures"].items() if n} == {
        "published": 4,
        "suppressed": 1,
        "masked_by_producer": 1,
        "incomplete": 1,
    }


def test_manifest_of_equal_builds_is_equal(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        build(tmp_path / name)
    assert manifest_hash(tmp_path / "one") == manifest_hash(tmp_path / "two")


def test_verified_finds_every_difference_at_once(tmp_path: Path) -> None:
    build(tmp_path)
    (tmp_path / "figures.csv").unlink()
    (tmp_path / "figures.parquet").write_bytes(b"")
    (tmp_path / "evidence" / "payroll.xlsx").write_bytes(b"")
    evidence = tmp_path / "evidence" / "poverty.json"
    kept = evidence.rename(tmp_path.parent / f"{tmp_path.name}-poverty.json")
    evidence.symlink_to(kept)
    with pytest.raises(OperatorError) as caught:
        verified(tmp_path)
    assert {(finding.code, finding.where.file.name) for finding in caught.value.findings if finding.where} == {
        ("build_file_missing", "figures.csv"),
        ("build_file_changed", "figures.parquet"),
        ("build_file_changed", "poverty.json"),
        ("build_file_unlisted", "payroll.xlsx"),
    }


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (None, "manifest_missing"),
        ("{", "manifest_unreadable"),
        ("[]", "manifest_unreadable"),
        ('{"files": []}', "manifest_unreadable"),
        ('{"schema_version": 1, "territory": {"id": "x"}}', "manifest_unreadable"),
        ('{"schema_version": 1, "territory": {"id": "x"}, "files": [{"path": "x"}]}', "manifest_unreadable"),
        ('{"schema_version": 99, "territory": {"id": "x"}, "files": []}', "manifest_version"),
    ],
)
def test_manifests_that_cannot_be_read(tmp_path: Path, content: str | None, code: str) -> None:
    if content is not None:
        (tmp_path / "manifest.json").write_text(content)
    with pytest.raises(OperatorError, match=code):
        verified(tmp_path)


# --- evidence ---


def test_evidence_of_an_indicator(tmp_path: Path) -> None:
    build(tmp_path)
    evidence = read_evidence(tmp_path, "population")
    assert evidence["question"] == {"fr": "Population : combien ?", "en": "Population: how many?"}
    assert list(evidence["sources"]) == ["cells", "official"]
    assert evidence["sources"]["official"]["content"] == "ab" * 32
    assert evidence["sources"]["official"]["rows"] == {"read": 3, "accepted": 3, "rejected": 0, "set_aside": 0}
    assert len(evidence["figures"]) == 4
    estimate = evidence["figures"][1]
    assert (estimate["zone"], estimate["role"], estimate["method"]) == ("QP999001", "evidence", "area_weighted")
    assert estimate["contributions"] == {"unit": ["c1", "c2"], "weight": [1.0, 0.5], "value": [30.0, 0.1]}
    assert (estimate["units"], estimate["cut"], estimate["source_units"]) == (2, 1, 1.5)


def test_evidence_of_a_guarded_source_has_no_hash_and_no_row_account(tmp_path: Path) -> None:
    build(tmp_path)
    fund = read_evidence(tmp_path, "benefits")["sources"]["fund"]
    assert fund["regime"] == "aggregated"
    assert not {"content", "rows", "findings"} & fund.keys()


def test_evidence_of_a_secret_figure_tells_method_and_sources_only(tmp_path: Path) -> None:
    build(tmp_path)
    key = {"indicator", "zoning", "zone", "period", "breakdown", "category", "scenario"}
    for indicator in ("benefits", "population"):
        for figure in read_evidence(tmp_path, indicator)["figures"]:
            if figure["state"] in ("suppressed", "masked_by_producer"):
                assert figure.keys() == key | {"role", "state", "evidence", "method", "sources"}


def test_findings_of_an_open_source_are_told_in_words_and_without_their_place(tmp_path: Path) -> None:
    observatory = small_observatory()
    finding = Finding("figures_missing", None, {}, Severity.WARNING)
    official = dataclasses.replace(observatory.evidence.sources["official"], findings=(finding,))
    observatory.evidence.sources["official"] = official
    write_evidence(observatory, tmp_path)
    said = read_evidence(tmp_path, "population")["sources"]["official"]["findings"]
    assert said == [
        {
            "code": "figures_missing",
            "severity": "warning",
            "words": {"fr": "il n’y a pas de table de chiffres ici", "en": "there is no table of figures here"},
        }
    ]


def test_an_indicator_that_a_build_does_not_have(tmp_path: Path) -> None:
    build(tmp_path)
    with pytest.raises(AnalystError) as caught:
        read_evidence(tmp_path, "populations")
    assert caught.value.findings[0].values == {
        "indicator": "populations",
        "known": "benefits, population, poverty",
        "guess": "population",
    }
    with pytest.raises(AnalystError):
        read_evidence(tmp_path, "../manifest")
