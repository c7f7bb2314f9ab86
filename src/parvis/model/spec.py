"""What all declarations have in common."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

ID_PATTERN = r"^[a-z][a-z0-9_]*$"
Id = Annotated[str, StringConstraints(pattern=ID_PATTERN)]


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


_TEXTS = {"type": "array", "items": {"type": "string"}, "minItems": 1}
OneOrMore = Annotated[
    tuple[str, ...],
    BeforeValidator(_as_tuple),
    Field(min_length=1),
    WithJsonSchema({"anyOf": [{"type": "string"}, _TEXTS]}),
]


class Spec(BaseModel):
    """Base of every declaration: frozen, and an unknown key is a mistake."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False)
