"""What the last build was made with, kept in the private store: its declarations and its zones.

With the build's own published files this gives the observatory back, without reading a source again: what is printed
from it says what the build says, whatever has happened to the folder since.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import geopandas as gpd

from parvis.errors import OperatorError
from parvis.model.folder import Folder
from parvis.model.observatory import Observatory
from parvis.model.zones import Zones
from parvis.run.last import NAME as LAST
from parvis.run.last import LastBuild, files_mark
from parvis.run.store import Store

NAME = "made_with"
_NEXT = f"{NAME}.next"
_ABOUT = "about.json"


@contextmanager
def keeping(observatory: Observatory, store: Store, last: LastBuild) -> Iterator[None]:
    """Keep the declarations and the zones of a build, and its record, in place of those of the last.

    They are written before the block, in which the build takes its place, and take theirs after it, without more room:
    where the disk is full nothing has changed yet.
    """
    folder = store.ensure() / _NEXT
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(mode=0o700)
        _write(observatory, store, folder)
        last.keep(store, f"{_NEXT}/{LAST}")
        yield
        (folder / LAST).replace(store.path / LAST)
        shutil.rmtree(store.path / NAME, ignore_errors=True)
        folder.rename(store.path / NAME)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _write(observatory: Observatory, store: Store, folder: Path) -> None:
    for zoning, zones in observatory.zones.items():
        zones.frame.to_parquet(folder / f"zones-{zoning}.parquet")
    for layer, shapes in observatory.context.items():
        gpd.GeoDataFrame(geometry=shapes).to_parquet(folder / f"context-{layer}.parquet")
    for table in folder.iterdir():
        table.chmod(0o600)
    about = {
        "release": observatory.release,
        "folder": observatory.folder.model_dump_json(),  # as text: the store sorts keys, and an order is told here
        "zones": {
            id_: {"year": zones.year, "kind": zones.kind, "members": zones.members}
            for id_, zones in observatory.zones.items()
        },
        "context": list(observatory.context),
    }
    store.keep(f"{_NEXT}/{_ABOUT}", about)


def last_build(root: Path) -> LastBuild:
    """Return the last build of a territory folder.

    Raises OperatorError where there is no build, or where its files are no longer those that it wrote.
    """
    store = Store(root)
    last, about = LastBuild.read(store), store.read(f"{NAME}/{_ABOUT}")
    if last is None or not about or about["release"] != last.key[:12] or not Path(last.out).is_dir():
        raise OperatorError.of("no_build", root, name=root.name)
    if files_mark(Path(last.out)) != last.mark:
        raise OperatorError.of("build_changed", Path(last.out), name=Path(last.out).name)
    return last


def published_by(last: LastBuild, root: Path) -> Observatory:
    """Return the observatory that the last build of a territory folder published."""
    from parvis import publish

    store = Store(root)
    kept, about = store.path / NAME, store.read(f"{NAME}/{_ABOUT}")
    zones = {id_: _zones(id_, kept, said) for id_, said in about["zones"].items()}
    context = {layer: gpd.read_parquet(kept / f"context-{layer}.parquet").geometry for layer in about["context"]}
    folder = Folder.model_validate_json(about["folder"])
    notices = publish.notices(root / "releases")
    return publish.read_published(Path(last.out), folder, zones, context, notices)


def _zones(zoning: str, kept: Path, said: dict[str, Any]) -> Zones:
    members = {
        other: {zone: tuple(inside) for zone, inside in of_zone.items()} for other, of_zone in said["members"].items()
    }
    return Zones(zoning, said["year"], gpd.read_parquet(kept / f"zones-{zoning}.parquet"), said["kind"], members)
