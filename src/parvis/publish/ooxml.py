"""Workbooks (Office Open XML, ISO/IEC 29500) written row by row: equal content gives equal bytes.

A general writer takes five microseconds a cell: for 1,500 places and 200 indicators, minutes. Rows of a long table come
here as text that was put together a column at a time; cells of small sheets one by one. Text stands inline in its cell.
"""

from __future__ import annotations

import io
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZipFile

from parvis.publish.zips import member

MOST_ROWS = 1_048_576
MOST_DECIMALS = 6


class Style(IntEnum):
    """How a cell looks; `number(decimals)` gives the styles of numbers."""

    PLAIN = 0
    TITLE = 1
    HEAD = 2
    WRAPPED = 3
    LABEL = 4
    CODE = 5
    NUMBER_HEAD = 6
    NUMBER = 7


def number(decimals: int) -> int:
    """Return the style of a number with so many decimals, thousands set apart as the reader's language does."""
    return Style.NUMBER + max(0, min(decimals, MOST_DECIMALS))


@dataclass(frozen=True)
class Sheet:
    """A sheet: rows as XML, widths of the columns in characters, and how many rows and columns stay in view."""

    name: str
    rows: Sequence[str]
    widths: tuple[float, ...]
    frozen: tuple[int, int] = (0, 0)
    filtered: str = ""  # the cells that have buttons to filter by, e.g. A1:F10
    wide: bool = True

    @property
    def fits(self) -> bool:
        """Return whether its columns can be read when they are printed on the breadth of a page."""
        return sum(self.widths) <= _MOST_CHARACTERS


_MOST_CHARACTERS = 260
_LINE = 15.0  # points


def row(*cells: str, height: float | None = None) -> str:
    """Return a row of cells; its height in points is the program's to choose unless given."""
    high = f' ht="{height:g}" customHeight="1"' if height else ""
    return f"<row{high}>{''.join(cells)}</row>"


def lines_high(*cells: tuple[str, float]) -> float:
    """Return the height of a row of (words, width) that wrap: some programs do not reckon it.

    >>> lines_high(("short", 20), ("some words that take two lines", 20))
    30.0
    """
    return _LINE * max(len(textwrap.wrap(words, max(int(width) - 1, 1))) or 1 for words, width in cells)


@lru_cache(maxsize=50_000)  # the names of places stand in every table
def text(words: str, style: int = Style.PLAIN) -> str:
    """Return a cell with text.

    >>> text("a < b")
    '<c t="inlineStr"><is><t xml:space="preserve">a &lt; b</t></is></c>'
    """
    if not words:
        return f'<c s="{style:d}"/>' if style else "<c/>"
    styled = f' s="{style:d}"' if style else ""
    return f'<c t="inlineStr"{styled}><is><t xml:space="preserve">{escape(_legal(words))}</t></is></c>'


def value(figure: float, style: int = Style.PLAIN) -> str:
    """Return a cell with a number, in the shortest text that gives it back.

    >>> value(0.1 + 0.2), value(4060.0, number(0))
    ('<c><v>0.30000000000000004</v></c>', '<c s="7"><v>4060</v></c>')
    """
    styled = f' s="{style:d}"' if style else ""
    return f"<c{styled}><v>{repr(float(figure)).removesuffix('.0')}</v></c>"


_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _legal(words: str) -> str:
    """Return words without the characters that XML 1.0 does not know."""
    return _ILLEGAL.sub("", words)


def column_name(index: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> column_name(0), column_name(25), column_name(26), column_name(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def sheet_names(wanted: Sequence[str]) -> list[str]:
    """Return names that a workbook may carry: 31 characters at most, no two alike, no brackets, slashes, `:*?`.

    >>> sheet_names(["Quartiers prioritaires de 2015 (génération)", "a/b", "A/B"])
    ['Quartiers prioritaires de 2015', 'a b', 'A B (2)']
    """
    names: list[str] = []
    taken: set[str] = set()
    for one in wanted:
        plain = re.sub(r"[\[\]:*?/\\]", " ", _legal(one)).strip("' ")[:31].strip("' ") or "-"
        name, number = plain, 1
        while name.casefold() in taken:
            number += 1
            ending = f" ({number})"
            name = plain[: 31 - len(ending)] + ending
        names.append(name)
        taken.add(name.casefold())
    return names


def workbook(sheets: Sequence[Sheet], *, title: str, author: str, day: str, language: str) -> bytes:
    """Return a workbook; `day` (ISO) is told as the day on which it was made."""
    names = sheet_names([sheet.name for sheet in sheets])
    numbered = list(enumerate(sheets, 1))
    parts = {
        "[Content_Types].xml": _types(len(sheets)),
        "_rels/.rels": _rels((("officeDocument", "xl/workbook.xml"), ("core", "docProps/core.xml"))),
        "docProps/core.xml": _core(title, author, day, language),
        "xl/workbook.xml": _book(sheets, names),
        "xl/_rels/workbook.xml.rels": _rels(
            (*(("worksheet", f"worksheets/sheet{n}.xml") for n, _ in numbered), ("styles", "styles.xml"))
        ),
        "xl/styles.xml": _styles(),
        **{f"xl/worksheets/sheet{n}.xml": _sheet(sheet, first=n == 1) for n, sheet in numbered},
    }
    return packed({name: content.encode() for name, content in parts.items()})


def packed(members: dict[str, bytes]) -> bytes:
    """Return a zip of members, in their order, all of one time: equal members give equal bytes."""
    file = io.BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in members.items():
            archive.writestr(member(name), content, compresslevel=6)
    return file.getvalue()


_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"


def _types(sheets: int) -> str:
    overrides = {
        "/xl/workbook.xml": f"{_KIND}.sheet.main+xml",
        "/xl/styles.xml": f"{_KIND}.styles+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        **{f"/xl/worksheets/sheet{n}.xml": f"{_KIND}.worksheet+xml" for n in range(1, sheets + 1)},
    }
    said = "".join(f'<Override PartName="{part}" ContentType="{kind}"/>' for part, kind in overrides.items())
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{said}</Types>'
    )


def _rels(targets: Sequence[tuple[str, str]]) -> str:
    said = "".join(
        f'<Relationship Id="rId{n}" Type="{_relation(kind)}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{said}</Relationships>'


def _relation(kind: str) -> str:
    return f"{_PACKAGE}/relationships/metadata/core-properties" if kind == "core" else f"{_OFFICE}/{kind}"


def _core(title: str, author: str, day: str, language: str) -> str:
    spaces = (
        f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    )
    dates = "".join(
        f'<dcterms:{what} xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:{what}>'
        for what in ("created", "modified")
    )
    return (
        f"{_XML}<cp:coreProperties {spaces}><dc:title>{escape(_legal(title))}</dc:title>"
        f"<dc:creator>{escape(_legal(author))}</dc:creator><dc:language>{language}</dc:language>{dates}"
        "</cp:coreProperties>"
    )


def _book(sheets: Sequence[Sheet], names: Sequence[str]) -> str:
    listed = "".join(f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1))
    # The rows that stay in view are printed on each page, too.
    titles = "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">'
        f"{escape(_quoted_name(name))}!$1:${sheet.frozen[0]}</definedName>"
        for n, (sheet, name) in enumerate(zip(sheets, names, strict=True))
        if sheet.frozen[0]
    )
    defined = f"<definedNames>{titles}</definedNames>" if titles else ""
    return f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>{defined}</workbook>'


def _quoted_name(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _sheet(sheet: Sheet, *, first: bool) -> str:
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width:g}" customWidth="1"/>' for n, width in enumerate(sheet.widths, 1)
    )
    filtered = f'<autoFilter ref="{sheet.filtered}"/>' if sheet.filtered else ""
    fit = '<pageSetUpPr fitToPage="1"/>' if sheet.fits else ""
    across = ' orientation="landscape"' if sheet.wide else ""
    return "".join(
        (
            f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr>{fit}</sheetPr>',
            f"<sheetViews>{_view(sheet, first=first)}</sheetViews>",
            f'<sheetFormatPr defaultRowHeight="{_LINE:g}" customHeight="1"/><cols>{widths}</cols><sheetData>',
            *sheet.rows,
            f'</sheetData>{filtered}<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" '
            f'footer="0.3"/><pageSetup paperSize="9"{across} fitToHeight="0"/>'
            f"<headerFooter><oddFooter>&amp;C&amp;P / &amp;N</oddFooter></headerFooter>"
            # Codes of places are text and look like numbers: the program is not to mark each as a mistake.
            f'<ignoredErrors><ignoredError sqref="A1:XFD{MOST_ROWS}" numberStoredAsText="1"/></ignoredErrors>'
            "</worksheet>",
        )
    )


def _view(sheet: Sheet, *, first: bool) -> str:
    rows, columns = sheet.frozen
    lines = "" if rows else ' showGridLines="0"'
    chosen = ' tabSelected="1"' if first else ""
    if not rows and not columns:
        return f'<sheetView{lines}{chosen} workbookViewId="0"/>'
    split = "".join(f' {side}="{count}"' for side, count in (("xSplit", columns), ("ySplit", rows)) if count)
    pane = "bottomRight" if rows and columns else "bottomLeft"
    corner = f"{column_name(columns)}{rows + 1}"
    return (
        f'<sheetView{lines}{chosen} workbookViewId="0"><pane{split} topLeftCell="{corner}" activePane="{pane}" '
        f'state="frozen"/><selection pane="{pane}" activeCell="{corner}" sqref="{corner}"/></sheetView>'
    )


def _styles() -> str:
    formats = ["#,##0" + ("." + "0" * decimals if decimals else "") for decimals in range(MOST_DECIMALS + 1)]
    named = "".join(f'<numFmt numFmtId="{164 + n}" formatCode="{form}"/>' for n, form in enumerate(formats))
    font = '<sz val="{size}"/><color rgb="{colour}"/><name val="Calibri"/><family val="2"/>'
    fonts = "".join(
        f"<font>{emphasis}{font.format(size=size, colour=colour)}</font>" for emphasis, size, colour in _FONTS
    )
    line = '<left/><right/><top/><bottom style="thin"><color rgb="FF6B7280"/></bottom><diagonal/>'
    numbers = "".join(
        f'<xf numFmtId="{164 + n}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        for n in range(len(formats))
    )
    looks = "".join(
        f'<xf numFmtId="0" fontId="{f}" fillId="{fill}" borderId="{border}" xfId="0" applyFont="1" applyFill="1" '
        f'applyBorder="1" applyAlignment="1"><alignment {alignment}/></xf>'
        for f, fill, border, alignment in _LOOKS
    )
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{named}</numFmts>'
        f'<fonts count="{len(_FONTS)}">{fonts}</fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/>'
        '</fill><fill><patternFill patternType="solid"><fgColor rgb="FFE8EDF3"/><bgColor indexed="64"/></patternFill>'
        f'</fill></fills><borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>{line}'
        '</border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        f'</cellStyleXfs><cellXfs count="{len(_LOOKS) + len(formats)}">{looks}{numbers}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


_BLACK, _GREY = "FF1B1B1B", "FF595959"
_FONTS = (("", 11, _BLACK), ("<b/>", 16, _BLACK), ("<b/>", 11, _BLACK), ("<i/>", 11, _GREY))
_TOP = 'vertical="top"'
# Font, fill, border and alignment of the styles before NUMBER, in their order.
_LOOKS = (
    (0, 0, 0, 'vertical="bottom"'),
    (1, 0, 0, 'vertical="center"'),
    (2, 2, 1, 'vertical="bottom" wrapText="1"'),
    (0, 0, 0, f'{_TOP} wrapText="1"'),
    (2, 0, 0, _TOP),
    (3, 0, 0, 'horizontal="right"'),
    (2, 2, 1, 'horizontal="right" vertical="bottom" wrapText="1"'),
)
