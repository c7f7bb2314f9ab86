"""In which encoding a text file was saved."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from parvis.errors import SourceError

ENCODINGS = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252"}
"""Tried in this order. Latin-1 needs no turn of its own: where it is text, Windows-1252 reads it the same."""

UTF_16 = {"utf-16": "UTF-16"}
BARE_UTF_16 = {"utf-16-le": "UTF-16", "utf-16-be": "UTF-16"}

FOREIGN = re.compile("(?<=[A-Za-zà-ÿ])(?:[‚ƒˆ‡](?=[A-Za-zà-ÿ])|(?<=[a-zà-ÿ])Ž)")
"""Accents of DOS (é = 82) and Mac (é = 8E) as Windows-1252 shows them: signs that nobody writes inside a word."""

SAMPLE = 2**16


def decoded(file: Path) -> str:
    """Return the text of a file without its byte order mark; raise SourceError where no encoding fits."""
    data = file.read_bytes()
    encodings = _candidates(data)
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding != "cp1252" or not FOREIGN.search(text):
            return text
    raise SourceError.of("encoding_unknown", file, name=file.name, tried=", ".join(dict.fromkeys(encodings.values())))


def _candidates(data: bytes) -> dict[str, str]:
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return UTF_16
    # In UTF-16, every other byte of a table in a European language is 0; in no other encoding is any.
    even, odd = data[:SAMPLE:2].count(0), data[1:SAMPLE:2].count(0)
    if max(even, odd) * 5 > len(data[:SAMPLE:2]) and min(even, odd) * 10 < max(even, odd):
        return dict([list(BARE_UTF_16.items())[int(even > odd)]])
    return ENCODINGS
