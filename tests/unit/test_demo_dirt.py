"""Faults put into partners' files: how many of each kind the checks find, line by line.

A fault is found where its line is among those that the checks name, and healed where it does no harm: the file is read
as if it were not there.
"""

import dataclasses
from pathlib import Path

import pandas as pd
import pytest

from parvis.demo import City, deliveries
from parvis.demo.deliveries import all_of, faults
from parvis.demo.dirt import ROW_FAULTS, Dialect, delivered
from parvis.model.examination import Examination
from parvis.run.inputs import read_folder
from parvis.run.report import examine

UNSEEN = {"renumbered", "day_month_exchanged", "tenfold"}
"""What looks like any other entry: nothing in one file tells that it is wrong."""
HEALED = {"title_above_header", "encoding", "separator", "decimal_comma", "columns_reordered"}


@pytest.fixture(scope="module")
def root(town_folder: Path) -> Path:
    return town_folder


@pytest.fixture(scope="module")
def found(town: City, root: Path) -> pd.DataFrame:
    """Return the faults with `found`: True where the line is among those that the checks name."""
    sent = all_of(town)
    table = faults(sent)
    parts = []
    for (file, source), held in table.groupby(["file", "source"]):
        seen = examined(root, str(file), "ridership" if str(source).startswith("validations") else str(source))
        lines = named_lines(seen)
        parts.append(held.assign(found=held["line"].isin(lines), read=not seen.findings))
    return pd.concat(parts)


def examined(root: Path, file: str, source: str) -> Examination:
    folder = read_folder(root)
    spec = folder.sources[source].model_copy(update={"place": f"data/{file}"})
    folder = folder.model_copy(update={"sources": {**folder.sources, source: spec}})
    places = {source: root / "data" / file, "ban": root / "data" / "adresses.csv"}
    return examine(root, folder, source, places, "2022-06-01")


def named_lines(seen: Examination) -> set[int]:
    if seen.raw is None:
        return set()
    rows = {seen.raw.lines[int(row)] if seen.raw.lines else int(row) + 1 for _, labels in seen.faults for row in labels}
    return rows | {broken.line for broken in seen.raw.broken}


def test_faults_in_rows_are_found_but_for_those_that_look_like_any_other_entry(found: pd.DataFrame) -> None:
    in_rows = found[found["line"] > 0]
    # The file in which a column has another name is not read at all: what stands in its rows is found once it is.
    read = in_rows[in_rows["read"]]
    share = read.groupby("kind")["found"].mean()
    assert set(share.index) == {*ROW_FAULTS, "duplicate", "renumbered", "field_missing"}
    seen = share.drop(list(UNSEEN))
    assert (seen == 1.0).all(), seen[seen < 1].to_dict()
    assert (share[list(UNSEEN)] == 0.0).all(), "the checks see more than is said of them"
    assert len(read) > 80


def test_faults_of_the_whole_file_are_healed_or_told(found: pd.DataFrame, root: Path) -> None:
    whole = found[found["line"] == 0]
    assert set(whole["kind"]) == {*HEALED, "column_renamed"}
    assert whole.loc[whole["kind"].isin(HEALED), "read"].all()
    renamed = whole[whole["kind"] == "column_renamed"]
    assert not renamed["read"].any()
    seen = examined(root, str(renamed["file"].iloc[0]), "ridership")
    assert {finding.code for finding in seen.findings} | {rule.name for rule, _ in seen.faults} >= {"column_missing"}


def test_nothing_else_is_found(town: City, root: Path) -> None:
    """Rows without a fault put in are sound: what the checks name beyond the faults would be false alarms."""
    table = faults(all_of(town))
    sent = {"job_seekers": "demandeurs_emploi.csv", "job_offers": "offres.csv", "participants": "participants.csv"}
    for source, file in sent.items():
        put_in = set(table.loc[table["source"] == source, "line"])
        assert named_lines(examined(root, file, source)) <= put_in


def test_clean_files_raise_nothing(root: Path, town: City) -> None:
    sent = delivered(
        town.stream("dirt"),
        "job_seekers",
        deliveries.partners.job_seekers(town),
        {},
        Dialect(separator=";", comma=True),
    )
    assert [fault.line for fault in sent.faults] == [0, 0]
    (root / "data" / "clean.csv").write_bytes(sent.content)
    seen = examined(root, "clean.csv", "job_seekers")
    (root / "data" / "clean.csv").unlink()
    assert not named_lines(seen)
    assert not seen.findings


def test_the_same_stream_gives_the_same_faults(town: City) -> None:
    assert faults(all_of(town)).equals(faults(all_of(town)))


def test_faults_are_not_told_in_the_territory_folder(root: Path) -> None:
    assert not list(root.rglob("*fault*"))
    assert dataclasses.is_dataclass(deliveries.Fault)
