"""A city's logo, colour and font, put over the neutral look."""

from __future__ import annotations

from pathlib import Path, PurePath

from parvis.model.observatory import Observatory
from parvis.model.theme import LEAST_CONTRAST, contrast

DARK_PAPER = "#14191c"
"""Ground of the pages in a dark scheme: --paper in site.css."""


def logo_of(observatory: Observatory) -> str:
    """Return the name of the logo among the static files; empty without one."""
    theme = observatory.folder.territory.theme
    return f"logo{PurePath(theme.logo).suffix.lower()}" if theme and theme.logo else ""


def write_theme(observatory: Observatory, static: Path) -> None:
    """Write `theme.css` and the files it needs into the folder of static files; an empty sheet without a theme."""
    theme, lines = observatory.folder.territory.theme, []
    if theme and theme.logo:
        (static / logo_of(observatory)).write_bytes(observatory.assets[theme.logo])
    if theme and theme.font:
        (static / "font.woff2").write_bytes(observatory.assets[theme.font])
        lines.append('@font-face{font-family:"Territory";src:url("font.woff2") format("woff2");font-display:swap}')
        lines.append(':root{--font:"Territory",system-ui,sans-serif}')
    if theme and theme.accent:
        light, dark = theme.accent, on_dark(theme.accent)
        lines.append(f":root{{--accent:{light}}}")
        lines.append(f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark}}}}}")
        lines.append("@media print{:root{--accent:#000}}")
    (static / "theme.css").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def on_dark(colour: str) -> str:
    """Return the colour, mixed with as much white as makes it legible on a dark ground.

    >>> on_dark("#8ec4ea"), on_dark("#14527d")
    ('#8ec4ea', '#5a86a4')
    """
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    for white in range(0, 101, 2):
        mixed = "#" + "".join(f"{round(part + (255 - part) * white / 100):02x}" for part in parts)
        if contrast(mixed, DARK_PAPER) >= LEAST_CONTRAST:
            return mixed
    return "#ffffff"
