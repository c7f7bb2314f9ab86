"""Pictures as PNG, for documents that know no SVG."""

from __future__ import annotations

from functools import lru_cache

import typst

from parvis.publish.paper.pdf import fonts

_SETTING = b"""
#set page(width: auto, height: auto, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg")
"""
_DOTS = 192  # an inch: sharp on paper, light in a mail


@lru_cache(maxsize=256)
def png(svg: str) -> bytes:
    """Return an SVG picture as PNG; the same picture gives the same bytes."""
    known = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts().name])
    made = typst.compile(_SETTING, format="png", ppi=_DOTS, font_paths=known, sys_inputs={"svg": svg})
    assert isinstance(made, bytes)  # one page
    return made
