"""The index that the scripts search: zonings with their zones, and indicators, in one language."""

from __future__ import annotations

from typing import Any

from parvis.model.figure import State
from parvis.publish import addresses
from parvis.publish.edition import Edition
from parvis.publish.words import STATES, THEMES


def index_of(edition: Edition) -> dict[str, Any]:
    """Return zonings and indicators by their names; a zone is its id, name, communes, and its sheet's address if any.

    The order of a zoning's zones is that of the rows in `web_figures`.
    """
    return {
        "zonings": [_zoning(edition, zoning) for zoning in edition.zonings],
        "indicators": [_indicator(edition, id_) for _, _, ids in edition.themes for id_ in ids],
        "states": [_state(edition, state) for state in STATES],
    }


def _zoning(edition: Edition, zoning: str) -> dict[str, Any]:
    zones = [
        [place.id, place.name, "" if place.communes == place.name else place.communes, place.address or ""]
        for place in edition.places(zoning)
    ]
    page = addresses.zoning_page(zoning) if zoning in edition.sheet_zonings else ""
    return {"id": zoning, "name": edition.zoning_name(zoning), "page": page, "zones": zones}


def _indicator(edition: Edition, id_: str) -> dict[str, Any]:
    spec = edition.indicators[id_]
    return {
        "id": id_,
        "name": edition.text(spec.name),
        "question": edition.text(spec.question),
        "theme": edition.say(THEMES[spec.theme]),
        "zonings": [zoning for zoning in edition.zonings if edition.shelf.periods(id_, zoning)],
    }


def _state(edition: Edition, state: State) -> list[str]:
    words = edition.speech.state(state)
    return [words.code, words.name, words.meaning]
