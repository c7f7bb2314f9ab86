"""Where a source's file lies: a path from the territory folder, with names taken from the environment."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

NAME = re.compile(r"\$\{([^{}]*)\}")
ADDRESS = re.compile(r"https?://|(?:udata|ods|ckan):[^/\s]+/[^/\s]+$", re.IGNORECASE)


def undefined(place: str, environment: Mapping[str, str]) -> list[str]:
    """Return the names in a place that the environment leaves undefined or empty.

    >>> undefined("${DATA}/x.csv", {"DATA": ""})
    ['DATA']
    """
    return [name for name in NAME.findall(place) if not environment.get(name)]


def leaves_folder(place: str) -> bool:
    """Return whether a relative path climbs out of the folder that it starts in.

    >>> leaves_folder("../elsewhere/x.csv"), leaves_folder("data/../x.csv"), leaves_folder("/srv/../x.csv")
    (True, False, False)
    """
    depth = 0
    for part in () if place.startswith(("/", "${")) or is_address(place) else PurePosixPath(place).parts:
        depth += -1 if part == ".." else 1
        if depth < 0:
            return True
    return False


def expand(place: str, folder: Path, environment: Mapping[str, str]) -> Path:
    """Return the path that a source's `place` means; relative ones start in the territory folder.

    Raises KeyError where a name is undefined; `read` has found that before.

    >>> expand("${DATA}/cells.gpkg", Path("/town"), {"DATA": "/srv"}).as_posix()
    '/srv/cells.gpkg'
    >>> expand("data/cells.gpkg", Path("/town"), {}).as_posix()
    '/town/data/cells.gpkg'
    """
    return folder / filled(place, environment)


def filled(place: str, environment: Mapping[str, str]) -> str:
    """Return a place with its names taken from the environment; raises KeyError where one is undefined.

    >>> filled("https://example.org/${KEY}.csv", {"KEY": "a"})
    'https://example.org/a.csv'
    """
    return NAME.sub(lambda name: environment[name[1]], place)


def is_address(place: str) -> bool:
    """Return whether a place is on the web: an http(s) address, or a dataset of an open data platform.

    >>> is_address("https://example.org/a.csv"), is_address("ods:data.example.org/zones"), is_address("data/a.csv")
    (True, True, False)
    """
    return ADDRESS.match(place) is not None
