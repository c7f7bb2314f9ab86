"""What the last build left behind: by this a build that would change nothing is known, and known again what it said."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from parvis.errors import OperatorError
from parvis.model.finding import Finding, Severity, Where
from parvis.run.store import Store

NAME = "build.json"
MANIFEST = "manifest.json"


@dataclass(frozen=True)
class LastBuild:
    """The last build of a territory: where it is, what it was made from and what was found.

    `inputs` is the key of its inputs, `forbidden` the uses that no clause permitted on its day (as in `Leave`).
    """

    key: str
    inputs: str
    forbidden: frozenset[tuple[str, str, str]]
    out: str
    mark: str
    figures: int
    findings: tuple[Finding, ...]

    @classmethod
    def read(cls, store: Store) -> Self | None:
        """Return the last build, or None where nothing is known of one: then another is made."""
        kept = store.read(NAME)
        try:
            found = tuple(_finding(one) for one in kept["findings"])
            forbidden = frozenset((str(i), str(z), str(b)) for i, z, b in kept["forbidden"])
            key, inputs, out = str(kept["key"]), str(kept["inputs"]), str(kept["out"])
            return cls(key, inputs, forbidden, out, str(kept["mark"]), int(kept["figures"]), found)
        except (KeyError, TypeError, ValueError):
            return None

    def keep(self, store: Store, name: str = NAME) -> None:
        """Keep this as the last build, or under another name until it is."""
        kept = {
            "key": self.key,
            "inputs": self.inputs,
            "forbidden": sorted(self.forbidden),
            "out": self.out,
            "mark": self.mark,
            "figures": self.figures,
        }
        store.keep(name, {**kept, "findings": [_plain(finding) for finding in self.findings]})

    def is_still(self, key: str, out: Path, *, verify: bool) -> bool:
        """Return whether the build in `out` is this one, of this key, and its files are as they were written.

        Size and time tell, as for sources; with `verify` every file is read and compared with the manifest.
        """
        if self.key != key or self.out != str(out) or self.mark != files_mark(out):
            return False
        return not verify or _as_built(out)


def files_mark(build: Path) -> str:
    """Return a mark of the files of a build: other files, or files written since, have another; "" where one is gone.

    The manifest counts by its content, what it lists by size and time. Files that it does not list count for nothing.
    """
    digest = hashlib.sha256()
    try:
        manifest = (build / MANIFEST).read_bytes()
        digest.update(manifest)
        for entry in json.loads(manifest)["files"]:
            stat = (build / entry["path"]).stat()
            digest.update(f"{entry['path']} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    except (OSError, ValueError, KeyError, TypeError):
        return ""
    return digest.hexdigest()


def _as_built(build: Path) -> bool:
    from parvis.publish.manifest import verified

    try:
        verified(build)
    except OperatorError as error:
        return all(finding.code == "build_file_unlisted" for finding in error.findings)
    return True


def _plain(finding: Finding) -> dict[str, Any]:
    places = {"where": finding.where, "described": finding.described}
    said = {name: place and [str(place.file), place.line, place.column] for name, place in places.items()}
    return {**said, "code": finding.code, "values": dict(finding.values), "severity": finding.severity.value}


def _finding(kept: dict[str, Any]) -> Finding:
    where, described = (_place(kept[name]) for name in ("where", "described"))
    return Finding(str(kept["code"]), where, dict(kept["values"]), Severity(kept["severity"]), described)


def _place(kept: list[Any] | None) -> Where | None:
    return None if kept is None else Where(Path(kept[0]), int(kept[1]), int(kept[2]))
