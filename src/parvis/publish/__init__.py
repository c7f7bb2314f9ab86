"""From figures and evidence to tables, catalogue and site; and what becomes of a build that is released."""

from parvis.publish.compare import Change, Difference, difference
from parvis.publish.evidence_files import read_evidence
from parvis.publish.ledger import Entry, Event, notices, read_ledger
from parvis.publish.output import write
from parvis.publish.published import read_published, release_of
from parvis.publish.release import Plan, freeze, plan, released_figures, supersede, withdraw
from parvis.publish.tables import read_figures

__all__ = [
    "Change",
    "Difference",
    "Entry",
    "Event",
    "Plan",
    "difference",
    "freeze",
    "notices",
    "plan",
    "read_evidence",
    "read_figures",
    "read_ledger",
    "read_published",
    "release_of",
    "released_figures",
    "supersede",
    "withdraw",
    "write",
]
