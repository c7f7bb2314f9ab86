"""The fictional town, written where the user says; the truth elsewhere."""

from __future__ import annotations

from pathlib import Path

from parvis.errors import FolderError
from parvis.run.ahead import compiled_ahead


def write_town(folder: Path, *, truth: Path | None, seed: int, inhabitants: int) -> None:
    """Write the territory folder of a fictional town, and its truth where asked.

    Raises FolderError where the folder holds something that is not such a town, or would hold its own truth.
    """
    from parvis import demo

    if truth is not None and truth.resolve().is_relative_to(folder.resolve()):
        raise FolderError.of("truth_inside", folder, truth=truth.name)
    if folder.exists() and any(folder.iterdir()) and not (folder / demo.MARK).is_file():
        raise FolderError.of("folder_not_empty", folder, name=folder.name)
    with compiled_ahead():  # what comes next is a build
        city = demo.city(seed, inhabitants)
        demo.write_territory(city, folder)
        if truth is not None:
            demo.write_truth(city, truth)
