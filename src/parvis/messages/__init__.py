"""What every finding says: what is wrong, why it matters, what to do; English here, French in `locale/`."""

from __future__ import annotations

from parvis.i18n import translations
from parvis.messages import (
    access,
    agreements,
    cells,
    declarations,
    figures,
    folder,
    indicators,
    operation,
    places,
    protection,
    rasters,
    reach,
    schemas,
    sources,
    text,
)
from parvis.messages.message import N_, Message
from parvis.model.finding import Finding

__all__ = ["MESSAGES", "N_", "Message", "in_words"]

GUESS = N_('Did you mean "{guess}"?')
"""Stands in place of what to do where a finding's values have a `guess`."""

MESSAGES: dict[str, Message] = {
    **folder.MESSAGES,
    **text.MESSAGES,
    **declarations.MESSAGES,
    **indicators.MESSAGES,
    **protection.MESSAGES,
    **agreements.MESSAGES,
    **sources.MESSAGES,
    **schemas.MESSAGES,
    **places.MESSAGES,
    **figures.MESSAGES,
    **rasters.MESSAGES,
    **access.MESSAGES,
    **reach.MESSAGES,
    **operation.MESSAGES,
    **cells.MESSAGES,
}
"""Every message by the code of its findings."""


def in_words(finding: Finding, language: str) -> tuple[str, str, str]:
    """Return (what, why, what to do) of a finding in a language; empty strings where there is nothing to say."""
    message = MESSAGES[finding.code]
    say = translations(language).gettext
    do = GUESS if "guess" in finding.values else message.do
    parts = (say(part).format(**finding.values) if part else "" for part in (message.what, message.why, do))
    what, why, do = parts
    return what, why, do
