"""A value and its range as a picture for the cell of a table: a few rectangles, so that no program need draw them.

A sheet has hundreds, a territory a hundred thousand: each is put together here in less than a tenth of a millisecond.
"""

from __future__ import annotations

import struct
import zlib
from functools import lru_cache

from parvis.publish.strips import Strip

WIDTH, HEIGHT = 320, 32  # dots; 3.2 cm by 3.2 mm at 254 dots an inch
_AXIS, _RANGE, _MARK = 1, 2, 3  # places in the palette; 0 is the paper
_AXIS_ROWS, _RANGE_ROWS, _MARK_ROWS = range(15, 17), range(10, 22), range(2, 30)
_HALF_MARK = 3
_PALETTES = {
    False: ((255, 255, 255), (195, 200, 198), (169, 205, 227), (27, 34, 37)),
    True: ((255, 255, 255), (195, 200, 198), (107, 166, 203), (14, 66, 107)),
}


@lru_cache(maxsize=10_000)
def strip_png(strip: Strip, *, here: bool) -> bytes:
    """Return a strip as PNG, darker for the place that the sheet is about; equal strips give equal bytes."""
    begin, end, value = (round(at * (WIDTH - 1) / 100) for at in (strip.begin, strip.end, strip.value))
    rows = []
    for y in range(HEIGHT):
        row = bytearray([_AXIS if y in _AXIS_ROWS else 0]) * WIDTH
        if y in _RANGE_ROWS and end > begin:
            _paint(row, begin, end + 1, _RANGE)
        if y in _MARK_ROWS:
            _paint(row, value - _HALF_MARK, value + _HALF_MARK, _MARK)
        rows.append(b"\0" + bytes(row))
    palette = b"".join(bytes(colour) for colour in _PALETTES[here])
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            _chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)),
            _chunk(b"PLTE", palette),
            _chunk(b"tRNS", b"\0"),  # the paper shows through the first colour
            _chunk(b"IDAT", zlib.compress(b"".join(rows), 9)),
            _chunk(b"IEND", b""),
        )
    )


def _paint(row: bytearray, begin: int, end: int, colour: int) -> None:
    begin, end = max(begin, 0), min(end, WIDTH)
    row[begin:end] = bytes([colour]) * (end - begin)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
