"""What was found wrong, or worth saying, about an input: data, which only cli and publish put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Severity(StrEnum):
    """How much a finding stops: an error stops the build, a warning is shown, a note is kept."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True)
class Where:
    """A place in a file; line and column count from 1, and 0 means that the whole file is meant."""

    file: Path
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [str(self.file)]
        if self.line:
            parts.append(str(self.line))
            if self.column:
                parts.append(str(self.column))
        return ":".join(parts)


@dataclass(frozen=True)
class Finding:
    """One thing found: `code` names a message in `parvis.messages`, `values` fill its blanks.

    `values` never hold a row's value from a source that is not open: they leave the machine with the message.
    `described` is where the folder's author described what the finding is about, if that is elsewhere than `where`.
    """

    code: str
    where: Where | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = Severity.ERROR
    described: Where | None = None


def errors_in(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that must stop the build."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]
