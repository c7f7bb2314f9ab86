"""Addresses as typed matched to an address file in the format of the BAN; the score says how sure a match is.

The score of a typed address and an address of the reference is the product of three numbers between 0 and 1:

- the likeness of the streets (`parvis.locate.likeness`): 1 for the same words, whatever the spelling of common words;
- the number: 1 where the street has it; 0.97 where only what repeats it (bis, ter) differs; where it has not,
  0.95 - 0.01 a number up to the nearest one, 0.75 at least; 0.75 where no number is told, or the street has none;
- the place: 1 where postcode and commune agree, or are not told, or the reference does not tell; 0.9 where one of the
  two agrees and the other does not; 0.6 where what is told disagrees, 0.5 where both do.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import geopandas as gpd
import numpy as np
import pandas as pd
from rapidfuzz.fuzz import ratio

from parvis.errors import AnalystError
from parvis.kinds.address_words import LINKS
from parvis.locate.likeness import Words, street_likeness
from parvis.locate.streets import AddressBook, Integers, Place, Street
from parvis.locate.typed import Typed, commune_words, parse
from parvis.model.address import Candidate, Precision

THRESHOLD = 0.7
"""Score from which an address counts as found, unless another is asked for: every address of the right street."""
NUMBER, OTHER_REPEAT, NEAREST, A_NUMBER, STREET = 1.0, 0.97, 0.95, 0.01, 0.75
ONE_AGREES, DISAGREES, BOTH_DISAGREE = 0.9, 0.6, 0.5
SAME_COMMUNE = 85.0
"""Likeness, of 100, from which two names of communes are the same one, misspelt."""
WORTH_SHOWING = 0.3
"""Streets less like the one typed than this are no candidates."""
MARGIN = 0.03
"""Two addresses whose scores are nearer to each other than this are not told apart."""
APART = 100.0
"""Metres from which it matters which of two addresses is meant."""
DEGREE = 111_000.0
"""Metres of a degree, at the most: near enough to tell what is far apart."""
CODE = 5
"""Characters of the INSEE code of a commune."""
SHORTLIST, SHOWN = 6, 3
SIDES = 2  # numbers of one side of a street are two apart


@dataclass(frozen=True)
class _Match:
    row: int
    street: int
    score: float
    precision: Precision
    twice: bool = False  # the reference has the very number at two places


def match_addresses(
    typed: pd.Series | pd.DataFrame, reference: gpd.GeoDataFrame | AddressBook, *, threshold: float = THRESHOLD
) -> gpd.GeoDataFrame:
    """Return for each address as typed the address of the reference that it means, row by row under the same index.

    `typed` is a Series of whole addresses, or a DataFrame with the columns `address` and, where they stand apart,
    `postcode` and `commune` (a name or an INSEE code). `reference` has the columns of the BAN; an `AddressBook` made
    of it once serves for several files.

    Columns: `found` (bool); `id`, `label`, `precision` (see `parvis.model.address.Precision`), "" where not found;
    `score` of the best address, NaN where nothing is like it; `ambiguous`: not found only because another address fits
    as well; `candidates`: of those not found, tuples of at most 3 `Candidate`, the best first; the geometry, None where
    not found, in the CRS of the reference. Addresses of a score under `threshold` are not found.

    Raises AnalystError for a threshold outside 0 to 1, a reference without streets or without CRS.
    """
    if not 0 <= threshold <= 1:
        raise AnalystError.of("address_threshold", None, threshold=threshold)
    book = reference if isinstance(reference, AddressBook) else AddressBook(reference)
    frame = typed.to_frame("address") if isinstance(typed, pd.Series) else typed
    read = [_with_place(book, parsed) for parsed in _read(frame)]
    matches = _matches(book, read)
    ambiguous = np.array([_ambiguous(book, found) for found in matches], dtype=bool)
    best = [found[0] if found else None for found in matches]
    enough = np.array([one is not None and one.score >= threshold for one in best], dtype=bool)
    found = enough & ~ambiguous
    kept = [one if good else None for one, good in zip(best, found, strict=True)]
    return gpd.GeoDataFrame(
        {
            "found": found,
            "id": [_id(book, one) if one else "" for one in kept],
            "label": [_label(book, one) if one else "" for one in kept],
            "precision": [one.precision.value if one else "" for one in kept],
            "score": np.array([one.score if one else np.nan for one in best], dtype=float),
            "ambiguous": enough & ambiguous,
            "candidates": [() if good else _candidates(book, some) for some, good in zip(matches, found, strict=True)],
        },
        index=frame.index,
        geometry=[book.points[one.row] if one else None for one in kept],
        crs=book.crs,
    )


# --- what is read ---


def _read(frame: pd.DataFrame) -> Iterator[Typed]:
    postcodes = _texts(frame, "postcode")
    communes = _texts(frame, "commune")
    known: dict[tuple[str, str, str], Typed] = {}
    for key in zip(_texts(frame, "address"), postcodes, communes, strict=True):
        if key not in known:
            text, postcode, commune = key
            parsed = parse(text)
            code = postcode.replace(" ", "")
            known[key] = replace(
                parsed,
                postcode=code.rjust(5, "0") if code.isdigit() else parsed.postcode,
                commune=_commune(commune) or parsed.commune,
            )
        yield known[key]


def _texts(frame: pd.DataFrame, column: str) -> Sequence[str]:
    if column not in frame:
        return [""] * len(frame)
    return ["" if entry is None or entry != entry else str(entry).strip() for entry in frame[column]]


def _commune(entry: str) -> str:
    """Return an INSEE code as it is, a name in plain words; a name may come with its postcode."""
    if len(entry) == CODE and entry[2:].isdigit():
        return entry.upper()
    return commune_words(entry)


def _with_place(book: AddressBook, typed: Typed) -> Typed:
    """Return an address with its commune where the name stands after the street, without a postcode."""
    if typed.commune or not book.names:
        return typed
    for words in typed.besides:
        if " ".join(words) in book.names:
            return replace(typed, commune=" ".join(words))
    for count in range(min(4, len(typed.name) - 1), 0, -1):
        name = " ".join(typed.name[-count:])
        if name in book.names:
            return replace(typed, commune=name, name=(*typed.name[:-count],)) if _may_end(book, typed, count) else typed
    return typed


def _may_end(book: AddressBook, typed: Typed, count: int) -> bool:
    """Return whether a street may end before its last words: not where there is a street of all of them."""
    return (typed.kind, typed.name) not in book.exact and bool(typed.name[:-count]) and not LINKS & {typed.name[-count]}


# --- which streets ---

Alike = list[tuple[int, float]]
"""Streets, as positions in the book, with their likeness to what is typed."""


def _matches(book: AddressBook, read: Sequence[Typed]) -> list[list[_Match]]:
    """Return for each address its matches, the best first, one a street."""
    by_place: dict[tuple[str, str], list[int]] = defaultdict(list)
    for n, typed in enumerate(read):
        by_place[typed.postcode, typed.commune].append(n)
    found: list[list[_Match]] = [[] for _ in read]
    for rows in by_place.values():
        agreement = _agreement(book, read[rows[0]])
        streets = _streets(book, [read[n] for n in rows], agreement)
        for n in rows:
            typed = read[n]
            alike = dict(sorted(streets[_told(typed)], key=lambda pair: pair[1]))  # of one street the best likeness
            matches = [
                _match(book, typed, street, one * agreement[book.streets[street].place])
                for street, one in alike.items()
            ]
            found[n] = sorted(matches, key=lambda one: -one.score)
    return found


def _told(typed: Typed) -> tuple[str, Words, tuple[Words, ...]]:
    return typed.kind, typed.name, typed.besides


def _streets(book: AddressBook, typed: Sequence[Typed], places: Mapping[Place, float]) -> dict[object, Alike]:
    """Return the streets of some places that are like each street typed; each is looked for once.

    Names of buildings serve where no street is like what is typed.
    """
    several = dict.fromkeys(map(_told, typed))
    whole = list(dict.fromkeys((kind, name) for kind, name, _ in several if name))
    found = dict(zip(whole, _compared(book, whole, places), strict=True))
    lost = {told for told in several if not any(one >= THRESHOLD for _, one in found.get(told[:2], []))}
    buildings = list(dict.fromkeys(("", name) for told in lost for name in told[2]))
    other = dict(zip(buildings, _compared(book, buildings, places), strict=True))
    return {
        told: found.get(told[:2], []) + [one for name in told[2] if told in lost for one in other["", name]]
        for told in several
    }


def _compared(book: AddressBook, told: Sequence[tuple[str, Words]], places: Mapping[Place, float]) -> list[Alike]:
    """Return the streets that are like each (kind, name); where one is the same, those that are the same."""
    same = [[n for n in book.exact.get(one, ()) if book.streets[n].place in places] for one in told]
    others = [one for one, found in zip(told, same, strict=True) if not found]
    near = iter(book.nearest([name for _, name in others], book.within(places), SHORTLIST))
    return [
        [(n, 1.0) for n in found] if found else _alike(book, kind, name, next(near))
        for (kind, name), found in zip(told, same, strict=True)
    ]


def _alike(book: AddressBook, kind: str, name: Words, near: Integers) -> Alike:
    streets = ((int(n), book.streets[int(n)]) for n in near)
    compared = ((n, street_likeness(kind, name, street.kind, street.name)) for n, street in streets)
    return [(n, alike) for n, alike in compared if alike >= WORTH_SHOWING]


# --- where ---


def _agreement(book: AddressBook, typed: Typed) -> dict[Place, float]:
    """Return how far what is told of the place agrees with each place of the reference that may be meant.

    Where some agree in part at least, the others are left out; where none does, all are in.
    """
    named = _named(book, typed.commune)
    posted = book.postcodes.get(typed.postcode, set()) if typed.postcode and book.postcodes else None
    agreeing = (named or set()) | (posted or set())
    return {
        place: _factor(
            _department(typed.postcode, place[0]) if posted is None else place in posted,
            None if named is None else place in named,
        )
        for place in (agreeing or book.places)
    }


def _department(postcode: str, commune: str) -> bool | None:
    """Return None, or False where postcode and INSEE code are of different départements: all that can be said."""
    if not postcode or not commune or postcode[:2] == commune[:2] or "20" in (postcode[:2], commune[:2]):
        return None
    return False


def _named(book: AddressBook, told: str) -> set[Place] | None:
    """Return the places that a name or code may mean; None where the reference names none to compare with."""
    if not told:
        return None
    if len(told) == CODE and told[2:].isdigit():
        return {place for place in book.places if place[0] == told}
    if not book.names:
        return None
    if told in book.names:
        return book.names[told]
    return {one for name, places in book.names.items() if ratio(told, name) >= SAME_COMMUNE for one in places}


def _factor(postcode: bool | None, commune: bool | None) -> float:
    if postcode is False and commune is False:
        return BOTH_DISAGREE
    if False in (postcode, commune):
        return ONE_AGREES if True in (postcode, commune) else DISAGREES
    return 1.0


# --- which number ---


def _match(book: AddressBook, typed: Typed, street: int, score: float) -> _Match:
    there = book.streets[street]
    if typed.number is None or not len(there.numbers):
        return _Match(book.middle(there), street, _rounded(score * STREET), Precision.STREET)
    if typed.number in there.by_number:
        rows = there.by_number[typed.number]
        same = [row for row in rows if book.repeats[row] == typed.repeat]
        factor, rows = (NUMBER, same) if same else (OTHER_REPEAT, rows)
        twice = any(_apart(book, rows[0], row) for row in rows[1:])
        return _Match(rows[0], street, _rounded(score * factor), Precision.NUMBER, twice)
    nearest, away = _nearest(there, typed.number)
    factor = max(STREET, NEAREST - A_NUMBER * away)
    return _Match(there.by_number[nearest][0], street, _rounded(score * factor), Precision.NEAREST_NUMBER)


def _nearest(street: Street, number: int) -> tuple[int, int]:
    """Return (number, how far): the nearest number that a street has; one on the other side counts as further."""
    away = np.abs(street.numbers - number)
    away = away + SIDES * (away % 2)
    best = int(np.argmin(away))
    return int(street.numbers[best]), int(away[best])


def _rounded(score: float) -> float:
    return round(score, 3)


# --- what is said ---


def _ambiguous(book: AddressBook, matches: Sequence[_Match]) -> bool:
    """Return whether another address fits as well as the best one, and lies elsewhere."""
    if not matches:
        return False
    best = matches[0]
    rivals = (one for one in matches[1:] if one.score > best.score - MARGIN)
    return best.twice or any(_apart(book, best.row, one.row) for one in rivals)


def _apart(book: AddressBook, row: int, other: int) -> bool:
    metres = DEGREE if book.crs.is_geographic else 1.0
    return bool(book.points[row].distance(book.points[other]) * metres > APART)


def _candidates(book: AddressBook, matches: Sequence[_Match]) -> tuple[Candidate, ...]:
    return tuple(Candidate(_id(book, one), _label(book, one), one.score) for one in matches[:SHOWN])


def _id(book: AddressBook, match: _Match) -> str:
    """Return the identifier of an address, and at street level that of the street: the first two of its three parts."""
    own = book.id(match.row)
    parts = own.split("_")
    return "_".join(parts[:2]) if match.precision is Precision.STREET and len(parts) > 2 else own


def _label(book: AddressBook, match: _Match) -> str:
    return book.label(match.row, number=match.precision is not Precision.STREET)
