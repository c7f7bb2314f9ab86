"""What stops work, by who must act.

    ParvisError
    ├── FolderError      the author of the territory folder      exit code 10
    ├── SourceError      the producer or partner of a file       exit code 11
    ├── AnalystError     whoever calls a room with such arguments exit code 12
    ├── DisclosureError  the disclosure or data-protection officer exit code 13
    └── OperatorError    whoever runs the machine                exit code 14

Each carries findings; `parvis.messages` puts them into words.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

from parvis.model.finding import Finding, Where


class ParvisError(Exception):
    """Work stopped for the reasons in `findings`, at least one."""

    exit_code: ClassVar[int] = 1

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("; ".join(f"{f.code} {f.where or ''}".strip() for f in findings))
        self.findings = tuple(findings)

    @classmethod
    def of(cls, code: str, file: Path | None = None, **values: object) -> ParvisError:
        """Return the error made of one finding about a whole file, or about none."""
        return cls([Finding(code, Where(file) if file else None, values)])


class FolderError(ParvisError):
    """The author of the territory folder must act."""

    exit_code = 10


class SourceError(ParvisError):
    """The producer or partner who made a file must act, or whoever described it."""

    exit_code = 11


class AnalystError(ParvisError):
    """A room was called with arguments that cannot be worked with."""

    exit_code = 12


class DisclosureError(ParvisError):
    """The disclosure or data-protection officer must act."""

    exit_code = 13


class OperatorError(ParvisError):
    """Whoever runs the machine must act: disk, permissions, a build already under way."""

    exit_code = 14
