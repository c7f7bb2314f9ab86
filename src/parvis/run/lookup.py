"""Address files, ready to be searched: each is indexed once, however many sources are looked up in it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from parvis.errors import FolderError
from parvis.model.finding import Finding, Severity, Where
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Snapshot

if TYPE_CHECKING:
    from parvis.check.by_address import Match
    from parvis.locate import AddressBook


class Books:
    """The address files of a territory, by source."""

    def __init__(self, snapshots: Mapping[str, Snapshot]) -> None:
        self._snapshots = snapshots
        self._made: dict[str, AddressBook] = {}

    def match(self, spec: SourceSpec) -> Match | None:
        """Return what looks up the addresses of a source, None where it has none.

        Raises FolderError where its address file has no names of streets.
        """
        from parvis.locate import match_addresses

        if spec.address is None:
            return None
        name = spec.address.reference
        if name not in self._made:
            self._made[name] = _book(name, self._snapshots[name])
        return partial(match_addresses, reference=self._made[name], threshold=spec.address.threshold)

    def warnings(self, spec: SourceSpec) -> tuple[Finding, ...]:
        """Return a warning where the address file of a source cannot tell communes apart as people name them."""
        if spec.address is None or self._made[spec.address.reference].tells_places:
            return ()
        where = Where(Path(f"sources/{spec.address.reference}.yml"))
        values = {"source": spec.address.reference}
        return (Finding("address_reference_bare", where, values, Severity.WARNING),)


def _book(source: str, snapshot: Snapshot) -> AddressBook:
    from parvis.locate import AddressBook

    if "street" not in snapshot.frame:
        where = Where(Path(f"sources/{source}.yml"))
        raise FolderError([Finding("address_reference_streets", where, {"source": source})])
    return AddressBook(snapshot.frame)
