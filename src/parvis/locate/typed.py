"""What an address as typed says: number, street, postcode, commune; and what in it is no part of these."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import OSA

from parvis.kinds.address_words import (
    CERTAIN_TYPES,
    COMPLEMENTS,
    LINKS,
    NAMED_PLACES,
    REPEATS,
    STREET_TYPES,
    WORDS,
)

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": " ", "'": " ", "‘": " ", "`": " ", "°": "o", "º": "o"})
PARTS = re.compile(r"[,;\n\r|]+|\s[-–—]\s|[()]")
NO_WORD = re.compile(r"[^a-z0-9]+")
COMPLEMENT = re.compile("|".join(COMPLEMENTS))
POSTCODE = re.compile(r"(?<!\d)(\d{5}|\d{2} \d{3})(?=\s+[a-z])(?!\s*(?:bis|ter)\b)")
NUMBERS = re.compile(r"(?<=\d)\s*(?:[-/&+]|\ba\b|\bet\b)\s*(?=\d)")
GLUED = re.compile(r"\b(\d{1,4})(bis|ter|quater|quinquies|(?!e(?:me|re)?\b|ere\b|nde?\b)[a-z]{2,})")
SIGN = re.compile(r"^(?:no|numero|num) (?=\d)")
ASIDE = re.compile(r"(?<=[a-z]{3})(?<!\bdes)(?<!\bles)\s+(?=(?:zac|zi|zup|residence|immeuble|imm|lotissement)\s+[a-z])")
AFTER = re.compile(r"^(.*[a-z].*?)\s+(?:no|numero)\s+(\d{1,4})(?:\s*(bis|ter|quater|[a-h]))?$")
MULTIWORD = (
    (re.compile(r"\brond\s+point\b"), "rondpoint"),
    (re.compile(r"\blieu\s+dit\b"), "lieudit"),
    (re.compile(r"\bzone\s+(?:artisanale|industrielle|d\s+activites?)\b"), "zone"),
    (re.compile(r"\bn\s+d\b"), "notre dame"),
)
LONG = 5
"""Letters of a word in which a slip can be told from another word."""
REPEAT_WORDS = frozenset({"bis", "ter", "quater", "quinquies"})
ORDINAL = re.compile(r"^(\d{1,2})(?:e|er|eme|ere|nd|nde)$")
NOBODY_HAS = (0, 99999)
"""Numbers that stand for none: 99999 in the format of the communes' own address files."""


@dataclass(frozen=True)
class Typed:
    """What an address says; "" or None where it says nothing. Words are plain: lower case, no accents, no links.

    `kind` is that of the street (rue, avenue, ...), `name` its other words, `besides` names of buildings, which may
    serve where no street is told.
    """

    number: int | None
    repeat: str
    kind: str
    name: tuple[str, ...]
    postcode: str = ""
    commune: str = ""
    besides: tuple[tuple[str, ...], ...] = ()


def plain(text: str) -> str:
    """Return a text in lower case, without accents and ligatures; punctuation as it is.

    >>> plain("Cœur-Sacré d’Été")
    'coeur-sacre d ete'
    """
    if text.isascii():  # most are: what follows takes ten times as long
        return text.lower().replace("'", " ").replace("`", " ")
    folded = unicodedata.normalize("NFKD", text.lower().translate(LIGATURES))
    return "".join(c for c in folded if not unicodedata.combining(c))


@lru_cache(maxsize=200_000)
def street_words(text: str) -> tuple[str, tuple[str, ...]]:
    """Return (kind, words of the name) of a street; the kind is "" where none is told.

    >>> street_words("Av. du Gal de Gaulle"), street_words("Place du Onze Novembre")
    (('avenue', ('general', 'gaulle')), ('place', ('11', 'novembre')))
    """
    words = _words(text)
    kind = ""
    if len(words) > 1 and (known := _kind(words[0])):
        kind, words = known, words[1:]
        if len(words) > 1 and STREET_TYPES.get(words[0]) == kind:  # "Place PLACE GAUGUIN", from two columns
            words = words[1:]
    whole = [part for word in words for part in WORDS.get(word, word).split()]
    told = tuple(_ordinal(word) for word in whole if word not in LINKS)
    return kind, told or tuple(whole)


@lru_cache(maxsize=100_000)
def _kind(word: str) -> str:
    """Return the kind of street that a word stands for, one slip of the finger allowed in long ones; "" for none."""
    if word in STREET_TYPES or len(word) < LONG:
        return STREET_TYPES.get(word, "")
    return next((kind for kind in sorted(CERTAIN_TYPES) if len(kind) >= LONG and OSA.distance(word, kind) == 1), "")


def commune_words(text: str) -> str:
    """Return the name of a commune in plain words; arrondissements by their number, CEDEX left out.

    >>> commune_words("LE PRE ST-GERVAIS CEDEX 2"), commune_words("Paris 12e Arrondissement")
    ('pre saint gervais', 'paris 12')
    """
    text = re.sub(r"\bcedex\b.*$|\barrondissement\b|\barrdt?\b", " ", plain(text))
    text = re.sub(r"\bs/", "sur ", text)
    words = [_ordinal(WORDS.get(word, word)) for word in NO_WORD.sub(" ", text).split()]
    if len(words) > 1 and words[0] in ("le", "la", "les", "l"):
        words = words[1:]
    return " ".join(words)


def parse(text: str) -> Typed:
    """Return what an address says, in one text or several parts with commas between.

    >>> said = parse("Bât. B, 12-14 bis av. Jean-Jaurès 93140 BONDY CEDEX")
    >>> said.number, said.repeat, said.kind, said.name, said.postcode, said.commune
    (12, 'bis', 'avenue', ('jean', 'jaures'), '93140', 'bondy')
    """
    text = plain(text)
    text, postcode, commune = _place(text)
    parts = [part for piece in PARTS.split(ASIDE.sub(", ", text)) if (part := _cleaned(piece))]
    parts = _joined(parts)
    best, besides = _street(parts)
    number, repeat, words = _numbered(best)
    kind, name = street_words(words)
    return Typed(number, repeat, kind, name if words else (), postcode, commune, besides)


def number_of(text: str) -> tuple[int | None, str]:
    """Return (number, repeat) of the entry of a file; None where there is no number.

    >>> number_of("12 B"), number_of("99999"), number_of("14bis")
    ((12, 'b'), (None, ''), (14, 'bis'))
    """
    found = re.match(r"^\s*(\d{1,5})\s*([a-z]{0,10})", plain(text))
    if found is None or int(found[1]) in NOBODY_HAS:
        return None, ""
    return int(found[1]), found[2]


def repeat_of(text: str) -> str:
    """Return what follows a number in one spelling: B stands for bis, T for ter.

    >>> repeat_of("B"), repeat_of("ter"), repeat_of("")
    ('bis', 'ter', '')
    """
    word = NO_WORD.sub("", plain(text))
    return REPEATS.get(word, word)


def _words(text: str) -> list[str]:
    text = NO_WORD.sub(" ", plain(text)).strip()
    for form, word in MULTIWORD:
        text = form.sub(word, text)
    return text.split()


def _ordinal(word: str) -> str:
    found = ORDINAL.match(word)
    return found[1] if found else word


def _place(text: str) -> tuple[str, str, str]:
    """Return the text up to the postcode, the postcode and the commune after it; the last postcode counts."""
    if not any(c.isdigit() for c in text[4:]):
        return text, "", ""
    found = None
    for found in POSTCODE.finditer(text):  # noqa: B007 - the last one is wanted
        pass
    if found is None or not text[: found.start()].strip(" ,;"):
        return text, "", ""
    after = PARTS.split(text[found.end() :])[0]
    return text[: found.start()], found[1].replace(" ", ""), commune_words(after)


def _cleaned(part: str) -> str:
    """Return a part in plain words, without what stands in a building; ranges of numbers as 12~14."""
    part = NUMBERS.sub("~", part.strip())
    part = re.sub(r"[^a-z0-9~]+", " ", part).strip()
    part = SIGN.sub("", re.sub(r"\bno(?=\d)", "no ", part))
    part = GLUED.sub(r"\1 \2", part)
    while COMPLEMENT.search(part):  # "apt bât. b": the first ends the text once the second is gone
        part = COMPLEMENT.sub(" ", part)
    for form, word in MULTIWORD:
        part = form.sub(word, part)
    return " ".join(part.split())


def _joined(parts: list[str]) -> list[str]:
    """Return parts where a number, or a number and what repeats it, stands before its street."""
    joined: list[str] = []
    for part in parts:
        if joined and re.fullmatch(r"\d{1,4}(?:~\d{1,4})*(?: (?:bis|ter|quater|[a-z]))?", joined[-1]):
            joined[-1] = f"{joined[-1]} {part}"
        elif joined and re.fullmatch(r"(?:no )?\d{1,4}(?: ?(?:bis|ter|quater))?", part) and not joined[-1][0].isdigit():
            joined[-1] = f"{part} {joined[-1]}"
        else:
            joined.append(part)
    return joined


def _street(parts: list[str]) -> tuple[str, tuple[tuple[str, ...], ...]]:
    """Return the part that tells the street, and the names of buildings in the others."""
    ranked = [(_rank(part), -n) for n, part in enumerate(parts)]
    if not ranked:
        return "", ()
    chosen = -max(ranked)[1]
    before, street = _split(parts[chosen])
    others = [before, *(part for n, part in enumerate(parts) if n != chosen)]
    besides = [words for part in others if part and (words := _named_place(part))]
    return street, tuple(besides)


def _rank(part: str) -> int:
    """Return how much a part looks like a street: a number and a kind, a kind, a number, a text."""
    words = part.split()
    numbered = words[0][0].isdigit()
    kinds = any(word in STREET_TYPES for word in words[:3])
    certain = any(word in STREET_TYPES and STREET_TYPES[word] in CERTAIN_TYPES for word in words)
    named = words[0] in NAMED_PLACES
    return 8 * (certain and not named) + 4 * (numbered and len(words) > 1) + 2 * (kinds and not named) + 1


def _split(part: str) -> tuple[str, str]:
    """Return what stands before the number or the kind of the street, and the street."""
    words = part.split()
    if (words[0][0].isdigit() or words[0] in STREET_TYPES) and words[0] not in NAMED_PLACES:
        return "", part
    for n, word in enumerate(words[1:], start=1):
        after = words[n + 1] if n + 1 < len(words) else ""
        if word[0].isdigit() and (STREET_TYPES.get(after) or after in REPEAT_WORDS):
            return " ".join(words[:n]), " ".join(words[n:])
        if len(word) > 1 and STREET_TYPES.get(word) in CERTAIN_TYPES and after and words[n - 1] not in LINKS:
            return " ".join(words[:n]), " ".join(words[n:])
    return "", part


def _named_place(part: str) -> tuple[str, ...]:
    kind, name = street_words(part)
    return name if kind or len(name) > 1 else name if name and not name[0].isdigit() else ()


def _numbered(street: str) -> tuple[int | None, str, str]:
    """Return (number, repeat, the rest) of a part that tells a street; of several numbers the first."""
    if after := AFTER.match(street):
        return int(after[2]), repeat_of(after[3] or ""), after[1]
    words = street.split()
    if not words or not words[0][0].isdigit():
        return None, "", street
    first, rest = re.match(r"\d+", words[0])[0], words[1:]  # type: ignore[index]
    letter = re.fullmatch(r"\d+([a-z])", words[0])
    if len(first) > 4 or not rest or ORDINAL.match(words[0]) or (rest[0] not in STREET_TYPES and _date(rest[0])):
        return None, "", street
    repeat = letter[1] if letter else ""
    if _repeats(rest):
        repeat, rest = rest[0], rest[1:]
    while len(rest) > 1 and re.fullmatch(r"[\d~]+[a-z]?", rest[0]) and _starts(rest[1:]):  # "106 108 avenue"
        rest = rest[2:] if _repeats(rest[1:]) else rest[1:]
    return int(first), repeat_of(repeat), " ".join(rest)


def _repeats(words: list[str]) -> bool:
    """Return whether the first of some words repeats the number before it: bis, or a letter before a kind of street."""
    return len(words) > 1 and (words[0] in REPEAT_WORDS or (len(words[0]) == 1 and words[1] in STREET_TYPES))


MONTHS = frozenset(
    ["janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre", "novembre",
     "decembre"]
)  # fmt: skip


def _date(word: str) -> bool:
    """Return whether a number before this word is the day of a date: "8 mai 1945" is a name, not a number."""
    return word in MONTHS


def _starts(words: list[str]) -> bool:
    return words[0] in STREET_TYPES or words[0] in REPEAT_WORDS or bool(re.fullmatch(r"[\d~]+", words[0]))
