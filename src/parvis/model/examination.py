"""What was found in a file that somebody sent, to be told to them."""

from __future__ import annotations

from dataclasses import dataclass, field

from parvis.model.address import Addressed
from parvis.model.fault import Faults
from parvis.model.finding import Finding
from parvis.model.snapshot import Raw, RowAccount
from parvis.model.text import Text


@dataclass(frozen=True)
class Examination:
    """What was found in a file that somebody sent; private, for `raw` holds what they sent.

    `raw` and `account` are None where the file could not be read at all; `findings` are the faults of the file as a
    whole that are no rule of its schema.
    """

    source: str
    title: Text
    producer: str
    date: str  # ISO day of the examination
    file: str  # its name
    schema: str  # title of its schema, "" without one
    faults: Faults = field(default_factory=Faults)
    findings: tuple[Finding, ...] = ()
    raw: Raw | None = None
    account: RowAccount | None = None
    addressed: Addressed | None = None
