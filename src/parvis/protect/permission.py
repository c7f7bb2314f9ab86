"""What agreements permit: decided for each indicator, zoning and breakdown; what no clause in force permits is not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from parvis.model.figure import NO_BREAKDOWN
from parvis.model.folder import AgreementSpec, Folder, IndicatorSpec, Regime


@dataclass(frozen=True)
class Decision:
    """Whether a use of a confidential source is permitted, by which clause or why not.

    `clause` is `AGREEMENT art. ARTICLE`: for those who may know, never for readers. `reason` is a code: `permitted`,
    or `not_started`, `ended`, `withdrawn`, `purpose`, `zoning`, `output`, `breakdown`: what failed in the clause that
    came closest.
    """

    indicator: str
    zoning: str
    breakdown: str
    source: str
    permitted: bool
    reason: str
    clause: str


TESTS = ("purpose", "zoning", "output", "breakdown")


def decisions(folder: Folder, date: str) -> tuple[Decision, ...]:
    """Return the decision on every use of a source that is not open, on an ISO date."""
    return tuple(_decisions(folder, date))


def _decisions(folder: Folder, date: str) -> Iterator[Decision]:
    for name, indicator in folder.indicators.items():
        guarded = [s for s in folder.sources_of(name) if folder.sources[s].regime is not Regime.OPEN]
        breakdowns = (NO_BREAKDOWN, *((indicator.breakdown,) if indicator.breakdown else ()))
        for source in guarded:
            agreement = str(folder.sources[source].agreement)
            for zoning in indicator.zonings:
                for breakdown in breakdowns:
                    reason, clause = _decide(folder.agreements[agreement], indicator, zoning, breakdown, date)
                    yield Decision(
                        name, zoning, breakdown, source, reason == "permitted", reason, f"{agreement} {clause}".strip()
                    )


def standing(agreement: AgreementSpec, date: str) -> str:
    """Return `in_force`, `not_started`, `ended` or `withdrawn` on an ISO date."""
    if agreement.withdrawn is not None and agreement.withdrawn <= date:
        return "withdrawn"
    if date < agreement.start:
        return "not_started"
    return "ended" if date > agreement.end else "in_force"


def _decide(
    agreement: AgreementSpec, indicator: IndicatorSpec, zoning: str, breakdown: str, date: str
) -> tuple[str, str]:
    """Return (reason, clause); of several clauses the first that permits, else the one that fails last."""
    state = standing(agreement, date)
    if state != "in_force":
        return state, ""
    closest, article = -1, ""
    for clause in agreement.clauses:
        held = (
            indicator.purpose in clause.purposes,
            zoning in clause.zonings,
            indicator.kind in clause.outputs,
            breakdown == NO_BREAKDOWN or breakdown in clause.breakdowns,
        )
        if all(held):
            return "permitted", f"art. {clause.article}"
        failed = held.index(False)
        if failed > closest:
            closest, article = failed, clause.article
    return TESTS[closest], f"art. {article}"


def readable(folder: Folder, made: tuple[Decision, ...]) -> frozenset[str]:
    """Return the confidential sources that some use of is permitted; no other may even be read."""
    return frozenset(decision.source for decision in made if decision.permitted) | frozenset(
        source for source, spec in folder.sources.items() if spec.regime is Regime.OPEN
    )
