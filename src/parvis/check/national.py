"""Checks that French national schemas ask for under `custom_checks`, beyond what Table Schema can say.

Names, parameters and rules are those that schema.data.gouv.fr publishes for its validator. An entry left empty is
judged by `required` alone, unless a check is about emptiness.
"""

from __future__ import annotations

import operator
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

Entries = Sequence[tuple[str, object]]
"""Of one row, the entry in each column of a check: as text, "" where there is none, and as its field reads it."""

LA_POSTE, ITS_HEAD_OFFICE = "356000000", "35600000000048"
OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, "<=": operator.le, "==": operator.eq, ">=": operator.ge, ">": operator.gt,
}  # fmt: skip
ACTS = (
    "commande publique", "urbanisme", "domaine et patrimoine", "fonction publique", "institutions et vie politique",
    "libertes publiques et pouvoirs de police", "finances locales", "domaines de competences par themes",
    "autres domaines de competences",
)  # fmt: skip
"""The nine matters of the nomenclature of acts sent to the prefecture, without accents."""
FRANCE = (
    (-5.3, 41.3, 9.7, 51.2), (-61.9, 15.8, -60.9, 16.6), (-61.3, 14.3, -60.7, 15.0), (-54.7, 2.0, -51.5, 6.0),
    (55.1, -21.5, 55.9, -20.8), (44.9, -13.1, 45.4, -12.6),
)  # fmt: skip
"""Boxes (west, south, east, north) round metropolitan France, Guadeloupe, Martinique, Guyane, La Réunion, Mayotte."""


@dataclass(frozen=True)
class Check:
    """A check on the entries of one row in `columns`; `over_empty` where empty entries are what it is about.

    `asks` says in words' blanks what it asks for.
    """

    name: str
    columns: tuple[str, ...]
    keeps: Callable[[Entries], bool]
    asks: Mapping[str, str]
    over_empty: bool = False


def siren(text: str) -> bool:
    """Return whether a text is a SIREN number: nine digits, their Luhn sum a multiple of 10 (INSEE, c2047).

    >>> siren("732829320"), siren("732829321")
    (True, False)
    """
    digits = _digits(text)
    return len(digits) == 9 and luhn(digits)


def siret(text: str) -> bool:
    """Return whether a text is a SIRET number: fourteen digits whose Luhn sum is a multiple of 10 (INSEE, c1841).

    The establishments of La Poste have outgrown the rule: for them the plain sum of the digits is a multiple of 5.

    >>> siret("732 829 320 00074"), siret("73282932000075"), siret("35600000049837")
    (True, False, True)
    """
    digits = _digits(text)
    if len(digits) != 14:
        return False
    if digits.startswith(LA_POSTE) and digits != ITS_HEAD_OFFICE:
        return sum(map(int, digits)) % 5 == 0
    return luhn(digits)


def luhn(digits: str) -> bool:
    """Return whether the Luhn sum is a multiple of 10: every second digit from the right counts double.

    >>> luhn("79927398713"), luhn("79927398710")
    (True, False)
    """
    doubled = (int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(digits)))
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _digits(text: str) -> str:
    """Return the digits of a number written with or without spaces or points; "" where something else stands in it."""
    plain = re.sub(r"[\s.]", "", text)
    return plain if plain.isascii() and plain.isdigit() else ""


def _act(text: str) -> bool:
    matter, slash, rest = text.partition("/")
    plain = "".join(c for c in unicodedata.normalize("NFD", matter.lower()) if not unicodedata.combining(c))
    return bool(slash) and plain in ACTS and not rest.startswith(" ")


def _in_france(text: str) -> bool:
    """Return whether a text is `[longitude, latitude]` in France or one of its overseas departments."""
    found = re.fullmatch(r"\[\s*(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)\s*\]", text)
    if found is None:
        return False
    x, y = float(found[1]), float(found[2])
    return any(west <= x <= east and south <= y <= north for west, south, east, north in FRANCE)


def _years(text: str, *, alone: bool) -> bool:
    found = re.fullmatch(r"(\d{4})(?:/(\d{4}))?", text)
    if found is None:
        return False
    return found[1] < found[2] if found[2] else alone


def _compared(entries: Entries, holds: Callable[[object, object], bool]) -> bool:
    (text, value), (other_text, other) = entries
    if type(value) is not type(other) or value is None:  # left to the rule on types
        return holds(text, other_text) if value is None and other is None else True
    return holds(value, other)


def _sums(entries: Entries) -> bool:
    try:
        total, *parts = (Decimal(text.strip().replace(",", ".")) for text, _ in entries)
    except InvalidOperation:
        return True  # left to the rule on types
    return total == sum(parts)


SINGLE: Mapping[str, Callable[[str], bool]] = {
    "siren": siren, "siret": siret, "nomenclature-actes": _act, "nomenclature-acte": _act,
    "french-gps-coordinates": _in_france,
}  # fmt: skip
"""Checks on one column, by name without `french-` and `-value`; older and newer schemas differ in these."""


def asked_checks(schema: Mapping[str, object]) -> tuple[tuple[Check, ...], tuple[str, ...]]:
    """Return the checks that a schema asks for and the names of those that nobody here knows."""
    asked = schema.get("custom_checks") or ()
    known: list[Check] = []
    unknown: list[str] = []
    for one in asked if isinstance(asked, list) else ():
        name = str(one.get("name")) if isinstance(one, Mapping) else str(one)
        given = one.get("params") if isinstance(one, Mapping) else None
        check = _check(name, given if isinstance(given, Mapping) else {})
        if check is None:
            unknown.append(name)
        else:
            known.append(check)
    return tuple(known), tuple(dict.fromkeys(unknown))


def _check(name: str, params: Mapping[str, object]) -> Check | None:
    """Return a check by its name and parameters; None where it is not known, or its parameters make no sense."""
    column = str(params.get("column") or params.get("column1") or "")
    short = name.removesuffix("-value").removesuffix("-values")
    plain = short if short in SINGLE else short.removeprefix("french-")
    if not column:
        return None
    if plain in SINGLE:
        keeps = SINGLE[plain]
        return Check(plain, (column,), lambda entries: keeps(entries[0][0]), {})
    if short == "year-interval":
        alone = str(params.get("allow-year-only", "")).lower() in ("yes", "true")
        return Check(short, (column,), lambda entries: _years(entries[0][0], alone=alone), {})
    return _check_of_several(short, column, params)


def _check_of_several(short: str, column: str, params: Mapping[str, object]) -> Check | None:
    other, op = str(params.get("column2") or ""), str(params.get("op") or "")
    if short == "one-of-required" and other:
        return Check(short, (column, other), lambda row: any(text for text, _ in row), {"other": other}, True)
    if short == "compare-columns" and other and op in OPERATORS:
        holds = OPERATORS[op]
        return Check(short, (column, other), lambda row: _compared(row, holds), {"op": op, "other": other})
    listed = params.get("othercolumns") or params.get("columns")
    others = tuple(map(str, listed)) if isinstance(listed, list) else ()
    asks = {"others": ", ".join(others)}
    if short in ("cohesive-columns", "cohesive-column") and others:
        return Check("cohesive-columns", (column, *others), lambda row: len({bool(t) for t, _ in row}) == 1, asks, True)
    if short == "sum-columns" and others:
        return Check(short, (column, *others), _sums, asks)
    return None
