"""Sheets for the council: they say what the build published and what the officer wrote, the same each time."""

from __future__ import annotations

import shutil
from io import BytesIO
from pathlib import Path

import pytest
from docx import Document
from pptx import Presentation
from pypdf import PdfReader

import parvis.demo
from parvis.cli.report import as_text
from parvis.errors import AnalystError, FolderError, OperatorError, ParvisError
from parvis.model.progress import silent
from parvis.publish import read_figures
from parvis.publish.edition import Edition, Grounds
from parvis.publish.release import freeze
from parvis.run.build import build
from parvis.run.inputs import read_folder
from parvis.run.kept import last_build, published_by
from parvis.run.papers import Choice, Printed, print_sheets

COMMENT = "Un **quartier** qui change : <b>école</b> en 2027.\n\n## Logement\n\n- 320 logements rénovés\n"


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers") / "town"
    parvis.demo.write_territory(parvis.demo.city(seed=3, inhabitants=5_000), folder)
    build(folder, progress=silent)
    return folder


def words_of(file: Path) -> str:
    """Return all words of a paper, spaces and line ends alike."""
    content = BytesIO(file.read_bytes())
    if file.suffix == ".pdf":
        said = "\n".join(page.extract_text() for page in PdfReader(content).pages)
    elif file.suffix == ".docx":
        document = Document(content)
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        said = "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
    else:
        slides = Presentation(content).slides
        frames = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
        tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
        cells = [cell.text for table in tables for row in table.rows for cell in row.cells]
        said = "\n".join([*frames, *cells])
    return "".join(said.split())


def printed(town: Path, out: Path, **choice: object) -> Printed:
    return print_sheets(town, out, Choice(**choice), progress=silent)  # type: ignore[arg-type]


def first_zone(town: Path) -> str:
    frame = read_figures(town / "build" / "figures.parquet").frame
    return str(frame.loc[frame["zoning"].eq("qpv2024"), "zone"].iloc[0])


def commented(town: Path, folder: Path, zone: str, comment: str) -> Path:
    """Build a copy of the town whose officer wrote a comment on a zone in French; return the file of the comment."""
    shutil.copytree(town, folder)
    file = folder / "comments" / "qpv2024" / f"{zone}.fr.md"
    file.parent.mkdir(parents=True)
    file.write_text(comment, encoding="utf-8")
    build(folder, progress=silent)
    return file


def test_numbers_on_paper_are_those_of_the_build(town: Path, tmp_path: Path) -> None:
    done = printed(town, tmp_path)
    observatory = published_by(last_build(town), town)
    grounds = Grounds(observatory)
    zones = grounds.zone_ids["qpv2024"]
    assert len(done.written) == len(zones) * 2 * 3
    for language in ("fr", "en"):
        edition = Edition(grounds, language)
        for zone in zones:
            for ending in ("pdf", "docx", "pptx"):
                said = words_of(tmp_path / "qpv2024" / f"{zone}.{language}.{ending}")
                for indicator in edition.indicators:
                    row = edition.shelf.headline(indicator, "qpv2024", zone)
                    if row is not None:
                        reading = edition.reader.read(row)
                        value = reading.with_unit or reading.state_name
                        assert "".join(value.split()) in said, (zone, ending, indicator)
                        assert "".join(reading.interval.split()) in said, (zone, ending, indicator)


def test_two_runs_give_the_same_bytes(town: Path, tmp_path: Path) -> None:
    zone = first_zone(town)
    for out in ("one", "two"):
        printed(town, tmp_path / out, zones=[zone], languages=["fr"])
    names = sorted(path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*.*"))
    assert len(names) == 3
    assert [n for n in names if (tmp_path / "one" / n).read_bytes() != (tmp_path / "two" / n).read_bytes()] == []


def test_what_an_officer_changed_in_a_paper_is_not_lost(town: Path, tmp_path: Path) -> None:
    zone = first_zone(town)
    chosen = {"zones": [zone], "languages": ["fr"], "formats": ["docx"]}
    assert printed(town, tmp_path, **chosen).findings == ()
    file = tmp_path / "qpv2024" / f"{zone}.fr.docx"
    ours = file.read_bytes()
    file.write_bytes(ours + b" ")  # any change
    done = printed(town, tmp_path, **chosen)
    assert [finding.code for finding in done.findings] == ["sheet_edited"]
    assert file.read_bytes() == ours
    assert file.with_name(f"{zone}.fr.edited-1.docx").read_bytes() == ours + b" "
    assert printed(town, tmp_path, **chosen).findings == ()


def test_comments_are_printed_as_written_and_kept(town: Path, tmp_path: Path) -> None:
    zone, folder = first_zone(town), tmp_path / "town"
    file = commented(town, folder, zone, COMMENT)
    printed(folder, folder / "sheets", zones=[zone])
    assert file.read_text(encoding="utf-8") == COMMENT
    for ending in ("pdf", "docx"):
        said = words_of(folder / "sheets" / "qpv2024" / f"{zone}.fr.{ending}")
        assert "Unquartierquichange:<b>école</b>en2027." in said
        assert "320logementsrénovés" in said
    assert "320logements" not in words_of(folder / "sheets" / "qpv2024" / f"{zone}.en.pdf")


def test_a_comment_says_for_which_release_it_was_written(town: Path, tmp_path: Path) -> None:
    zone, folder = first_zone(town), tmp_path / "town"
    file = commented(town, folder, zone, "Livraison : 2020-01\n\nDeux tours.\n")
    name = freeze(folder / "build", folder / "releases", date="2026-06-01")
    done = printed(folder, folder / "sheets", zones=[zone], languages=["fr"])
    assert f"written for release 2020-01, and is printed with {name}" in as_text(done.findings, "en")
    for ending in ("pdf", "docx", "pptx"):
        said = words_of(folder / "sheets" / "qpv2024" / f"{zone}.fr.{ending}")
        assert "Commentaire,écritpourlalivraison2020-01" in said and "Deuxtours." in said
        assert "Livraison:2020-01" not in said
    file.write_text(f"Release: {name}\n\nDeux tours.\n", encoding="utf-8")
    assert printed(folder, folder / "sheets", zones=[zone], formats=["pdf"]).findings == ()


def test_the_pdf_is_tagged_for_screen_readers_and_says_its_language(town: Path, tmp_path: Path) -> None:
    printed(town, tmp_path, zones=[first_zone(town)], languages=["fr"], formats=["pdf"])
    (file,) = tmp_path.rglob("*.pdf")
    reader = PdfReader(file)
    assert reader.root_object["/Lang"] == "fr"
    assert reader.root_object["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" in file.read_bytes() or "pdfuaid" in str(reader.xmp_metadata.rdfRoot.toxml())


def test_what_cannot_be_printed_is_told(town: Path, tmp_path: Path) -> None:
    with pytest.raises(AnalystError) as raised:
        printed(town, tmp_path, zonings=["iris"], zones=["QP1"], languages=["de"])
    assert as_text(raised.value.findings, "en") == (
        'there are no sheets of a zoning "iris"\n'
        "    Sheets are made for zonings with `sheets: true`.\n"
        "    → Zonings with sheets: qpv2024.\n\n"
        'no zone "QP1" has a sheet\n'
        "    Zones are named by their code, as in the address of their page.\n"
        "    → Look up the code on the site, or leave --zone out for all.\n\n"
        'the observatory has no pages in "de"\n'
        "    → Languages of territory.yml: fr, en.\n"
    )
    assert list(tmp_path.iterdir()) == []


def refusal(folder: Path, out: Path) -> tuple[type[ParvisError], list[str]]:
    with pytest.raises(ParvisError) as raised:
        printed(folder, out)
    return type(raised.value), [finding.code for finding in raised.value.findings]


def test_builds_that_are_gone_or_changed_and_comments_that_cannot_be_read(town: Path, tmp_path: Path) -> None:
    folder, out = tmp_path / "town", tmp_path / "sheets"
    shutil.copytree(town, folder)
    build(folder, progress=silent, force=True)  # the last build is known by where it lies
    stray = folder / "comments" / "qpv2024" / "QP999.fr.md"
    stray.parent.mkdir(parents=True)
    stray.write_text("x", encoding="utf-8")
    assert [finding.code for finding in printed(folder, out, formats=["pdf"]).findings] == ["comment_unknown_zone"]
    stray.write_bytes(b"caf\xe9")
    assert refusal(folder, out) == (FolderError, ["comment_encoding"])
    stray.unlink()
    figures = folder / "build" / "figures.csv"
    figures.write_bytes(figures.read_bytes() + b"x\n")
    assert refusal(folder, out) == (OperatorError, ["build_changed"])
    shutil.rmtree(folder / "build")
    assert refusal(folder, out) == (OperatorError, ["no_build"])


def test_a_folder_that_has_changed_since_is_said(town: Path, tmp_path: Path) -> None:
    folder = tmp_path / "town"
    shutil.copytree(town, folder)
    build(folder, progress=silent, force=True)
    declared = folder / "territory.yml"
    declared.write_text(declared.read_text(encoding="utf-8").replace("year: 2024", "year: 2023"), encoding="utf-8")
    done = printed(folder, tmp_path / "sheets", zones=[first_zone(folder)], languages=["fr"], formats=["docx"])
    assert [finding.code for finding in done.findings] == ["sheets_of_older_folder"]
    assert len(done.written) == 1


def test_papers_have_the_order_of_the_folder(town: Path) -> None:
    kept, read = published_by(last_build(town), town).folder, read_folder(town)
    assert list(kept.indicators) == list(read.indicators)
    assert list(kept.territory.zonings) == list(read.territory.zonings)


def test_a_short_sheet_has_its_themes_and_no_others(town: Path, tmp_path: Path) -> None:
    zone, folder = first_zone(town), tmp_path / "town"
    commented(town, folder, zone, COMMENT)
    whole = printed(folder, tmp_path / "out", zones=[zone], languages=["fr"])
    short = printed(folder, tmp_path / "out", zones=[zone], languages=["fr"], themes=["revenus", "housing"])
    assert [path.name for path in short.written] == [f"{zone}-income-housing.fr.{e}" for e in ("pdf", "docx", "pptx")]
    assert len(list((tmp_path / "out" / "qpv2024").iterdir())) == len(whole.written) + len(short.written)
    for path in short.written:
        said = words_of(path)
        assert "Extraitdelafiche:Revenus,Logement" in said.replace("\N{NO-BREAK SPACE}", "")
        assert "Partdesménagespauvres" in said and "Partdesménagespropriétaires" in said
        assert "Tauxd\N{RIGHT SINGLE QUOTATION MARK}emploi" not in said and "Écoles" not in said
        assert "320logementsrénovés" in said or path.suffix == ".pptx"  # there it is a note
        assert "Unquartierquichange" not in said  # of the whole sheet
    pages = [len(PdfReader(one.written[0]).pages) for one in (whole, short)]
    assert pages[1] < pages[0] / 2
    with pytest.raises(AnalystError) as raised:
        printed(folder, tmp_path / "none", themes=["logements"])
    assert [finding.code for finding in raised.value.findings] == ["sheet_theme"]
