"""What a field of a Table Schema asks of one entry; the frictionless library reads entries as their type says."""

from __future__ import annotations

import json
import operator
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from parvis.check.columns import as_text

READ_WITH = (
    "name", "type", "format", "decimalChar", "groupChar", "bareNumber", "floatNumber", "trueValues", "falseValues",
    "delimiter", "itemType",
)  # fmt: skip
"""Properties of a field that say how an entry is read."""

TYPED = ("number", "integer", "boolean", "date", "datetime", "time")
"""Types that a workbook or a Parquet file may hold as such, and not as text."""

BOUNDS: Mapping[str, Callable[[Any, Any], bool]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}
FRENCH_DATES = {"AAAA": "%Y", "YYYY": "%Y", "MM": "%m", "JJ": "%d", "DD": "%d"}
"""How some schemas write the form of a date, in place of %Y, %m and %d."""

Test = Callable[[str, object], bool]
"""Whether an entry, given as text and as read, keeps a rule."""


class Unreadable(Exception):  # noqa: N818 - it is no error of ours: it says why a schema is none
    """A field of a schema that says nothing that can be checked; the text says why."""


@dataclass(frozen=True)
class Cells:
    """What a field asks of an entry: its type (`read` returns None where it is not of it), then `tests` by rule.

    `asks` has what each rule asks for, as text; `unknown` names what it asks for and nobody here can check.
    """

    name: str
    kind: str
    read: Callable[[object], object]
    missing: frozenset[str]
    required: bool
    unique: bool
    tests: Mapping[str, Test]
    asks: Mapping[str, Mapping[str, str]]
    example: str = ""
    described: str = ""
    unknown: tuple[str, ...] = field(default=())

    def is_empty(self, text: str) -> bool:
        """Return whether an entry stands for a missing value."""
        return not text.strip() or text in self.missing

    def broken(self, entry: object, text: str) -> tuple[str, ...]:
        """Return the rules that a filled entry breaks; what is not of its type breaks that rule alone."""
        value = self.value(entry, text)
        if value is None:
            return ("type",)
        return tuple(rule for rule, keeps in self.tests.items() if not keeps(text, value))

    def value(self, entry: object, text: str) -> object:
        """Return what an entry says, read as its type; None where it is not of it."""
        if "_" in text and self.kind in ("number", "integer"):  # Python would read 1_000; nobody writes one so
            return None
        return self.read(entry if self.kind in TYPED and not isinstance(entry, str) else text)


def written(entry: object) -> str:
    """Return an entry as text, with the spaces around it: they are part of what the producer wrote."""
    return entry if isinstance(entry, str) else as_text(entry)


def cells(described: object, missing: Sequence[str]) -> Cells:
    """Return what a field asks of an entry, given the missing values of its schema; raise Unreadable."""
    if not isinstance(described, Mapping) or not isinstance(described.get("name"), str):
        raise Unreadable("a field without a name")
    name = str(described["name"])
    constraints = described.get("constraints") or {}
    if not isinstance(constraints, Mapping):
        raise Unreadable(f'the constraints of the field "{name}" are no object')
    kind, form, read, unknown = _reader(described)
    tests, asks, untested = _tests(name, constraints, read)
    if isinstance(described.get("arrayItem"), Mapping):
        tests["arrayItem"] = _of_each_item(described["arrayItem"])
    own = described.get("missingValues")
    absent = own if isinstance(own, Sequence) and not isinstance(own, str) else missing
    return Cells(
        name, kind, read,
        frozenset(str(one.get("value", "")) if isinstance(one, Mapping) else str(one) for one in absent),
        _true(constraints.get("required")), _true(constraints.get("unique")),
        tests, {"type": {"type": kind, **form}, **asks},
        example=_example(described, read, tests), described=str(described.get("description") or ""),
        unknown=(*unknown, *untested),
    )  # fmt: skip


def _true(value: object) -> bool:
    return value is True or str(value).lower() == "true"


def _reader(described: Mapping[str, object]) -> tuple[str, dict[str, str], Callable[[object], object], tuple[str, ...]]:
    """Return (type, what to know of its form, reader, what is asked and unknown); raise Unreadable."""
    from frictionless import Field, FrictionlessException

    descriptor = {key: described[key] for key in READ_WITH if described.get(key) is not None}
    unknown: tuple[str, ...] = ()
    form = str(descriptor.get("format", "default"))
    if descriptor.get("type", "string") == "date" and form not in ("default", "any"):
        descriptor["format"] = form = _strptime(form)
    try:
        made = Field.from_descriptor(dict(descriptor))
    except FrictionlessException as error:
        problem = str((error.reasons or [error.error])[0].note)
        if descriptor.get("type", "string") != "string" or "format" not in descriptor:
            raise Unreadable(problem) from error
        unknown = (f"{descriptor['name']}: format {form}",)
        form = "default"
        made = Field.from_descriptor({"name": descriptor["name"], "type": "string"})
    said = {"format": form}
    for key, attribute in (("decimal", "decimal_char"), ("true", "true_values"), ("false", "false_values")):
        if hasattr(made, attribute):
            value = getattr(made, attribute)
            said[key] = value if isinstance(value, str) else ", ".join(value)
    return str(made.type), said, made.create_value_reader(), unknown


def _strptime(form: str) -> str:
    """Return the form of a date as strptime knows it.

    >>> _strptime("JJ/MM/AAAA"), _strptime("fmt:%d/%m/%Y")
    ('%d/%m/%Y', '%d/%m/%Y')
    """
    form = form.removeprefix("fmt:")
    if "%" not in form:
        for letters, directive in FRENCH_DATES.items():
            form = form.replace(letters, directive)
    return form


def _tests(
    name: str, constraints: Mapping[str, object], read: Callable[[object], object]
) -> tuple[dict[str, Test], dict[str, Mapping[str, str]], tuple[str, ...]]:
    """Return the test of each constraint on one entry, what each asks for, and those that cannot be tested."""
    tests: dict[str, Test] = {}
    asks: dict[str, Mapping[str, str]] = {}
    untested: list[str] = []
    for rule, bound in constraints.items():
        if rule in ("required", "unique"):
            continue
        test = _test(rule, bound, read)
        if test is None:
            untested.append(f"{name}: {rule}")
            continue
        tests[rule] = test
        asks[rule] = {rule: " | ".join(map(str, bound)) if isinstance(bound, list) else str(bound)}
    return tests, asks, tuple(untested)


def _test(rule: str, bound: object, read: Callable[[object], object]) -> Test | None:
    """Return the test of a constraint; None where it is none that can be tested."""
    if rule == "enum" and isinstance(bound, list):
        texts = {str(one) for one in bound}
        values = [value for one in bound if (value := _read(read, one)) is not None]
        return lambda text, value: text in texts or value in values
    if rule == "pattern" and isinstance(bound, str):
        return _pattern(bound)
    if rule in ("minLength", "maxLength") and str(bound).isdigit():
        within, length = (operator.ge if rule == "minLength" else operator.le), int(str(bound))
        return lambda text, value: within(len(value) if isinstance(value, list | dict) else len(text), length)
    if rule in BOUNDS and (limit := _read(read, bound)) is not None:
        compare = BOUNDS[rule]
        return lambda _text, value: value == value and compare(value, limit)  # NaN is not itself, and in no bounds
    return None


def _of_each_item(described: object) -> Test:
    """Return the test that each item of a list keeps what the field asks of items; an item need have no name."""
    item = cells({"name": "item", "type": "any", **described} if isinstance(described, Mapping) else described, [""])

    def keeps(_text: str, value: object) -> bool:
        texts = [(one, written(one)) for one in value] if isinstance(value, list) else []
        return not any(item.required if item.is_empty(text) else item.broken(one, text) for one, text in texts)

    return keeps


def _read(read: Callable[[object], object], bound: object) -> object:
    """Return a bound as its type says, whether the schema writes it as JSON or as text."""
    value = read(bound)
    return read(str(bound)) if value is None else value


def _pattern(pattern: str) -> Test | None:
    """Return the test of a regular expression, which must match the whole entry; None where Python cannot read it."""
    try:
        compiled = re.compile(pattern)
    except re.error:
        return None
    return lambda text, _value: compiled.fullmatch(text) is not None


def _example(described: Mapping[str, object], read: Callable[[object], object], tests: Mapping[str, Test]) -> str:
    """Return the schema's example of an entry, or "" where it gives none or one that breaks its own rules."""
    given = described.get("example")
    if given is None:
        return ""
    text = given if isinstance(given, str) else json.dumps(given, ensure_ascii=False)
    value = _read(read, given)
    return text if value is not None and all(keeps(text, value) for keeps in tests.values()) else ""
