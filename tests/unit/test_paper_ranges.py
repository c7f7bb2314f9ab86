"""Ranges drawn on paper: where the dots lie, reckoned by hand."""

from __future__ import annotations

import struct
import zlib

import pytest
from pptx.util import Cm

from parvis.publish.paper.content import Entry, Line
from parvis.publish.paper.slides import _high
from parvis.publish.paper.strip_png import HEIGHT, WIDTH, strip_png
from parvis.publish.strips import Strip


def dots(png: bytes) -> list[bytes]:
    """Return the rows of a picture whose dots are places in a palette, unfiltered, as ISO/IEC 15948 lays them out."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", png[16:24]) == (WIDTH, HEIGHT)
    at = png.index(b"IDAT")
    (length,) = struct.unpack(">I", png[at - 4 : at])
    content = zlib.decompress(png[at + 4 : at + 4 + length])
    rows = [content[n : n + WIDTH + 1] for n in range(0, len(content), WIDTH + 1)]
    assert len(rows) == HEIGHT and all(row[0] == 0 for row in rows)
    return [row[1:] for row in rows]


def test_a_range_lies_where_it_should() -> None:
    # On 320 dots a quarter is dot 80, a half 160, three quarters 239: 319 x 0.25, 0.5 and 0.75, rounded.
    rows = dots(strip_png(Strip(50.0, 25.0, 75.0), here=True))
    middle = rows[15]
    assert set(middle[:80]) == {1} and set(middle[80:157]) == {2} and set(middle[157:163]) == {3}
    assert set(middle[163:240]) == {2} and set(middle[240:]) == {1}
    assert set(rows[0]) == {0} and set(rows[3]) == {0, 3}


@pytest.mark.parametrize("at", [0.0, 100.0])
def test_a_number_at_the_edge_is_still_seen(at: float) -> None:
    rows = dots(strip_png(Strip(at, at, at), here=False))
    assert 3 <= rows[5].count(3) <= 6 and 2 not in rows[15]


def test_the_darker_is_the_place_itself() -> None:
    strip = Strip(50.0, 25.0, 75.0)
    assert strip_png(strip, here=True) != strip_png(strip, here=False)
    assert len(strip_png(strip, here=True)) < 400  # bytes: a sheet has hundreds


def test_what_a_line_says_to_those_who_do_not_see_it() -> None:
    assert Line("Quimorange", "Communes", "11,3", "10,3 à 12,4").in_words == "Quimorange 11,3 (10,3 à 12,4)"
    assert Line("Quimorange", "", "12 393", "").in_words == "Quimorange 12 393"


def test_a_row_of_a_slide_is_as_high_as_its_words_and_its_drawing() -> None:
    def entry(*words: str, lines: tuple[Line, ...] = ()) -> Entry:
        return Entry("a", "A", "", "1", True, "1 to 2", "", "", words, lines, (), None, "", "", ())

    here = Line("Here", "", "1", "1 to 2", True, Strip(50.0, 25.0, 75.0))
    assert _high(entry()) == Cm(1.6)
    assert _high(entry(lines=(here,))) == Cm(0.4) + Cm(0.52) + Cm(0.75)
    assert _high(entry("many words " * 30)) > Cm(4)
