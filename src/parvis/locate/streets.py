"""An address file as an index: its streets by place and words, the numbers of each, and where these are."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from scipy.sparse import csr_array

from parvis.errors import AnalystError
from parvis.kinds.places import BAN
from parvis.locate.typed import commune_words, number_of, repeat_of, street_words

STREET_CODE = re.compile(r"(\w{5}_\w{4,6})_")
"""How an identifier of the BAN begins: the commune, then the street."""
ROLES = ("id", "number", "repeat", "street", "postcode", "commune", "commune_name", "old_commune")
Words = tuple[str, ...]
Place = tuple[str, str]
"""Code of a commune, and name in plain words of the former commune where several have become one: each of these may
have its own Rue de l'Église."""
Integers = npt.NDArray[np.int64]


@dataclass
class Street:
    """A street of one place: the rows of the reference by number, and all rows, those without a number too."""

    kind: str
    name: Words
    place: Place
    rows: list[int] = field(default_factory=list)
    by_number: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def numbers(self) -> Integers:
        """Numbers that the street has, ascending."""
        return np.array(sorted(self.by_number), dtype=np.int64)


class AddressBook:
    """An address file in the format of the BAN, ready to be searched: made once, used for any number of files."""

    def __init__(self, reference: gpd.GeoDataFrame) -> None:
        """Read a GeoDataFrame of points with the columns of the BAN (numero, rep, nom_voie, code_insee, ...).

        Columns named by their roles (`number`, `repeat`, `street`, `commune`, ...) do as well; only the street must be
        there. Raises AnalystError where it is not, or where the points have no CRS.
        """
        if reference.crs is None:
            raise AnalystError.of("layer_crs_missing", name="reference")
        columns = {role: _column(reference, role) for role in ROLES}
        if columns["street"] is None:
            raise AnalystError.of("address_reference_columns", None, columns=", ".join(map(str, reference.columns)))
        self.crs = reference.crs
        self.points = reference.geometry.to_numpy()
        self._entries = {role: column for role, column in columns.items() if column is not None}
        self.repeats = [repeat_of(entry) for entry in self._of("repeat", len(reference))]
        self.streets = self._streets(len(reference))
        self._places()

    def _of(self, role: str, length: int) -> list[str]:
        return self._entries.get(role) or [""] * length

    def _streets(self, length: int) -> list[Street]:
        known: dict[tuple[Place, str, str, Words], Street] = {}
        self._place = list(zip(self._of("commune", length), map(_plain, self._of("old_commune", length)), strict=True))
        codes = [found[1] if (found := STREET_CODE.match(one)) else "" for one in self._of("id", length)]
        numbers = self._of("number", length)
        for row, (street, number) in enumerate(zip(self._entries["street"], numbers, strict=True)):
            kind, name = street_words(street)
            if not name:
                continue
            key = (self._place[row], codes[row], kind, name)
            if key not in known:
                known[key] = Street(kind, name, self._place[row])
            known[key].rows.append(row)
            told, repeat = number_of(number)
            if told is not None:
                known[key].by_number[told].append(row)
                self.repeats[row] = self.repeats[row] or repeat_of(repeat)
        return list(known.values())

    def _places(self) -> None:
        """Note by which postcodes and names each place is known."""
        self.places = list(dict.fromkeys(street.place for street in self.streets))
        self.postcodes: dict[str, set[Place]] = defaultdict(set)
        self.names: dict[str, set[Place]] = defaultdict(set)
        for place, postcode in set(zip(self._place, self._of("postcode", len(self._place)), strict=True)):
            if postcode:
                self.postcodes[postcode.rjust(5, "0")].add(place)
        for role in ("commune_name", "old_commune"):
            for place, name in set(zip(self._place, self._of(role, len(self._place)), strict=True)):
                for alias in _aliases(name):
                    self.names[alias].add(place)

    @cached_property
    def exact(self) -> dict[tuple[str, Words], list[int]]:
        """Streets by kind and words of their name."""
        found: dict[tuple[str, Words], list[int]] = defaultdict(list)
        for n, street in enumerate(self.streets):
            found[street.kind, street.name].append(n)
        return found

    @cached_property
    def _grams(self) -> tuple[dict[str, int], csr_array]:
        vocabulary: dict[str, int] = {}
        rows = [[vocabulary.setdefault(g, len(vocabulary)) for g in _grams(street.name)] for street in self.streets]
        return vocabulary, _matrix(rows, len(vocabulary))

    @cached_property
    def _by_place(self) -> dict[Place, Integers]:
        found: dict[Place, list[int]] = defaultdict(list)
        for n, street in enumerate(self.streets):
            found[street.place].append(n)
        return {place: np.array(streets, dtype=np.int64) for place, streets in found.items()}

    def within(self, places: Iterable[Place]) -> Integers:
        """Return the streets (positions in `streets`, ascending) of some places."""
        parts = [self._by_place[place] for place in places if place in self._by_place]
        return np.sort(np.concatenate([np.zeros(0, dtype=np.int64), *parts]))

    def nearest(self, names: Sequence[Words], streets: Integers, most: int) -> list[Integers]:
        """Return for each name the streets, at most so many, that share most groups of three letters with it (cosine).

        Rare groups count for more. Streets that share none are left out.
        """
        vocabulary, matrix = self._grams
        rows = [[vocabulary[g] for g in _grams(name) if g in vocabulary] for name in names]
        rare = 1.0 / np.log2(2.0 + np.bincount(matrix.indices, minlength=matrix.shape[1]))
        own = matrix[streets] * rare
        lengths = np.sqrt((own * own).sum(axis=1))
        found: list[Integers] = []
        for start in range(0, len(rows), 500):
            likeness = (_matrix(rows[start : start + 500], len(vocabulary)) * rare) @ own.T
            found.extend(_largest(csr_array(likeness), lengths, streets, most))
        return found

    def label(self, row: int, *, number: bool = True) -> str:
        """Return an address as people write it, or its street alone."""
        parts = [self._at("number", row), self._at("repeat", row)] if number else []
        parts += [self._at("street", row), self._at("postcode", row), self._at("commune_name", row)]
        return " ".join(part for part in parts if part)

    def id(self, row: int) -> str:
        """Return the identifier of an address, or its position where the file has none."""
        return self._at("id", row) or str(row)

    def _at(self, role: str, row: int) -> str:
        return self._entries[role][row] if role in self._entries else ""

    def middle(self, street: Street) -> int:
        """Return the row of the address nearest to the middle of a street: a place on it, not beside a bend."""
        points = self.points[street.rows]
        x, y = shapely.get_x(points), shapely.get_y(points)
        return street.rows[int(np.argmin((x - x.mean()) ** 2 + (y - y.mean()) ** 2))]

    @property
    def tells_places(self) -> bool:
        """Return whether the reference has postcodes or names of communes, which typed ones can be compared with."""
        return bool(self.postcodes or self.names)


@lru_cache(maxsize=10_000)
def _plain(commune: str) -> str:
    return commune_words(commune)


def _column(reference: pd.DataFrame, role: str) -> list[str] | None:
    present = {str(column).lower(): column for column in reference.columns}
    names = (role, *BAN.columns.get(role, ()))
    column = next((present[name] for name in names if name in present), None)
    return None if column is None else [_text(entry) for entry in reference[column]]


def _text(entry: object) -> str:
    if entry is None or entry != entry or entry is pd.NA:
        return ""
    if isinstance(entry, float) and entry.is_integer():
        return str(int(entry))
    return str(entry).strip()


def _aliases(name: str) -> Iterable[str]:
    """Return the plain name of a commune, and that of its town where it is one of its arrondissements."""
    words = commune_words(name)
    if not words:
        return ()
    town, _, last = words.rpartition(" ")
    return (words, town) if town and last.isdigit() else (words,)


def _grams(name: Words) -> set[str]:
    return {f" {word} "[n : n + 3] for word in name for n in range(len(word))}


def _matrix(rows: Sequence[Iterable[int]], width: int) -> csr_array:
    counts = np.fromiter((len(list(row)) for row in rows), dtype=np.int64, count=len(rows))
    columns = np.fromiter((column for row in rows for column in row), dtype=np.int64, count=int(counts.sum()))
    starts = np.concatenate([[0], np.cumsum(counts)])
    return csr_array((np.ones(len(columns)), columns, starts), shape=(len(rows), width))


def _largest(likeness: csr_array, lengths: npt.NDArray[np.float64], streets: Integers, most: int) -> list[Integers]:
    found = []
    for n in range(likeness.shape[0]):
        part = slice(likeness.indptr[n], likeness.indptr[n + 1])
        columns = likeness.indices[part]
        alike = likeness.data[part] / lengths[columns]
        best = np.argsort(-alike, kind="stable")[:most]
        found.append(streets[columns[best]])
    return found
