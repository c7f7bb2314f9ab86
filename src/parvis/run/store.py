"""The private working store `.parvis/`: hashes of sources, rejected rows, audits, state; mode 0700, never published."""

from __future__ import annotations

import errno
import fcntl
import hashlib
import hmac
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from parvis.errors import OperatorError

if TYPE_CHECKING:
    import pandas as pd

NAME = ".parvis"


class Store:
    """The private store of one territory folder; made on first use."""

    def __init__(self, territory: Path) -> None:
        self.path = territory / NAME

    def ensure(self) -> Path:
        """Return the store's folder, readable by its owner only."""
        self.path.mkdir(mode=0o700, exist_ok=True)
        self.path.chmod(0o700)
        return self.path

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the store for one build; raise OperatorError where another build holds it."""
        with (self.ensure() / "lock").open("w") as handle:
            _sealed(self.path / "lock")
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EACCES):
                    raise
                raise OperatorError.of("build_under_way", self.path) from error
            yield

    def read(self, name: str) -> dict[str, Any]:
        """Return what was kept under a name; nothing where the file is absent or damaged, for all can be remade."""
        try:
            kept = json.loads((self.path / name).read_bytes())
        except (FileNotFoundError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}

    def keep(self, name: str, value: object) -> None:
        """Keep a value under a name, at once or not at all."""
        target = self.ensure() / name
        aside = target.with_suffix(".tmp")
        aside.write_text(json.dumps(value, indent=1, sort_keys=True), encoding="utf-8")
        _sealed(aside)
        aside.replace(target)

    def hash_of(self, file: Path, *, verify: bool = False) -> str:
        """Return a file's SHA-256; it is read again when size, time or inode changed, or where asked to verify."""
        known = self.read("hashes.json")
        stat = file.stat()
        mark = [stat.st_size, stat.st_mtime_ns, stat.st_ino]
        entry = known.get(str(file))
        if isinstance(entry, dict) and entry.get("mark") == mark and "sha256" in entry and not verify:
            return str(entry["sha256"])
        with file.open("rb") as stream:
            known[str(file)] = {"mark": mark, "sha256": hashlib.file_digest(stream, "sha256").hexdigest()}
        self.keep("hashes.json", known)
        return str(known[str(file)]["sha256"])

    def keyed(self, content: str) -> str:
        """Return a hash of a hash under a secret of this store: it tells nobody else what the content may be."""
        secret = self.ensure() / "secret"
        if not secret.exists():
            descriptor = os.open(secret, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(os.urandom(32))
        return hmac.new(secret.read_bytes(), content.encode(), hashlib.sha256).hexdigest()

    def keep_rejected(self, source: str, rows: pd.DataFrame) -> None:
        """Keep the rejected rows of a source, with their reasons; remove those of an earlier reading."""
        target = self.ensure() / "rejected" / f"{source}.csv"
        if rows.empty:
            target.unlink(missing_ok=True)
            return
        target.parent.mkdir(mode=0o700, exist_ok=True)
        rows.to_csv(target, index=False)
        _sealed(target)

    def keep_addresses(self, source: str, rows: pd.DataFrame) -> None:
        """Keep where the accepted rows of a source were placed by their addresses, with the score of each."""
        target = self.ensure() / "addresses" / f"{source}.csv"
        target.parent.mkdir(mode=0o700, exist_ok=True)
        rows.drop(columns="geometry", errors="ignore").to_csv(target, index=False)
        _sealed(target)

    def reports(self, source: str) -> Path:
        """Return the folder for the reports about a source to those who made it, readable by its owner only."""
        folder = self.ensure() / "reports" / source
        for made in (folder.parent, folder):
            made.mkdir(mode=0o700, exist_ok=True)
        return folder

    def keep_audit(self, figures: pd.DataFrame, verdicts: pd.DataFrame) -> None:
        """Keep the private audit of the last build."""
        for name, table in (("audit_figures", figures), ("audit_verdicts", verdicts)):
            target = self.ensure() / f"{name}.parquet"
            table.to_parquet(target, index=False)
            _sealed(target)

    def purge(self) -> tuple[tuple[str, int], ...]:
        """Remove caches, rejected rows, audit and state; return what was removed, as (name, bytes).

        Withdrawn releases stay: what they said is known for ever, and audits count it.
        """
        removed = []
        for path in sorted(self.path.iterdir()) if self.path.exists() else ():
            if path.name in ("withdrawn", "lock"):
                continue
            files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
            removed.append((path.name, sum(p.stat().st_size for p in files)))
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        return tuple(removed)


def _sealed(file: Path) -> None:
    """Let nobody but its owner read a file, wherever a copy of the store may come to lie."""
    file.chmod(0o600)


def package_hash() -> str:
    """Return the hash of Parvis's own code, templates and words: another version is another build."""
    digest = hashlib.sha256()
    root = Path(__file__).parents[1]
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            if not name.endswith(".pyc"):
                path = Path(folder) / name
                digest.update(str(path.relative_to(root)).encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()
