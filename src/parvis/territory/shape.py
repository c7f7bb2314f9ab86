"""A document against the model of its kind: each of pydantic's errors as a finding at its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import deepcopy
from typing import Annotated, Any, TypeVar, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from parvis.model.finding import Finding, Where
from parvis.model.folder import Spec, slug
from parvis.territory.document import BLANK, UNREADABLE, Document, Step, Trail
from parvis.territory.guess import nearest, with_guess

S = TypeVar("S", bound=Spec)
Values = Mapping[str, Any]

FORM_CODES: dict[str, str] = {
    "string_type": "value_not_text",
    "int_type": "value_not_integer",
    "int_parsing": "value_not_integer",
    "int_parsing_size": "value_not_integer",
    "int_from_float": "value_not_integer",
    "float_type": "value_not_number",
    "float_parsing": "value_not_number",
    "finite_number": "value_not_number",
    "bool_type": "value_not_boolean",
    "bool_parsing": "value_not_boolean",
    "tuple_type": "value_not_list",
    "dict_type": "value_not_keys",
    "model_type": "value_not_keys",
    "model_attributes_type": "value_not_keys",
}
"""pydantic's names for a value of the wrong form, and ours."""


def validated(document: Document, model: type[S], *, otherwise: Values | None = None) -> tuple[S | None, list[Finding]]:
    """Return a document as its model and every mistake; `otherwise` fills the keys that it leaves out.

    Where nothing but keys is wrong, the model is what their author seems to have meant, so that the checks across
    files can go on; where a value is wrong, it is None.
    """
    data = {**(otherwise or {}), **document.data}
    try:
        return model.model_validate(data, by_alias=True, by_name=False), []
    except ValidationError as error:
        findings = list(_findings(error.errors(include_url=False), document, model))
        unknown = [tuple(mistake["loc"]) for mistake in error.errors() if mistake["type"] == "extra_forbidden"]
    if not unknown:
        return None, findings
    try:
        return model.model_validate(_as_meant(data, unknown, model), by_alias=True, by_name=False), findings
    except ValidationError:
        return None, findings


def _as_meant(data: dict[str, Any], unknown: Iterable[Trail], model: type[Spec]) -> dict[str, Any]:
    """Return data in which unknown keys have the name of the nearest known one, unless that is there, or are gone."""
    mended = deepcopy(data)
    for trail in unknown:
        holder: Any = mended
        for step in trail[:-1]:
            holder = holder[step]
        near = nearest(str(trail[-1]), keys_at(model, trail[:-1]))
        if near is not None and trail[-1] in holder:  # an alias may have brought it to several places
            holder.setdefault(near, holder[trail[-1]])
        holder.pop(trail[-1], None)
    return mended


def _findings(errors: Iterable[ErrorDetails], document: Document, model: type[Spec]) -> Iterator[Finding]:
    meant: set[Trail] = set()  # a key that was only misspelled is not said to be missing as well
    others: list[ErrorDetails] = []
    for error in errors:
        if error["type"] != "extra_forbidden":
            others.append(error)
            continue
        trail = tuple(error["loc"])
        values = with_guess(str(trail[-1]), keys_at(model, trail[:-1]), key=trail[-1])
        meant.add((*trail[:-1], str(values.get("guess"))))
        yield Finding("key_unknown", document.where_key(trail), values)
    for error in others:
        if not (error["type"] == "missing" and tuple(error["loc"]) in meant) and not _follows(error):
            yield _finding(error, document)


def _follows(error: ErrorDetails) -> bool:
    """Return whether an error only follows from another one, which has been said."""
    short_of_faulty = error["type"] == "too_short" and bool(error["input"])
    return error["input"] is UNREADABLE or short_of_faulty


def _finding(error: ErrorDetails, document: Document) -> Finding:
    trail: Trail = tuple(error["loc"])
    kind, context = error["type"], dict(error.get("ctx", {}))
    if trail and trail[-1] == "[key]":
        key = str(trail[-2])
        return Finding("id_form", document.where_key(trail[:-1]), {"written": key, "guess": slug(key)})
    if kind == "missing":
        return Finding("key_missing", document.where_key(trail[:-1]), {"key": trail[-1]})
    if error["input"] is BLANK:
        return Finding("value_blank", document.where_key(trail), {"key": _last_key(trail)})
    written = error["input"] if isinstance(error["input"], str) else ""
    values: dict[str, object] = {"key": _last_key(trail), "written": written}
    if kind in FORM_CODES:
        return Finding(FORM_CODES[kind], document.where(trail), values)
    if kind in BY_TYPE:
        return BY_TYPE[kind](values, context, document.where(trail))
    return _own_mistake(kind, context, document, trail)


def _own_mistake(kind: str, context: dict[str, Any], document: Document, trail: Trail) -> Finding:
    """Return a mistake that a model itself found: its type is our code, `at` leads to the part at fault."""
    faulty = (*trail, *context.pop("at", ()))
    about_keys = faulty != trail or isinstance(_value(document, trail), dict)
    where = document.where_key(faulty) if about_keys else document.where(faulty)
    return Finding(kind, where, {"name": _last_key(trail), **context})


def _value(document: Document, trail: Trail) -> object:
    value: Any = document.data
    for step in trail:
        value = value[step]
    return value


def _last_key(trail: Trail) -> str:
    return next((step for step in reversed(trail) if isinstance(step, str)), "")


def _choice(values: Values, context: Values, where: Where) -> Finding:
    choices = re.findall(r"'([^']*)'", context["expected"])
    return Finding("value_choice", where, with_guess(values["written"], choices, **values))


def _identifier(values: Values, _context: Values, where: Where) -> Finding:
    return Finding("id_form", where, {"written": values["written"], "guess": slug(values["written"])})


def _too_short(values: Values, _context: Values, where: Where) -> Finding:
    return Finding("value_empty_list", where, {"key": values["key"]})


OUTSIDE = {"ge": "value_too_small", "le": "value_too_great", "gt": "value_not_above", "lt": "value_not_below"}


def _too_long(values: Values, context: Values, where: Where) -> Finding:
    counts = {"count": context["actual_length"], "limit": context["max_length"]}
    return Finding("value_long_list", where, {"key": values["key"], **counts})


def _outside(comparison: str) -> Callable[[Values, Values, Where], Finding]:
    code = OUTSIDE[comparison]
    return lambda values, context, where: Finding(code, where, {**values, "limit": f"{context[comparison]:g}"})


BY_TYPE: dict[str, Callable[[Values, Values, Where], Finding]] = {
    "enum": _choice,
    "literal_error": _choice,
    "string_pattern_mismatch": _identifier,
    "too_short": _too_short,
    "too_long": _too_long,
    "greater_than_equal": _outside("ge"),
    "less_than_equal": _outside("le"),
    "greater_than": _outside("gt"),
    "less_than": _outside("lt"),
}


def keys_at(model: type[Spec], trail: Trail) -> list[str]:
    """Return the keys that a model knows at a place inside it.

    >>> from parvis.model.folder import TerritorySpec
    >>> keys_at(TerritorySpec, ("zonings", "qpv"))[:2]
    ['name', 'source']
    """
    here, skip = model, False
    for step in trail:
        skip, field = (False, None) if skip else (False, _fields(here).get(step))
        if field is not None:
            here, skip = _model_in(field.annotation) or here, _holds_many(field.annotation)
    return [str(key) for key in _fields(here)]


def _fields(model: type[Spec]) -> dict[Step, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _model_in(annotation: Any) -> type[Spec] | None:
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _holds_many(annotation: Any) -> bool:
    if get_origin(annotation) is Annotated:
        return _holds_many(get_args(annotation)[0])
    return get_origin(annotation) in (dict, tuple)
