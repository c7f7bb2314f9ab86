"""The report for those who made a file: what it says, what it marks, where it lies, and what it never says aloud."""

from __future__ import annotations

import ast
import datetime as dt
import os
import stat
import subprocess
import sys
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from babel.messages.pofile import read_po

import parvis
from partner_folder import AGREEMENT, CANARIES, HEADER, ROWS, partner_folder
from parvis.check.sieve import AGAINST_SCHEMA, REASONS
from parvis.cli.report import as_text
from parvis.errors import DisclosureError, FolderError
from parvis.model.fault import Rule
from parvis.partner.complaints import in_ranges
from parvis.partner.words import ENTRIES, wrong_and_do
from parvis.run.report import Reported

TODAY = dt.date(2026, 6, 1)
SOURCE = Path(parvis.__file__).parent
NBSP = "\N{NO-BREAK SPACE}"


def reported(folder: Path, *rows: str, header: str = HEADER) -> tuple[Reported, Path]:
    made = parvis.open(partner_folder(folder, rows or ROWS, header)).report("recipients", today=TODAY)
    return made, folder / ".parvis" / "reports" / "recipients"


def test_what_is_counted_and_written(tmp_path: Path) -> None:
    made, out = reported(tmp_path / "t")
    assert (made.read, made.faulty, made.sound) == (8, 6, False)
    names = ["report.en.html", "report.en.xlsx", "report.fr.html", "report.fr.xlsx"]
    assert sorted(path.name for path in made.written) == sorted(path.name for path in out.iterdir()) == names


def test_only_its_owner_can_read_it(tmp_path: Path) -> None:
    _made, out = reported(tmp_path / "t")
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in (out.parent, out, *out.iterdir())}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    assert {mode for path, mode in modes.items() if path.is_file()} == {0o600}


def test_the_first_sheet_says_what_to_do(tmp_path: Path) -> None:
    _made, out = reported(tmp_path / "t")
    sheet = openpyxl.load_workbook(out / "report.fr.xlsx").worksheets[0]
    rows = [row for row in sheet.iter_rows(values_only=True) if any(row)]
    assert rows[0][0] == "Ce qu’il faut corriger dans votre fichier"
    assert rows[2][0] == f"Lignes à corriger{NBSP}: 6 sur 8{NBSP}; les autres sont en ordre."
    told = {(row[0], row[1]): row for row in rows[6:]}
    date = told["date_debut", "pas une date sous la forme convenue"]
    assert date[2:] == ("Écrivez la date sous la forme AAAA-MM-JJ.", "2025-01-31", 2, "3, 9", "Premier jour du droit.")
    assert told["prestation", "pas une réponse de la liste convenue"][5] == "4, 9"
    assert told["dossier", "figure déjà dans une ligne précédente"][5] == "8"
    assert told["remarque", "la colonne n’a pas été convenue"][4] is None
    assert len(told) == 8


def test_their_own_rows_with_the_faulty_cells_marked(tmp_path: Path) -> None:
    _made, out = reported(tmp_path / "t")
    sheet = openpyxl.load_workbook(out / "report.en.xlsx").worksheets[1]
    header = [cell.value for cell in sheet[1]]
    assert header == ["Line", "To correct", *HEADER.split(";")]
    entries = [[str(cell.value or "") for cell in row[2:]] for row in sheet.iter_rows(min_row=2)]
    assert entries == [row.split(";") for row in ROWS]
    marked = {
        (row[0].value, header[cell.column - 1])
        for row in sheet.iter_rows(min_row=2)
        for cell in row[2:]
        if cell.fill.fgColor.rgb == "00FFD9CC"
    }
    assert marked == {
        (3, "date_debut"), (4, "prestation"), (5, "montant"), (6, "montant"), (6, "employeur"), (8, "dossier"),
        (9, "dossier"), (9, "date_debut"), (9, "prestation"),
    }  # fmt: skip
    assert sheet["E3"].comment.text == "Write the date in the form YYYY-MM-DD."
    assert sheet["B3"].value == "date_debut: Write the date in the form YYYY-MM-DD."
    assert sheet["B2"].value in (None, "")


def test_no_text_of_theirs_becomes_a_formula(tmp_path: Path) -> None:
    _made, out = reported(tmp_path / "t")
    for sheet in openpyxl.load_workbook(out / "report.fr.xlsx").worksheets:
        assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


def test_the_page_holds_no_entry_of_theirs_and_asks_for_nothing(tmp_path: Path) -> None:
    _made, out = reported(tmp_path / "t")
    for language in ("fr", "en"):
        page = (out / f"report.{language}.html").read_text(encoding="utf-8")
        assert f'<html lang="{language}">' in page
        # The schema itself says CANARIETWICE in a pattern, which the page must not show either.
        assert not [word for word in CANARIES if word in page]
        assert "src=" not in page
        assert "http" not in page


def test_a_file_in_order(tmp_path: Path) -> None:
    made, out = reported(tmp_path / "t", ROWS[0])
    assert (made.read, made.faulty, made.sound) == (1, 0, True)
    page = (out / "report.fr.html").read_text(encoding="utf-8")
    assert f"Tout est en ordre{NBSP}: 1 lignes ont été lues, et aucune n’est à corriger." in page


def test_a_column_that_is_missing(tmp_path: Path) -> None:
    made, out = reported(tmp_path / "t", "B;2025-01-01", header="nom;date_debut")
    assert not made.sound
    page = (out / "report.fr.html").read_text(encoding="utf-8")
    assert f"Ajoutez une colonne nommée exactement «{NBSP}dossier{NBSP}», et remplissez-la." in page
    assert "Tant que les colonnes ne sont pas corrigées, le fichier ne peut pas être utilisé." in page


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    made, out = reported(tmp_path / "t", header="dossier;dossier;nom")
    assert (made.read, made.sound) == (0, False)
    book = openpyxl.load_workbook(out / "report.en.xlsx")
    assert book.sheetnames == ["To correct"]
    assert "The file could not be used at all, for the reason given below." in (out / "report.en.html").read_text()


def test_a_source_that_is_not_there(tmp_path: Path) -> None:
    folder = partner_folder(tmp_path / "t")
    with pytest.raises(FolderError) as error:
        parvis.open(folder).report("recipient")
    assert error.value.findings[0].code == "source_not_declared"


def test_nobody_reads_a_file_without_an_agreement_in_force(tmp_path: Path) -> None:
    folder = partner_folder(tmp_path / "t")
    (folder / "agreements" / "caf.yml").write_text(AGREEMENT + "withdrawn: 2026-01-01\n", encoding="utf-8")
    (folder / "data" / "recipients.csv").unlink()  # were it read, this would be the complaint
    with pytest.raises(DisclosureError) as error:
        parvis.open(folder).report("recipients", today=TODAY)
    assert error.value.findings[0].code == "report_without_agreement"
    assert not (folder / ".parvis" / "reports").exists()


# --- nothing aloud ---


@pytest.mark.parametrize("command", [["check", "."], ["check", ".", "--json"], ["report", "recipients"],
                                     ["report", "recipients", "--json"]])  # fmt: skip
@pytest.mark.parametrize("header", [HEADER, HEADER.replace("dossier", "numero"), HEADER.replace("lon;", "")])
def test_no_entry_of_a_confidential_file_is_said_aloud(tmp_path: Path, command: list[str], header: str) -> None:
    """Also where a column is missing, or rows have a field too many."""
    folder = partner_folder(tmp_path / "t", header=header)
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, "-m", "parvis", *command], cwd=folder, env=environment, text=True,
                          encoding="utf-8", capture_output=True, check=False)  # fmt: skip
    assert done.returncode in (0, 11)
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    assert not [word for word in (*CANARIES, "CANARIE") if word in said]


def test_no_entry_is_in_an_error(tmp_path: Path) -> None:
    folder = partner_folder(tmp_path / "t", header=HEADER.replace("dossier", "numero"))
    with pytest.raises(parvis.errors.ParvisError) as error:
        parvis.open(folder).check()
    assert "CANARIE" not in str(error.value) + as_text(error.value.findings, "fr") + repr(error.value.findings)


# --- words ---


def test_lines_in_words() -> None:
    assert in_ranges([2], "fr") == "2"
    assert in_ranges([2, 3, 4, 9], "fr") == "2 à 4, 9"
    assert in_ranges(range(2, 4000, 2), "en").endswith("30 and 1,984 more")  # 1,999 lines, 15 shown
    assert in_ranges(range(2, 4000, 2), "fr").endswith("30 et 1\N{NARROW NO-BREAK SPACE}984 autres")


@pytest.mark.parametrize(
    ("asks", "do"),
    [
        ({"type": "date", "format": "%d/%m/%Y"}, "Écrivez la date sous la forme JJ/MM/AAAA."),
        ({"type": "number", "decimal": ","},
         "Écrivez un nombre en chiffres, avec une virgule devant les décimales, sans unité."),
        ({"type": "boolean", "true": "oui, Oui", "false": "non"}, f"Écrivez «{NBSP}oui{NBSP}» ou «{NBSP}non{NBSP}»."),
    ],
)  # fmt: skip
def test_types_in_words(asks: dict[str, str], do: str) -> None:
    assert wrong_and_do(Rule("a", "type", "a", asks), "fr")[1] == do


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        (r"^\d{14}$", "14 chiffres"),
        (r"^W\d{9}$", f"«{NBSP}W{NBSP}», puis 9 chiffres"),
        (r"[A-Z]{2}-[0-9]+", f"2 majuscules, puis «{NBSP}-{NBSP}», puis des chiffres seulement"),
    ],
)
def test_patterns_in_words(pattern: str, form: str) -> None:
    do = wrong_and_do(Rule("a", "pattern", "a", {"pattern": pattern}), "fr")[1]
    assert do == f"Écrivez, sans espace avant ni après{NBSP}: {form}."


@pytest.mark.parametrize("pattern", [r"^([013-9]\d|2[AB1-9])\d{3}$", r"\d{2,3}", "(", "a|b", "ab?"])
def test_patterns_that_no_words_fit(pattern: str) -> None:
    do = wrong_and_do(Rule("a", "pattern", "a", {"pattern": pattern}), "en")[1]
    assert do == "Write it as the description of the column says, without spaces around."


def test_every_reason_for_which_a_row_is_rejected_has_words() -> None:
    assert set(REASONS) - {AGAINST_SCHEMA} <= set(ENTRIES)


def test_all_words_are_french_and_none_is_left_over() -> None:
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in (SOURCE / "partner").glob("*.py")]
    calls = (node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call))
    marked = {call.args[0].value for call in calls if getattr(call.func, "id", "") == "N_"}
    said: dict[str, dict[str, str]] = {}
    for path in (SOURCE / "locale" / "fr").glob("*.po"):
        with path.open("rb") as file:
            said[path.stem] = {str(message.id): str(message.string) for message in read_po(file) if message.id}
    assert not marked - {words for catalogue in said.values() for words in catalogue}
    assert not set(said["partner"]) - marked
    assert all(said["partner"].values())


def test_a_large_file_comes_back_as_its_faulty_rows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parvis.partner.workbook.MOST_ROWS", 4)
    _made, out = reported(tmp_path / "t")
    sheet = openpyxl.load_workbook(out / "report.en.xlsx").worksheets[1]
    lines = [row[0].value for row in sheet.iter_rows(min_row=2)]
    assert np.array_equal(lines, [3, 4, 5, 6])


def test_a_workbook_of_theirs_comes_back_with_its_own_types(tmp_path: Path) -> None:
    """A date and a number typed as such are in order; the lines are those of their sheet, under its title."""
    folder = partner_folder(tmp_path / "t")
    book = openpyxl.Workbook()
    header = HEADER.split(";")
    book.active.append(header)
    book.active.append(["0000001", "A", dt.date(2025, 1, 1), "RSA", 100.5, 73282932000074, 2.4803, 48.8727, None])
    book.active.append(["0000002", "B", "1er janvier", "RSA", -1, None, 2.4803, 48.8727, None])
    book.save(folder / "data" / "recipients.xlsx")
    source = folder / "sources" / "recipients.yml"
    source.write_text(source.read_text(encoding="utf-8").replace(".csv", ".xlsx"), encoding="utf-8")
    made = parvis.open(folder).report("recipients", today=TODAY)
    assert (made.read, made.faulty) == (2, 1)
    out = folder / ".parvis" / "reports" / "recipients" / "report.en.xlsx"
    sheet = openpyxl.load_workbook(out).worksheets[1]
    first, second = list(sheet.iter_rows(min_row=2, values_only=True))
    assert first[0] == 2
    assert first[4:8] == (dt.datetime(2025, 1, 1), "RSA", 100.5, 73282932000074)
    assert second[1] == (
        "date_debut: Write the date in the form YYYY-MM-DD.\n"
        "montant: Check the entry: the least that was agreed on is 0."
    )
