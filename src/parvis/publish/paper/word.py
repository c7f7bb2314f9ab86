"""A sheet as a Word document: headings and tables in real styles, so that the council's office may edit it."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.shared import OxmlElement
from docx.shared import Cm, Pt, RGBColor

from parvis.publish.paper.comments import Block, Kind
from parvis.publish.paper.content import Entry, Line, Paper
from parvis.publish.paper.package import described, packed
from parvis.publish.paper.pictures import map_svg, trend_svg
from parvis.publish.paper.raster import png
from parvis.publish.paper.strip_png import strip_png
from parvis.publish.paper.wording import wording
from parvis.publish.strips import Strip

ACCENT, SOFT = RGBColor(0x14, 0x52, 0x7D), RGBColor(0x56, 0x60, 0x67)
FONT = "Calibri"  # a font that the reader's machine has: a document to edit carries none
_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}


def word(paper: Paper) -> bytes:
    """Return a sheet as a .docx file; equal sheets give equal bytes."""
    document = Document()
    words = wording(paper.language)
    _styled(document, paper)
    described(
        document.core_properties, title=f"{paper.full_name} – {paper.territory}", author=paper.publisher,
        language=_LANGUAGES.get(paper.language, paper.language), built=paper.built,
    )  # fmt: skip
    _head(document, paper)
    _key_figures(document, paper.key, words["key"])
    _commented(document, paper.comment, paper.comment_title)
    if not paper.themes:
        document.add_paragraph(words["empty"])
    for theme in paper.themes:
        document.add_heading(theme.name, 1)
        _commented(document, theme.comment, paper.comment_title)
        for entry in theme.entries:
            _figure(document, entry, words)
    _foot(document, paper, words)
    return packed(document)


def _styled(document: Any, paper: Paper) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(10)
    normal.paragraph_format.space_after = Pt(4)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), _LANGUAGES.get(paper.language, paper.language))
    normal.element.get_or_add_rPr().append(language)
    for name, size in (("Title", 24), ("Heading 1", 16), ("Heading 2", 12)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), ACCENT
        style.element.rPr.rFonts.set(qn("w:asciiTheme"), FONT)
        style.paragraph_format.keep_with_next = True
    section.footer.paragraphs[0].text = f"{paper.edition} · {paper.publisher}"
    section.header.paragraphs[0].text = f"{paper.full_name} – {paper.territory}"


def _head(document: Any, paper: Paper) -> None:
    if paper.warning:
        _soft(document, paper.warning)
    _soft(document, paper.kicker)
    document.add_paragraph(paper.title, style="Title")
    if paper.communes:
        document.add_paragraph(paper.communes, style="Subtitle")
    if paper.part:
        document.add_paragraph(f"{wording(paper.language)['part']} {paper.part}", style="Subtitle")
    _soft(document, f"{paper.facts} · {paper.edition}")
    _picture(document, png(map_svg(paper.map, paper.scale)), paper.map.label, Cm(8))


def _key_figures(document: Any, key: tuple[Entry, ...], name: str) -> None:
    """Set the figures that matter side by side, each under its name and over its range."""
    if not key:
        return
    table = document.add_table(rows=1, cols=len(key))
    _described_table(table, name)
    for cell, entry in zip(table.rows[0].cells, key, strict=True):
        _said(cell.paragraphs[0], entry.name, Pt(9), SOFT)
        _said(cell.add_paragraph(), entry.value, Pt(16), ACCENT if entry.is_shown else SOFT).bold = True
        _said(cell.add_paragraph(), entry.interval or entry.note, Pt(9), SOFT)
    document.add_paragraph()


def _said(paragraph: Any, words: str, size: Any, colour: RGBColor) -> Any:
    run = paragraph.add_run(words)
    run.font.size, run.font.color.rgb = size, colour
    return run


def _commented(document: Any, blocks: tuple[Block, ...], title: str) -> None:
    if blocks:
        document.add_paragraph(title, style="Intense Quote")
    styles = {Kind.BULLET: "List Bullet", Kind.NUMBER: "List Number", Kind.HEADING: "Heading 3"}
    for block in blocks:
        paragraph = document.add_paragraph(style=styles.get(block.kind, "Normal"))
        for run in block.runs:
            said = paragraph.add_run(run.text)
            said.bold, said.italic = run.bold or None, run.italic or None


def _figure(document: Any, entry: Entry, words: dict[str, Any]) -> None:
    document.add_heading(entry.name, 2)
    _soft(document, entry.question)
    value = document.add_paragraph()
    value.paragraph_format.keep_with_next = True
    number = value.add_run(entry.value)
    number.bold, number.font.size, number.font.color.rgb = True, Pt(16), ACCENT if entry.is_shown else SOFT
    for said in (entry.interval, entry.note):
        if said:
            value.add_run(f"  {said}")
    if entry.lines:
        _table(document, entry.lines, words["heads"], entry.name)
    if entry.categories:
        _table(document, entry.categories, words["category_heads"], entry.name)
    if entry.trend:
        _picture(document, png(trend_svg(entry.trend)), entry.trend_words, Cm(6))
    for sentence in entry.words:
        document.add_paragraph(sentence)
    sources = " ".join(f"[{number}]" for number in entry.sources)
    _soft(document, f"{entry.facts} {sources}")
    if entry.caveats:
        _soft(document, entry.caveats)


def _table(document: Any, lines: tuple[Line, ...], heads: list[str], name: str) -> None:
    drawn = any(line.strip for line in lines)
    table = document.add_table(rows=1, cols=4 if drawn else 3, style="Light List Accent 1")
    table.alignment, table.autofit = WD_TABLE_ALIGNMENT.LEFT, False
    _described_table(table, name)
    for cell, head in zip(table.rows[0].cells, [*heads, ""], strict=False):
        cell.text = head
    if drawn:
        table.cell(0, 2).merge(table.cell(0, 3)).text = heads[2]
    _repeated(table.rows[0])
    for line in lines:
        cells = table.add_row().cells
        cells[0].text = f"{line.name} ({line.aside})" if line.aside else line.name
        cells[1].text, cells[2].text = line.number, line.span
        cells[1].paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT
        if line.strip:
            _strip(cells[3], line, line.strip)
    widths = (Cm(7), Cm(2.6), Cm(3.6), Cm(3.8)) if drawn else (Cm(8), Cm(3), Cm(6))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for row in list(table.rows)[1:]:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def _strip(cell: Any, line: Line, strip: Strip) -> None:
    """Draw a number and its range on the scale of its table; the words for it are those of the line."""
    shape = cell.paragraphs[0].add_run().add_picture(BytesIO(strip_png(strip, here=line.here)), width=Cm(3.2))
    shape._inline.docPr.set("descr", line.in_words)


def _described_table(table: Any, words: str) -> None:
    description = OxmlElement("w:tblCaption")
    description.set(qn("w:val"), words)
    table._tbl.tblPr.append(description)


def _repeated(row: Any) -> None:
    """Have the head of a table stand on each page that the table goes on to."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)


def _foot(document: Any, paper: Paper, words: dict[str, Any]) -> None:
    if paper.codes:
        document.add_heading(words["codes"], 1)
    for code, name, meaning in paper.codes:
        document.add_paragraph(f"{code} – {name}. {meaning}")
    if paper.sources:
        document.add_heading(words["sources"], 1)
    for number, (title, more) in enumerate(paper.sources, start=1):
        document.add_paragraph(f"[{number}] {title}" + (f" – {more}" if more else ""))


def _soft(document: Any, words: str) -> None:
    paragraph = document.add_paragraph()
    run = paragraph.add_run(words)
    run.font.color.rgb, run.font.size = SOFT, Pt(9)
    paragraph.paragraph_format.keep_with_next = True


def _picture(document: Any, content: bytes, words: str, width: Any) -> None:
    shape = document.add_picture(BytesIO(content), width=width)
    shape._inline.docPr.set("descr", words)
    shape._inline.docPr.set("title", words)
