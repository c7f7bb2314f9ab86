"""What every finding says: what is wrong, why it matters, what to do; English here, French in `locale/`."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.i18n import translations
from parvis.model.finding import Finding


@dataclass(frozen=True)
class Message:
    """Words with `{blanks}` that a finding's values fill."""

    what: str
    why: str = ""
    do: str = ""


def N_(words: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark words for translation, unchanged."""
    return words


MESSAGES: dict[str, Message] = {
    # --- territory: the folder's own text ---
    # --- collect and check: sources ---
    # --- locate: geometry ---
    # --- estimate, protect ---
    # --- build, release, operation ---
}


def in_words(finding: Finding, language: str) -> tuple[str, str, str]:
    """Return (what, why, what to do) of a finding in a language; empty strings where there is nothing to say."""
    message = MESSAGES[finding.code]
    say = translations(language).gettext
    parts = (say(part).format(**finding.values) if part else "" for part in (message.what, message.why, message.do))
    what, why, do = parts
    return what, why, do
