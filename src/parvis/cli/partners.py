"""Agreements and what must go when they are over, called and put into words."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

from parvis.cli.language import LANGUAGE, N_, say
from parvis.cli.releases import Told

if TYPE_CHECKING:
    from parvis.run.purge import Item
    from parvis.run.register import Entry, Use

STANDINGS = {
    "in_force": N_("in force"),
    "not_started": N_("not started"),
    "ended": N_("ended"),
    "withdrawn": N_("withdrawn"),
}

REFUSED = {
    "purpose": N_("no clause has this purpose"),
    "zoning": N_("no clause permits this zoning"),
    "output": N_("no clause permits this kind of figure"),
    "breakdown": N_("no clause permits this breakdown"),
}

FATES = {
    "remove": N_("will be removed: {file} ({source}: its agreement is over since {date})"),
    "elsewhere": N_("remove it yourself: {file} ({source}: it lies outside the territory folder)"),
    "shared": N_("not removed: {file} ({source}: a source that may be used lies in the same file)"),
    "retained": N_("may stay until {date}: {file} ({source})"),
}


def _today() -> str:
    return dt.datetime.now(tz=dt.UTC).date().isoformat()


def agreements(folder: Path) -> Told:
    """Return the register of agreements."""
    import parvis
    from parvis.run.register import register

    root = folder.resolve()
    entries = register(parvis.open(root).declarations(), _today())
    words = "\n\n".join(_words(entry) for entry in entries) or say(N_("No agreements."))
    return Told(words, {"agreements": [_data(entry) for entry in entries]})


def _words(entry: Entry) -> str:
    agreement = entry.agreement
    lines = [
        f"{entry.id}: {agreement.name.in_(LANGUAGE)} ({agreement.reference})",
        f"  {say(STANDINGS[entry.standing])}, {agreement.start} – {agreement.withdrawn or agreement.end}",
        f"  {', '.join(_who(entry, 'provider'))} → {', '.join(_who(entry, 'recipient', 'processor'))}",
    ]
    if entry.ends_soon:
        lines.append("  ! " + say(N_("ends in {days} days: renew it in time")).format(days=entry.days))
    if entry.remove_by is not None:
        lines.append("  ! " + say(N_("its data must be gone by {date}: `parvis purge`")).format(date=entry.remove_by))
    purposes = ", ".join(words.in_(LANGUAGE) for words in agreement.purposes.values())
    lines.append("  " + say(N_("purposes: {purposes}")).format(purposes=purposes))
    lines.append("  " + say(N_("sources: {sources}")).format(sources=", ".join(entry.sources) or "-"))
    return "\n".join([*lines, *_indicators(entry)])


def _who(entry: Entry, *roles: str) -> list[str]:
    return [party.name for party in entry.agreement.parties if party.role in roles]


def _indicators(entry: Entry) -> list[str]:
    """Return a line an indicator and clause, or reason why none permits it, with the zonings and breakdowns meant."""
    grouped: dict[tuple[str, str], dict[str, None]] = {}
    for use in entry.uses:
        about = use.zoning if use.breakdown == "total" else f"{use.zoning} × {use.breakdown}"
        grouped.setdefault((use.indicator, _basis(use, entry)), {})[about] = None
    return [f"    {indicator}: {basis} ({', '.join(about)})" for (indicator, basis), about in grouped.items()]


def _basis(use: Use, entry: Entry) -> str:
    if use.permitted:
        return use.clause
    said = REFUSED.get(use.reason)
    reason = say(STANDINGS[entry.standing]) if said is None else f"{say(said)}, {use.clause}"
    return say(N_("not permitted: {reason}")).format(reason=reason)


def _data(entry: Entry) -> dict[str, object]:
    agreement = entry.agreement
    return {
        "id": entry.id,
        "name": dict(agreement.name),
        "reference": agreement.reference,
        "parties": [{"name": party.name, "role": party.role} for party in agreement.parties],
        "signed": agreement.signed,
        "start": agreement.start,
        "end": agreement.end,
        "withdrawn": agreement.withdrawn,
        "state": entry.standing,
        "ends_soon": entry.ends_soon,
        "remove_by": entry.remove_by,
        "purposes": {purpose: dict(words) for purpose, words in agreement.purposes.items()},
        "sources": list(entry.sources),
        "uses": [use.__dict__ for use in entry.uses],
    }


def purge_plan(folder: Path, source: str | None) -> tuple[Item, ...]:
    """Return what a purge would do with the sources whose agreement is over, or with one source."""
    import parvis
    from parvis.run.inputs import places_of
    from parvis.run.purge import planned

    root = folder.resolve()
    if source is None and not (root / "territory.yml").exists():
        return ()
    declared = parvis.open(root).declarations()
    return planned(root, declared, places_of(root, declared), date=_today(), only=source)


def in_words(items: tuple[Item, ...]) -> tuple[str, ...]:
    """Return a line a file that goes, stays, or is for a person to remove."""
    return tuple(
        say(FATES[item.fate.value]).format(file=file, source=item.source, date=item.date)
        for item in items
        if item.fate.value in FATES
        for file in item.files
    )


def purge(folder: Path, items: tuple[Item, ...], *, whole: bool) -> Told:
    """Remove what the items say and, unless one source was asked for, empty the private store."""
    from parvis.run.purge import Fate, carry_out
    from parvis.run.store import Store

    root = folder.resolve()
    removed = [*carry_out(root, items), *(Store(root).purge() if whole else ())]
    lines = [say(N_("removed {name} ({size} bytes)")).format(name=name, size=size) for name, size in removed]
    left = [item for item in items if item.fate in (Fate.ELSEWHERE, Fate.SHARED, Fate.RETAINED)]
    lines += in_words(tuple(left))
    if any(item.fate is Fate.REMOVE or item.fate is Fate.ELSEWHERE for item in items):
        lines.append(say(N_("Build again: its figures stand in build/ and on your site until you do.")))
        if (root / "releases" / "ledger.jsonl").exists():
            lines.append(say(N_("Releases keep what they published; `parvis release --withdraw` takes one back.")))
    words = "\n".join(lines or [say(N_("Nothing to remove."))])
    return Told(
        words,
        {
            "removed": [{"name": name, "bytes": size} for name, size in removed],
            "left": [
                {"source": i.source, "why": i.fate.value, "date": i.date, "files": [str(f) for f in i.files]}
                for i in left
            ],
        },
    )
