"""The pictures that a page is shared with: 1,200 by 630 pixels, one for the site and one for each indicator.

Typst sets a language's pictures at one go: a process for each would take a tenth of a second each. Only the typefaces
that it carries are used, so that a build gives the same pictures on every machine.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import typst

from parvis.publish import addresses
from parvis.publish.drawings import MapView
from parvis.publish.edition import Edition, Page

FOLDER = "pictures"
SITE = "site"

_COLOURS = {"k1": "#dcebf4", "k2": "#a9cde3", "k3": "#6ba6cb", "k4": "#2f78a8", "k5": "#0e426b", "zone": "#6ba6cb"}
_HIDDEN = "#e6e6e6"

_SETTING = """
#let pictures = json("pictures.json")
#set page(width: 1200pt, height: 630pt, margin: 0pt, fill: white)
#set text(font: "Libertinus Serif", fill: rgb("#1b2126"), lang: pictures.language)
#set par(leading: 0.42em)
#for (n, picture) in pictures.each.enumerate() {
  if n > 0 { pagebreak() }
  place(top + left, rect(width: 24pt, height: 630pt, fill: rgb("#0e426b")))
  let words = if picture.drawn { 600pt } else { 1040pt }
  place(top + left, dx: 76pt, dy: 66pt, box(width: words, {
    text(size: 30pt, fill: rgb("#4a5560"), picture.above)
    v(18pt)
    text(size: if picture.title.len() > 70 { 46pt } else { 58pt }, weight: "bold", picture.title)
  }))
  place(bottom + left, dx: 76pt, dy: -56pt, box(width: words, text(size: 28pt, fill: rgb("#4a5560"), picture.below)))
  if picture.drawn {
    place(right + horizon, dx: -40pt, image(str(n) + ".svg", width: 440pt, height: 540pt, fit: "contain"))
  }
}
"""


@dataclass(frozen=True)
class Picture:
    """What a picture shows: words above the title, the title, words at the foot, and a map as SVG if there is one."""

    above: str
    title: str
    below: str
    svg: str | None


def picture_of(language: str, page: Page) -> str:
    """Return the address of a page's picture below the site's: an indicator's own, or the one of the site."""
    own = page.template == "indicator.html"
    return f"{FOLDER}/{language}/{page.values['indicator']}.png" if own else f"{FOLDER}/{SITE}.{language}.png"


def picture_for(edition: Edition, page: Page) -> Picture | None:
    """Return the content of the picture that a page gives; None for pages that share the site's."""
    name, publisher = edition.text(edition.territory.name), edition.territory.publisher
    if page.address == addresses.HOME:
        drawn = next((zones.map for zones in page.values["lists"]), None)
        return Picture(publisher, name, _fictional(edition), as_svg(drawn) if drawn else None)
    if page.template == "indicator.html":
        answers = page.values["answers"]
        drawn = next((answer.map for answer in answers if answer.map), None)
        below = f"{page.title} · {answers[0].period}" if answers else page.title
        above = " – ".join(part for part in (name, _fictional(edition)) if part)
        return Picture(above, edition.text(page.values["spec"].question), below, as_svg(drawn) if drawn else None)
    return None


def _fictional(edition: Edition) -> str:
    return edition.say("Fictional territory.") if edition.territory.fictional else ""


def write_pictures(pictures: Mapping[str, Picture], language: str, out: Path) -> None:
    """Write the pictures of a language as PNG, by their addresses below `out`."""
    listed = list(pictures.values())
    told = [{"above": p.above, "title": p.title, "below": p.below, "drawn": p.svg is not None} for p in listed]
    files = {
        "main.typ": _SETTING,
        "pictures.json": json.dumps({"language": language, "each": told}, ensure_ascii=False),
        **{f"{n}.svg": p.svg for n, p in enumerate(listed) if p.svg is not None},
    }
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    with TemporaryDirectory() as aside:
        for name, content in files.items():
            (Path(aside) / name).write_text(content, encoding="utf-8")
        typst.compile(Path(aside) / "main.typ", Path(aside) / "{p}.png", format="png", ppi=72, font_paths=fonts)
        for n, address in enumerate(pictures, 1):
            (out / address).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(Path(aside) / f"{n}.png", out / address)


def as_svg(view: MapView) -> str:
    """Return a map as a picture of its own, in the colours of the light pages; what shows no number is grey."""
    parts = [
        f'<path d="{shape.path}" fill="none" stroke="#8a949c" stroke-width="14"/>'
        for shape in view.outlines
        if shape.path
    ]
    for group in view.groups:
        look = f'fill="{_COLOURS.get(group.style, _HIDDEN)}" stroke="#1b2126" stroke-width="5"'
        for shape in (area.shape for area in group.areas):
            dot = f'<circle cx="{shape.x}" cy="{shape.y}" r="32" {look}/>'
            parts.append(dot if shape.is_dot else f'<path d="{shape.path}" {look}/>')
    size = f'width="{view.frame.width}" height="{view.frame.height}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view.frame.view_box}" {size}>{"".join(parts)}</svg>'
