"""The register of agreements: who shares what with whom, for what, until when, and which clause permits what."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from parvis.model.folder import AgreementSpec, Folder
from parvis.protect.permission import Decision, decisions, standing
from parvis.run.leave import WARNING_DAYS


@dataclass(frozen=True)
class Use:
    """What becomes of a use of a source: the clause that permits it, or why none does (a code of `decisions`)."""

    indicator: str
    source: str
    zoning: str
    breakdown: str
    permitted: bool
    reason: str
    clause: str


@dataclass(frozen=True)
class Entry:
    """An agreement on a day; `standing` is in_force, not_started, ended or withdrawn, `days` the days until its end."""

    id: str
    agreement: AgreementSpec
    standing: str
    days: int
    sources: tuple[str, ...]
    uses: tuple[Use, ...]

    @property
    def ends_soon(self) -> bool:
        """Return whether it is in force and must be renewed soon."""
        return self.standing == "in_force" and self.days <= WARNING_DAYS

    @property
    def remove_by(self) -> str | None:
        """Return the ISO date by which its data must be gone; None while it is in force, or has not started."""
        if self.standing == "withdrawn":
            return self.agreement.withdrawn
        return removal_date(self.agreement) if self.standing == "ended" else None


def removal_date(agreement: AgreementSpec) -> str:
    """Return the last day, ISO, on which the data of an agreement that runs out may be kept."""
    kept = dt.timedelta(days=agreement.retention_days)
    return (dt.date.fromisoformat(agreement.end) + kept).isoformat()


def register(folder: Folder, date: str) -> tuple[Entry, ...]:
    """Return every agreement of a folder on an ISO date, by id."""
    made = decisions(folder, date)
    return tuple(_entry(folder, name, made, date) for name in sorted(folder.agreements))


def _entry(folder: Folder, name: str, made: tuple[Decision, ...], date: str) -> Entry:
    agreement = folder.agreements[name]
    sources = tuple(source for source, spec in folder.sources.items() if spec.agreement == name)
    uses = tuple(
        Use(d.indicator, d.source, d.zoning, d.breakdown, d.permitted, d.reason, d.clause.removeprefix(name).strip())
        for d in made
        if d.source in sources
    )
    days = (dt.date.fromisoformat(agreement.end) - dt.date.fromisoformat(date)).days
    return Entry(name, agreement, standing(agreement, date), days, sources, uses)
