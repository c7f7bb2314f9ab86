"""In which encoding a text file was saved."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from parvis.errors import SourceError

ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
"""Tried in this order. Latin-1 needs no turn of its own: where it is text, Windows-1252 reads it the same."""

UTF_16 = {"utf-16": "UTF-16"}
BARE_UTF_16 = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}

FOREIGN = re.compile("(?<=[A-Za-zà-ÿ])(?:[‚ƒˆ‡](?=[A-Za-zà-ÿ])|(?<=[a-zà-ÿ])Ž)")
"""Accents of DOS (é = 82) and Mac (é = 8E) as Windows-1252 shows them: signs that nobody writes inside a word."""

SAMPLE = 2**16
PIECE = 2**22


def lines_of(file: Path) -> Iterator[str]:
    """Yield the lines of a text file with their ends, without its byte order mark; only what ends a line for csv does.

    Raises SourceError, before the first line, where no encoding fits the whole file.
    """
    encoding = encoding_of(file)
    with file.open(encoding=encoding, newline="") as stream:
        yield from stream


def encoding_of(file: Path, piece: int = PIECE) -> str:
    """Return the encoding in which the whole of a file is text; raise SourceError where none is.

    The file is read through to its end, a piece of so many bytes at a time.
    """
    with file.open("rb") as stream:
        encodings = _candidates(stream.read(SAMPLE))
    for encoding in encodings:
        if _fits(file, encoding, piece):
            return encoding
    raise SourceError.of("encoding_unknown", file, name=file.name, tried=", ".join(dict.fromkeys(encodings.values())))


def _fits(file: Path, encoding: str, size: int) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    tail = ""  # a sign and what stands on both sides of it may lie in two pieces
    with file.open("rb") as stream:
        try:
            while piece := stream.read(size):
                text = decoder.decode(piece)
                if encoding == "cp1252" and FOREIGN.search(tail + text):
                    return False
                tail = (tail + text)[-2:]
            decoder.decode(b"", final=True)
        except UnicodeError:
            return False
    return True


def _candidates(data: bytes) -> dict[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF_16
    # In UTF-16, every other byte of a table in a European language is 0; in no other encoding is any.
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    if max(even, odd) * 5 > len(data[:SAMPLE:2]) and min(even, odd) * 10 < max(even, odd):
        return dict([list(BARE_UTF_16.items())[int(even > odd)]])
    return ENCODINGS
