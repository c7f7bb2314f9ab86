"""What agreements leave us to do on a day: which uses are forbidden, which sources may be read at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import Folder, Regime
from parvis.protect.permission import Decision, decisions, readable, standing
from parvis.run.wanted import wanted

WARNING_DAYS = 60
"""An agreement that ends within so many days is said to."""


@dataclass(frozen=True)
class Leave:
    """On an ISO date: the measures used of each source that may be read, and the uses that no clause permits."""

    date: str
    used: dict[str, frozenset[str]]
    forbidden: frozenset[tuple[str, str, str]]
    findings: tuple[Finding, ...]

    @classmethod
    def of(cls, folder: Folder, date: str) -> Leave:
        """Return what may be done with a folder's sources on a date."""
        made = decisions(folder, date)
        forbidden = frozenset((d.indicator, d.zoning, d.breakdown) for d in made if not d.permitted)
        findings = (*_agreements(folder, date), *_refused(made))
        return cls(date, wanted(folder, readable(folder, made)), forbidden, tuple(findings))


def _agreements(folder: Folder, date: str) -> Iterator[Finding]:
    """Yield a warning for each agreement that is not in force, or will soon not be."""
    using = {s: spec.agreement for s, spec in folder.sources.items() if spec.regime is not Regime.OPEN}
    soon = (dt.date.fromisoformat(date) + dt.timedelta(days=WARNING_DAYS)).isoformat()
    for name, agreement in folder.agreements.items():
        sources = ", ".join(source for source, under in using.items() if under == name)
        state = standing(agreement, date)
        where, values = Where(Path(f"agreements/{name}.yml")), {"agreement": name, "sources": sources or "-"}
        if state == "withdrawn":
            yield Finding("agreement_withdrawn", where, {**values, "date": agreement.withdrawn}, Severity.WARNING)
        elif state == "ended":
            yield Finding("agreement_ended", where, {**values, "date": agreement.end}, Severity.WARNING)
        elif state == "not_started":
            yield Finding("agreement_not_started", where, {**values, "date": agreement.start}, Severity.WARNING)
        elif agreement.end <= soon:
            yield Finding("agreement_ends_soon", where, {**values, "date": agreement.end}, Severity.WARNING)


REASONS = {
    "purpose": "use_purpose",
    "zoning": "use_zoning",
    "output": "use_output",
    "breakdown": "use_breakdown",
}


def _refused(made: tuple[Decision, ...]) -> Iterator[Finding]:
    """Yield a note for each use that an agreement in force does not permit, once an indicator and reason."""
    said: set[tuple[str, str]] = set()
    for decision in made:
        code = REASONS.get(decision.reason)
        if code is None or (decision.indicator, code) in said:
            continue
        said.add((decision.indicator, code))
        where = Where(Path(f"indicators/{decision.indicator}.yml"))
        values = {"clause": decision.clause, "zoning": decision.zoning, "source": decision.source}
        yield Finding(code, where, values, Severity.WARNING)
