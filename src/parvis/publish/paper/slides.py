"""A sheet as PowerPoint: a title slide, then each theme in tables that may be edited, sources in the notes."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_AUTO_SIZE, PP_ALIGN
from pptx.util import Cm, Emu, Pt

from parvis.publish.paper.comments import Block, Kind
from parvis.publish.paper.content import Entry, Line, Paper, Theme
from parvis.publish.paper.package import described, packed
from parvis.publish.paper.pictures import map_svg
from parvis.publish.paper.raster import png
from parvis.publish.paper.wording import wording

ACCENT, INK, SOFT = RGBColor(0x14, 0x52, 0x7D), RGBColor(0x1B, 0x22, 0x25), RGBColor(0x56, 0x60, 0x67)
LINE, RANGE, OTHER = RGBColor(0xC3, 0xC8, 0xC6), RGBColor(0x6B, 0xA6, 0xCB), RGBColor(0x56, 0x60, 0x67)
WIDTH, HEIGHT, MARGIN = Cm(33.867), Cm(19.05), Cm(1.6)  # 16:9
_MOST = 6  # figures a slide: more cannot be read from the back of a room
_COLUMNS = (Cm(8.2), Cm(5), Cm(7.2), WIDTH - 2 * MARGIN - Cm(20.4))
_TOP, _FOOT = Cm(3.7), Cm(2.1)
_HEAD, _LEAST = Cm(1), Cm(1.6)  # heights of the head of a table and of its lowest row
_STRIP = Cm(0.75)  # below the words of a cell
_CHARACTER = (Cm(0.23), Cm(0.32))  # breadth of one, of 12 points and of 15 bold: a little more than the mean
_LINE = (Cm(0.52), Cm(0.66))
_TITLE_ONLY = 5  # layout of the built-in template with a title and nothing else


def slides(paper: Paper) -> bytes:
    """Return a sheet as a .pptx file; equal sheets give equal bytes."""
    show = Presentation()
    show.slide_width, show.slide_height = WIDTH, HEIGHT
    words = wording(paper.language)
    described(
        show.core_properties, title=f"{paper.full_name} – {paper.territory}", author=paper.publisher,
        language=paper.language, built=paper.built,
    )  # fmt: skip
    _front(show, paper, words)
    for theme, entries, part in _parts(paper):
        slide = _slide(show, theme.name if part == 1 else f"{theme.name} ({part})", paper)
        _table(slide, entries, words)
        if any(_drawn(entry) for entry in entries):
            _box(slide, MARGIN, HEIGHT - Cm(2), WIDTH - 2 * MARGIN, Cm(0.8), [(words["strips"], 10, SOFT)])
        _noted(slide, paper, theme, entries, words)
    return packed(show)


def _parts(paper: Paper) -> Iterator[tuple[Theme, tuple[Entry, ...], int]]:
    """Yield the figures of each slide: as many as its rows have room for."""
    for theme in paper.themes:
        rest, part = theme.entries, 0
        while rest:
            room, many = HEIGHT - _TOP - _FOOT - _HEAD, 0
            while many < min(len(rest), _MOST) and (many == 0 or room >= _high(rest[many])):
                room -= _high(rest[many])
                many += 1
            part += 1
            yield theme, rest[:many], part
            rest = rest[many:]


def _said_of(entry: Entry) -> tuple[str, str, str, str]:
    return entry.name, entry.value, entry.interval or entry.note, entry.words[0] if entry.words else ""


def _high(entry: Entry) -> int:
    """Return a height that is enough for a row: one that had to grow would leave what is drawn on it behind."""
    lines = [
        len(textwrap.wrap(words, max(1, int(width / _CHARACTER[n == 1])))) or 1
        for n, (words, width) in enumerate(zip(_said_of(entry), _COLUMNS, strict=True))
    ]
    tall = [Cm(0.4) + many * _LINE[n == 1] for n, many in enumerate(lines)]
    if _drawn(entry):
        tall[2] += _STRIP
    return int(max(_LEAST, *tall))


def _front(show: Any, paper: Paper, words: dict[str, Any]) -> None:
    slide = _slide(show, paper.title, paper, size=36)
    left = WIDTH - Cm(12) - MARGIN
    picture = slide.shapes.add_picture(BytesIO(png(map_svg(paper.map, paper.scale))), left, Cm(4), width=Cm(12))
    picture._element.nvPicPr.cNvPr.set("descr", paper.map.label)
    if picture.height > HEIGHT - Cm(6):
        picture.width, picture.height = int(picture.width * (HEIGHT - Cm(6)) / picture.height), HEIGHT - Cm(6)
    part = f"{words['part']} {paper.part}" if paper.part else ""
    lines = [
        (paper.communes, 18, INK),
        (part, 16, INK),
        (f"{paper.kicker} · {paper.facts}", 13, SOFT),
        (paper.warning, 12, SOFT),
    ]
    for entry in paper.key:
        lines += [(entry.value, 24, ACCENT), (f"{entry.name}. {entry.interval or entry.note}", 12, SOFT)]
    if paper.comment:
        lines.append((paper.comment_title, 12, SOFT))
    lines += [(_plain(block), 13, INK) for block in paper.comment]
    _box(slide, MARGIN, Cm(4), left - MARGIN - Cm(1), HEIGHT - Cm(6), [line for line in lines if line[0]])
    if not paper.themes:
        slide.notes_slide.notes_text_frame.text = words["empty"]


def _slide(show: Any, title: str, paper: Paper, size: int = 28) -> Any:
    slide = show.slides.add_slide(show.slide_layouts[_TITLE_ONLY])
    head = slide.shapes.title
    head.left, head.top, head.width, head.height = MARGIN, Cm(0.8), WIDTH - 2 * MARGIN, Cm(2.6)
    head.text_frame.text, head.text_frame.word_wrap = title, True
    head.text_frame.auto_size = MSO_AUTO_SIZE.TEXT_TO_FIT_SHAPE
    paragraph = head.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT
    paragraph.font.size, paragraph.font.bold, paragraph.font.color.rgb = Pt(size), True, ACCENT
    foot = f"{paper.full_name} · {paper.edition} · {paper.publisher}"
    _box(slide, MARGIN, HEIGHT - Cm(1.4), WIDTH - 2 * MARGIN, Cm(1), [(foot, 10, SOFT)])
    return slide


def _box(slide: Any, left: int, top: int, width: int, height: int, lines: list[tuple[str, int, RGBColor]]) -> None:
    frame = slide.shapes.add_textbox(Emu(left), Emu(top), Emu(width), Emu(height)).text_frame
    frame.word_wrap = True
    for n, (words, size, colour) in enumerate(lines):
        paragraph = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        paragraph.text, paragraph.space_after = words, Pt(4)
        paragraph.font.size, paragraph.font.color.rgb = Pt(size), colour
        paragraph.font.bold = colour == ACCENT


def _table(slide: Any, entries: tuple[Entry, ...], words: dict[str, Any]) -> None:
    heads = [words["indicator"], words["heads"][1], words["heads"][2], words["beside"]]
    frame = slide.shapes.add_table(len(entries) + 1, 4, MARGIN, _TOP, WIDTH - 2 * MARGIN, _HEAD)
    table = frame.table
    for column, width in zip(table.columns, _COLUMNS, strict=True):
        column.width = width
    table.rows[0].height = _HEAD
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        _cell(cell, head, 12)
        cell.fill.solid()
        cell.fill.fore_color.rgb = ACCENT
        cell.text_frame.paragraphs[0].font.color.rgb = RGBColor(0xFF, 0xFF, 0xFF)
    top = _TOP + _HEAD
    for row, entry in zip(list(table.rows)[1:], entries, strict=True):
        row.height = _high(entry)
        for n, (cell, text) in enumerate(zip(row.cells, _said_of(entry), strict=True)):
            _cell(cell, text, 15 if n == 1 else 12, bold=n < 2)
        top += row.height
        if drawn := _drawn(entry):
            _strips(slide, drawn, MARGIN + _COLUMNS[0] + _COLUMNS[1] + Cm(0.25), top - _STRIP, _COLUMNS[2] - Cm(0.5))


def _drawn(entry: Entry) -> list[Line]:
    """Return the lines of a figure that are drawn, its own place last and so on top; none without its own."""
    lines = sorted((line for line in entry.lines if line.strip), key=lambda line: line.here)
    return lines if lines and lines[-1].here else []


def _strips(slide: Any, lines: list[Line], left: int, top: int, width: int) -> None:
    """Draw a place and those beside it on one scale, as shapes that may be edited; in words, they are its table."""
    group = slide.shapes.add_group_shape()
    _bar(group, (left, top + Cm(0.29), width, Cm(0.02)), LINE)
    for line in lines:
        assert line.strip is not None  # `lines` are those that are drawn
        begin, end, value = (
            left + int(width * at / 100) for at in (line.strip.begin, line.strip.end, line.strip.value)
        )
        if line.here and end > begin:
            _bar(group, (begin, top + Cm(0.2), end - begin, Cm(0.2)), RANGE)
        high, wide = (Cm(0.5), Cm(0.1)) if line.here else (Cm(0.3), Cm(0.05))
        _bar(group, (value - wide // 2, top + Cm(0.3) - high // 2, wide, high), ACCENT if line.here else OTHER)
    group._element.nvGrpSpPr.cNvPr.set("descr", "; ".join(line.in_words for line in lines))


def _bar(group: Any, box: tuple[int, int, int, int], colour: RGBColor) -> None:
    shape = group.shapes.add_shape(MSO_SHAPE.RECTANGLE, *(Emu(side) for side in box))
    shape.fill.solid()
    shape.fill.fore_color.rgb = colour
    shape.line.fill.background()
    shape.shadow.inherit = False


def _cell(cell: Any, words: str, size: int, *, bold: bool = False) -> None:
    cell.text = words
    for paragraph in cell.text_frame.paragraphs:
        paragraph.font.size, paragraph.font.bold = Pt(size), bold


def _noted(slide: Any, paper: Paper, theme: Theme, entries: tuple[Entry, ...], words: dict[str, Any]) -> None:
    """Write below the slide what a speaker may be asked: the comment, how each figure was had, and the sources."""
    lines = [paper.comment_title] if theme.comment else []
    lines += [_plain(block) for block in theme.comment]
    for entry in entries:
        lines += [f"{entry.name}: {entry.value}. {entry.interval or entry.note} ({entry.facts})", *entry.words]
    used = sorted({number for entry in entries for number in entry.sources})
    lines += [f"{words['sources']}:", *(" – ".join(filter(None, paper.sources[n - 1])) for n in used)]
    slide.notes_slide.notes_text_frame.text = "\n".join(lines)


def _plain(block: Block) -> str:
    marks = {Kind.BULLET: "• ", Kind.NUMBER: f"{block.number}. "}
    return marks.get(block.kind, "") + block.text
