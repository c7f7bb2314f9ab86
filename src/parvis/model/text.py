"""Words in the territory's languages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

LANGUAGES = ("fr", "en")


class Text(dict[str, str]):
    """A label by language code; `text.in_("en")` falls back on French, then on any language there is."""

    def in_(self, language: str) -> str:
        """Return the words in `language`, or in the first language that has them."""
        for candidate in (language, *LANGUAGES):
            if candidate in self:
                return self[candidate]
        return next(iter(self.values()), "")


def _as_text(value: Any) -> Text:
    if isinstance(value, str):
        return Text(dict.fromkeys(LANGUAGES, value))
    if not isinstance(value, Mapping) or not value:
        raise PydanticCustomError("words_form", "write words, or one line a language: fr, en")
    for language, words in value.items():
        if language not in LANGUAGES:
            raise PydanticCustomError(
                "words_language", "{language} is not a language: fr, en", {"language": str(language), "at": (language,)}
            )
        if not isinstance(words, str) or not words.strip():
            raise PydanticCustomError(
                "words_none", "{language} needs some words", {"language": language, "at": (language,)}
            )
    return Text(value)


Words = Annotated[
    Text,
    PlainValidator(_as_text),
    PlainSerializer(dict),
    WithJsonSchema(
        {
            "description": "Words, or one entry a language (fr, en).",
            "anyOf": [
                {"type": "string"},
                {
                    "type": "object",
                    "properties": {code: {"type": "string"} for code in LANGUAGES},
                    "additionalProperties": False,
                    "minProperties": 1,
                },
            ],
        }
    ),
]
