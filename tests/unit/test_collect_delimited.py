"""Text files as offices send them: how they are written, where the header stands, and rows that are broken."""

from __future__ import annotations

from pathlib import Path

import pytest

from parvis.check import accept
from parvis.collect import read
from parvis.errors import FolderError, SourceError
from parvis.kinds.registry import KINDS
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw, Snapshot


def spec(**more: object) -> SourceSpec:
    said = {
        "title": "Bénéficiaires", "producer": "Caf", "regime": "open", "licence": "etalab-2.0", "place": "data/x.csv",
        "kind": "table", "vintage": "2023", "columns": {"unit": "code"},
        "measures": {"pop": {"column": "pop", "unit": "persons", "universe": "persons"}},
    }  # fmt: skip
    return SourceSpec.model_validate({**said, **more})


def written(tmp_path: Path, text: str, encoding: str = "utf-8") -> Path:
    file = tmp_path / "x.csv"
    file.write_bytes(text.encode(encoding))
    return file


def taken(raw: Raw, **more: object) -> Snapshot:
    said = spec(**more)
    return accept("x", raw, spec=said, kind=KINDS[said.kind], wanted=frozenset({"pop"}), schema=None)


def cells(raw: Raw) -> list[list[str]]:
    return [list(raw.frame.columns), *raw.frame.to_numpy().tolist()]


TABLE = [["code", "nom", "pop"], ["Q1", "Bénéfice, à l’œuvre", "1,5"], ["Q2", "Été; hiver | printemps", "2,5"]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_same_table_however_it_is_written(tmp_path: Path, encoding: str, delimiter: str) -> None:
    text = "\r\n".join(delimiter.join(f'"{entry}"' for entry in row) for row in TABLE)
    assert cells(read(written(tmp_path, text, encoding), spec())) == TABLE


def test_latin_1_is_read_as_what_it_says(tmp_path: Path) -> None:
    assert cells(read(written(tmp_path, "code;nom\nQ1;Médée à Ère\n", "latin-1"), spec())) == [
        ["code", "nom"],
        ["Q1", "Médée à Ère"],
    ]


@pytest.mark.parametrize("encoding", ["cp850", "mac_roman"])
def test_accents_of_dos_and_mac_are_not_guessed_at(tmp_path: Path, encoding: str) -> None:
    with pytest.raises(SourceError) as raised:
        read(written(tmp_path, "code;nom\nQ1;bénéficiaires\nQ2;rénovée\n", encoding), spec())
    assert raised.value.findings[0].code == "encoding_unknown"


def test_decimal_commas_do_not_pass_for_delimiters(tmp_path: Path) -> None:
    raw = read(written(tmp_path, "code;a;b\nQ1;1,5;2,5\nQ2;1,25;2,5\n"), spec())
    assert cells(raw)[1] == ["Q1", "1,5", "2,5"]


def test_a_delimiter_at_the_end_of_every_row_but_the_header(tmp_path: Path) -> None:
    raw = read(written(tmp_path, "code;pop\nQ1;1;\nQ2;2;\n"), spec())
    assert cells(raw) == [["code", "pop"], ["Q1", "1"], ["Q2", "2"]]


# --- the header ---


@pytest.mark.parametrize(
    ("above", "line"),
    [("", 1), ("Allocataires 2023\n\n", 3), ("Caf;;\nNote : pop, au 31/12\nCode : qpv\n", 4), ("\n\n", 3)],
)
def test_the_header_is_found_under_titles_and_notes(tmp_path: Path, above: str, line: int) -> None:
    raw = read(written(tmp_path, f"{above}code;nom;pop\nQ1;Parvis;12\n"), spec())
    assert cells(raw) == [["code", "nom", "pop"], ["Q1", "Parvis", "12"]]
    assert list(raw.lines) == [line + 1]
    assert [(note.code, note.where.line) for note in raw.notes if note.where] == [("header_found", line)] * bool(
        above.strip()
    )


def test_the_line_that_a_source_names_is_the_header(tmp_path: Path) -> None:
    file = written(tmp_path, "code;pop\nlibellé;population\nQ1;12\n")
    assert list(read(file, spec(header=2)).frame.columns) == ["libellé", "population"]
    with pytest.raises(FolderError) as raised:
        read(file, spec(header=9))
    assert raised.value.findings[0].code == "header_missing"


def test_a_table_of_one_column(tmp_path: Path) -> None:
    assert cells(read(written(tmp_path, "code\nQ1\nQ2\n"), spec())) == [["code"], ["Q1"], ["Q2"]]


# --- broken rows ---


BROKEN = {
    "never closed": ('Q2;"Les Hauts;2', "quotes"),
    "closed too early": ('Q2;"Les "Hauts;2', "quotes"),
    "a field more": ("Q2;Les;Hauts;2", "fields"),
    "a field less": ("Q2;2", "fields"),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_row_is_rejected_and_no_other(tmp_path: Path, case: str) -> None:
    line, reason = BROKEN[case]
    raw = read(written(tmp_path, f"code;nom;pop\nQ1;Parvis;1\n{line}\nQ3;Bois;3\nQ4;Le «Clos»;4\n"), spec())
    snapshot = taken(raw)
    assert [(row.line, row.reason, row.text) for row in raw.broken] == [(3, reason, line)]
    assert list(snapshot.frame["unit"]) == ["Q1", "Q3", "Q4"]
    assert (snapshot.account.read, snapshot.account.accepted, snapshot.account.rejected) == (4, 3, 1)
    assert snapshot.rejected[["parvis_row", "parvis_reason", "parvis_text"]].to_numpy().tolist() == [[3, reason, line]]


def test_broken_rows_beside_rows_rejected_for_another_reason(tmp_path: Path) -> None:
    raw = read(written(tmp_path, "code;nom;pop\nQ1;Parvis;1\nQ2;2\nQ3;Bois;beaucoup\nQ4;Clos;4\n"), spec())
    snapshot = taken(raw)
    assert snapshot.account.rejected == 2
    assert snapshot.rejected["parvis_row"].tolist() == [4, 3]
    assert {(f.code, f.where.line) for f in snapshot.findings if f.where} == {
        ("rows_fields", 3),
        ("rows_not_numbers", 4),
    }


def test_two_lost_marks_do_not_make_one_row_of_two(tmp_path: Path) -> None:
    raw = read(written(tmp_path, 'code;nom;pop\nQ1;"Parvis;1\nQ2;Hauts";2\nQ3;Bois;3\n'), spec())
    assert len(raw.frame) + len(raw.broken) == 3
    assert [row.line for row in raw.broken] == [2]


def test_an_address_over_several_lines_is_one_entry(tmp_path: Path) -> None:
    text = 'code;nom;pop\nQ1;"12, rue du Parvis\r\nBât. ""B""\n93140 Bondy";1\nQ2;Les Hauts;2\n'
    raw = read(written(tmp_path, text), spec())
    assert cells(raw)[1] == ["Q1", '12, rue du Parvis\r\nBât. "B"\n93140 Bondy', "1"]
    assert list(raw.lines) == [2, 5]


def test_such_an_entry_stays_whole_beside_a_broken_row(tmp_path: Path) -> None:
    text = 'code;nom;pop\nQ1;"12, rue du Parvis\n93140 Bondy";1\nQ2;"Les Hauts;2\nQ3;Bois;3\n'
    raw = read(written(tmp_path, text), spec())
    assert [row[0] for row in cells(raw)[1:]] == ["Q1", "Q3"]
    assert [row.line for row in raw.broken] == [4]


@pytest.mark.parametrize(
    ("body", "code"), [('Q1;"Parvis;1\nQ2;"Hauts;2\n', "quotes_broken"), ("Q1;1\nQ2;2\nQ3;3\n", "row_width")]
)
def test_a_file_most_of_whose_rows_are_broken_is_refused(tmp_path: Path, body: str, code: str) -> None:
    with pytest.raises(SourceError) as raised:
        read(written(tmp_path, f"code;nom;pop\n{body}"), spec())
    assert [finding.code for finding in raised.value.findings] == [code]
    assert raised.value.findings[0].where.line == 2  # type: ignore[union-attr]
