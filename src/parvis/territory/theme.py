"""Files that a theme names: there, inside the folder, of a kind that browsers read, and light."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from parvis.model.finding import Finding
from parvis.territory.declared import Declared
from parvis.territory.place import leaves_folder

ENDINGS = {"logo": (".svg", ".png"), "font": (".woff2",)}
HEAVIEST = 300_000
"""Bytes of a file that every page loads."""


def theme_findings(declared: Declared, folder: Path) -> Iterator[Finding]:
    """Yield logo and font that cannot be published with the pages."""
    territory, document = declared.territory, declared.territory_document
    if territory is None or document is None or territory.theme is None:
        return
    for key, endings in ENDINGS.items():
        place = getattr(territory.theme, key)
        if place is not None:
            where, values = document.where(("theme", key)), {"place": place}
            if leaves_folder(place):
                yield Finding("place_outside", where, values)
            elif Path(place).suffix.lower() not in endings:
                yield Finding("theme_ending", where, {**values, "endings": ", ".join(endings)})
            elif not (folder / place).is_file():
                yield Finding("theme_file_missing", where, values)
            elif (folder / place).stat().st_size > HEAVIEST:
                yield Finding("theme_file_heavy", where, {**values, "most": HEAVIEST // 1000})
