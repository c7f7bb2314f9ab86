"""A sheet as PDF: A4, tagged for screen readers (PDF/UA-1), set by typst with a font that comes along."""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import font_source_sans_pro
import typst

from parvis.publish.paper.content import Entry, Paper
from parvis.publish.paper.pictures import map_svg, trend_svg
from parvis.publish.paper.wording import wording

HERE = Path(__file__).parent


@cache
def fonts() -> TemporaryDirectory[str]:
    """Return a folder with each face of our font once.

    The package holds each as OTF and as TTF: which of the two were taken would depend on the machine's order of files.
    """
    folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="parvis-fonts-")
    for face in (Path(font_source_sans_pro.__file__).parent / "files").glob("*.ttf"):
        shutil.copyfile(face, Path(folder.name) / face.name)
    return folder


@cache
def compiler() -> typst.Compiler:
    """Return typst with our fonts and no other: a machine's own would make other pages."""
    return typst.Compiler(root=str(HERE), font_paths=[fonts().name], ignore_system_fonts=True)


def pdf(paper: Paper) -> bytes:
    """Return a sheet as PDF; equal sheets give equal bytes."""
    said = json.dumps(_said(paper), ensure_ascii=False)
    made = compiler().compile(
        str(HERE / "sheet.typ"), format="pdf", sys_inputs={"sheet": said}, pdf_standards=["ua-1"], timestamp=0
    )
    assert isinstance(made, bytes)  # one document, not one a page
    return made


def _said(paper: Paper) -> dict[str, Any]:
    """Return a sheet as the template takes it."""
    return {
        **{name: getattr(paper, name) for name in _PLAIN},
        "map": map_svg(paper.map, paper.scale),
        "map_words": paper.map.label,
        "words": wording(paper.language),
        "key": [_entry(entry) for entry in paper.key],
        "comment": [asdict(block) for block in paper.comment],
        "themes": [
            {
                "name": theme.name,
                "comment": [asdict(block) for block in theme.comment],
                "entries": [_entry(entry) for entry in theme.entries],
            }
            for theme in paper.themes
        ],
    }


_PLAIN = (
    "language", "title", "communes", "full_name", "kicker", "facts", "part", "territory", "publisher", "contact",
    "edition", "warning", "codes", "sources", "comment_title",
)  # fmt: skip


def _entry(entry: Entry) -> dict[str, Any]:
    plain = (
        "name",
        "question",
        "value",
        "is_shown",
        "interval",
        "note",
        "facts",
        "words",
        "trend_words",
        "caveats",
        "sources",
    )
    return {
        **{name: getattr(entry, name) for name in plain},
        "lines": [asdict(line) for line in entry.lines],
        "categories": [asdict(line) for line in entry.categories],
        "trend": trend_svg(entry.trend) if entry.trend else None,
    }
