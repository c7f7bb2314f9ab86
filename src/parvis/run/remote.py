"""Sources at an address: where their files are in the private store, and fetching those that are not there."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from parvis.errors import ParvisError
from parvis.model.finding import Finding, Where
from parvis.model.folder import Folder
from parvis.model.progress import Progress
from parvis.run.store import Store
from parvis.territory import expand, filled, is_address

CACHE = "cache"


def place_of(place: str, root: Path) -> Path:
    """Return the file that a source's `place` means, whether it is there or not; nothing is fetched."""
    named = filled(place, os.environ)
    if not is_address(named):
        return expand(place, root, os.environ)
    from parvis.collect.fetch import cached

    return cached(named, Store(root).path / CACHE)


def bring(root: Path, folder: Folder, used: Iterable[str], *, refresh: bool, progress: Progress) -> tuple[Finding, ...]:
    """Fetch the files of those sources used that lie at an address; return what was found.

    What is in the store is not fetched again unless `refresh` asks for it. Raises the error of the first source that
    cannot be had, with the findings of all of them.
    """
    places = {source: filled(folder.sources[source].place, os.environ) for source in used}
    remote = {source: place for source, place in places.items() if is_address(place)}
    if not remote:
        return ()
    from parvis.collect.fetch import fetch

    cache = Store(root).ensure() / CACHE
    faults: list[ParvisError] = []
    findings: list[Finding] = []
    for source, place in remote.items():
        try:
            findings.extend(_about(source, fetch(place, cache, refresh=refresh, progress=progress).findings))
        except ParvisError as fault:
            faults.append(type(fault)(_about(source, fault.findings)))
    if faults:
        raise type(faults[0])([finding for fault in faults for finding in fault.findings])
    return tuple(findings)


def _about(source: str, findings: Iterable[Finding]) -> list[Finding]:
    return [replace(finding, where=Where(Path(f"sources/{source}.yml"))) for finding in findings]
