"""What one message is made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """Words with `{blanks}` that a finding's values fill."""

    what: str
    why: str = ""
    do: str = ""


def N_(words: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark words for translation, unchanged."""
    return words
