"""Findings as text for the terminal, and as objects for programs."""

from __future__ import annotations

from collections.abc import Iterable

from parvis.i18n import translations
from parvis.messages import N_, in_words
from parvis.model.finding import Finding, Severity

DESCRIBED = N_("Described in {place}")
LABELS = {Severity.WARNING: N_("warning:"), Severity.NOTE: N_("note:")}


def as_text(findings: Iterable[Finding], language: str) -> str:
    """Return a block a finding: place and what is wrong, why it matters (said once), what to do, where it is described.

    The result ends with a line break, or is empty where nothing was found.
    """
    explained: set[str] = set()
    blocks = []
    for finding in findings:
        what, why, do = in_words(finding, language)
        lines = [f"{_place(finding)}{_label(finding, language)}{what}"]
        if why and why not in explained:
            explained.add(why)
            lines.append(f"    {why}")
        if do:
            lines.append(f"    → {do}")
        if finding.described:
            lines.append("    " + translations(language).gettext(DESCRIBED).format(place=finding.described))
        blocks.append("\n".join(lines) + "\n")
    return "\n".join(blocks)


def as_data(findings: Iterable[Finding], language: str) -> list[dict[str, object]]:
    """Return the same for programs: an object a finding, its words under `what`, `why` and `do`."""
    return [
        {
            "severity": finding.severity.value,
            "code": finding.code,
            "where": str(finding.where) if finding.where else None,
            "described": str(finding.described) if finding.described else None,
            **dict(zip(("what", "why", "do"), in_words(finding, language), strict=True)),
        }
        for finding in findings
    ]


def _place(finding: Finding) -> str:
    return f"{finding.where}: " if finding.where else ""


def _label(finding: Finding, language: str) -> str:
    label = LABELS.get(finding.severity)
    return f"{translations(language).gettext(label)} " if label else ""
