"""What the scripts of the pages read: classic scripts that load from a disk as well, where nothing can be fetched.

data/web/LANGUAGE/words.js            the words of the scripts, and what the site says of itself
data/web/LANGUAGE/index.js            zonings, zones and indicators: what can be searched and chosen
data/web/LANGUAGE/figures/ID.js       an indicator: its figures as pages write them, with their classes
data/web/shapes/ZONING.js             a zoning's outlines in degrees
data/web/shapes/ground-LAYER.js       what lies around the zones: water, green, streets, ...
data/web/streets.js                   streets and the zones in which their addresses lie, where an address file is named

Everything in them stands on the pages or in the tables as well. A file is read when a reader asks for what it holds.
"""

from __future__ import annotations

import json
from pathlib import Path

from parvis.publish.edition import Edition, Grounds
from parvis.publish.heads import site_address
from parvis.publish.outlines import outlines
from parvis.publish.script_words import script_words
from parvis.publish.web_figures import figures_of
from parvis.publish.web_index import index_of


def write_web(edition: Edition, site: Path) -> None:
    """Write the scripts' data in one language, below the folder of the site."""
    folder = site / "data" / "web" / edition.language
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    _write(folder / "words.js", f"var parvisWords={_json(_told(edition))};\n")
    _write(folder / "index.js", _call("index", index_of(edition)))
    for indicator in edition.indicators:
        _write(folder / "figures" / f"{indicator}.js", _call(f"figures/{indicator}", figures_of(edition, indicator)))


def write_shapes(grounds: Grounds, site: Path) -> None:
    """Write the outlines of each zoning and of the ground, which are in no language, below the folder of the site."""
    folder = site / "data" / "web" / "shapes"
    folder.mkdir(parents=True, exist_ok=True)
    for zoning, zones in grounds.observatory.zones.items():
        _write(folder / f"{zoning}.js", _call(f"shapes/{zoning}", outlines(zones.frame)))
    for layer, drawn in grounds.ground.items():
        _write(folder / f"ground-{layer}.js", _call(f"shapes/ground-{layer}", drawn))


def write_streets(grounds: Grounds, site: Path) -> None:
    """Write the streets that can be looked up, below the folder of the site; nothing where there are none.

    A street is [name, commune, parts], a part [numbers, zones]: numbers by spaces, "" for all; zones as ZONING/ZONE.
    """
    streets = [
        [
            street.name,
            street.commune,
            [[_listed(part.numbers), ["/".join(zone) for zone in part.zones]] for part in street.parts],
        ]
        for street in grounds.observatory.streets
    ]
    if streets:
        _write(site / "data" / "web" / "streets.js", _call("streets", streets))


def _listed(numbers: tuple[str, ...]) -> str:
    return " ".join(number.replace(" ", "") for number in numbers)


def _told(edition: Edition) -> dict[str, object]:
    return {
        "language": edition.language,
        "site": site_address(edition.territory) or "",
        "territory": edition.text(edition.territory.name),
        "publisher": edition.territory.publisher,
        "release": edition.observatory.release,
        "built": edition.speech.day(edition.observatory.built),
        "ground": list(edition.grounds.ground),
        "addresses": bool(edition.observatory.streets),
        "words": script_words(edition.speech),
    }


def _call(name: str, value: object) -> str:
    """Return the script that hands a value to `parvis.data` in web/src/data.ts."""
    return f"parvis.data({_json(name)},{_json(value)});\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="\n")
