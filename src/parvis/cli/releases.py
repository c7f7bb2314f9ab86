"""Releases and comparisons, called and put into words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parvis.cli.language import LANGUAGE, N_, say
from parvis.errors import OperatorError
from parvis.model.figure import State

if TYPE_CHECKING:
    from parvis.publish import Difference

SHOWN = 20

CHANGES = {
    "added": N_("added"),
    "removed": N_("removed"),
    "state": N_("shown or hidden otherwise"),
    "value": N_("another value"),
    "interval": N_("another interval"),
}


@dataclass(frozen=True)
class Told:
    """What was done, for people and for programs."""

    words: str
    data: dict[str, object]


def _today() -> str:
    return dt.datetime.now(tz=dt.UTC).date().isoformat()


def _build(folder: Path) -> Path:
    build = folder / "build"
    if not build.is_dir():
        raise OperatorError.of("no_build", folder, name=folder.resolve().name)
    return build


def plan(folder: Path, supersedes: str | None) -> Told:
    """Return what a release would be and what it would add to what is known."""
    from parvis import publish
    from parvis.run.store import Store

    planned = publish.plan(_build(folder), folder / "releases", date=_today(), supersedes=supersedes)
    head = say(N_("Would be released as {release}: {files} files.")).format(
        release=planned.release, files=planned.files
    )
    against = (
        say(N_("Against {release}:")).format(release=planned.against) if planned.against else say(N_("First release:"))
    )
    changes = _counts(planned.difference)
    adds = Store(folder.resolve()).read("history.json")
    words = "\n".join([head, against, *_lines(changes), *(_history(adds) if adds else ())])
    data = {"release": planned.release, "files": planned.files, "bytes": planned.size, "against": planned.against}
    return Told(words, {**data, "changes": changes, "known": adds})


def _history(adds: dict[str, Any]) -> list[str]:
    """Return what a release adds to what is known of confidential sources, by past releases and by others."""
    said = N_("Confidential figures: {before} known already, {new} said for the first time.")
    kept = N_("Numbers that nobody may learn: {numbers}; too closely known already {open_before}, then {open_after}.")
    page = say(N_("Each hidden figure, and what could be done: {page}")).format(page=".parvis/audit/")
    return [say(said).format(**adds), say(kept).format(**adds), page]


def freeze(folder: Path, supersedes: str | None, words: str) -> Told:
    """Freeze the last build."""
    from parvis import publish

    name = publish.freeze(_build(folder), folder / "releases", date=_today(), supersedes=supersedes, words=words)
    place = folder / "releases" / name
    return Told(say(N_("Released: {place}")).format(place=place), {"release": name, "place": str(place)})


def withdraw(folder: Path, release: str, words: str) -> Told:
    """Take a release back."""
    from parvis import publish
    from parvis.run.store import Store

    private = Store(folder.resolve()).ensure()
    publish.withdraw(folder / "releases", release, date=_today(), words=words, private=private)
    said = say(N_("Withdrawn: {release}. A public notice stands in its place; rebuild to show it on the site."))
    return Told(said.format(release=release), {"withdrawn": release})


def compare(before: Path, after: Path) -> Told:
    """Return what changed from one build or release to another."""
    from parvis import publish

    for place in (before, after):
        if not (place / "figures.parquet").is_file():
            raise OperatorError.of("figures_missing", place)
    found = publish.difference(
        publish.read_figures(before / "figures.parquet"), publish.read_figures(after / "figures.parquet")
    )
    changes = _counts(found)
    rows = found.frame.astype(object).where(found.frame.notna(), None).to_dict("records")
    lines = [_row(row) for row in rows[:SHOWN]]
    if len(rows) > SHOWN:
        lines.append(say(N_("… and {count} more (--json lists them all)")).format(count=len(rows) - SHOWN))
    words = "\n".join([*_lines(changes), *lines])
    return Told(words, {"changes": changes, "unchanged": found.unchanged, "figures": rows})


def _counts(found: Difference) -> dict[str, int]:
    counted = Counter(str(change) for change in found.frame["change"])
    return {change: counted.get(change, 0) for change in CHANGES}


def _lines(changes: dict[str, int]) -> list[str]:
    told = N_("{change}: {count}")
    lines = [say(told).format(change=say(CHANGES[change]), count=count) for change, count in changes.items() if count]
    return [f"  {line}" for line in lines or [say(N_("nothing changed"))]]


def _row(row: dict[str, Any]) -> str:
    place = " ".join(str(row[k]) for k in ("indicator", "zone", "period") if row[k])
    before, after = (_shown(row[f"value_{when}"], row[f"state_{when}"]) for when in ("before", "after"))
    return say(N_("{place}: {before} → {after}")).format(place=place, before=before, after=after)


def _shown(value: float | None, state: str | None) -> str:
    """Return a value to six decimals, or the name of the state of a figure without one, or a dash for no figure."""
    from babel.numbers import format_decimal

    from parvis.publish.words import STATES

    if value is not None:
        return str(format_decimal(value, format="#,##0.######", locale=LANGUAGE))
    return say(STATES[State(state)].name) if state else "-"
