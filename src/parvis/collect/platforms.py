"""Datasets of open data platforms by their id: where their files are is asked of the platform."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from parvis.collect.download import Patience, download, shown
from parvis.errors import SourceError

FORM = re.compile(r"(udata|ods|ckan):([^/\s]+)/([^/\s]+)")
DATA_GOUV = "https://www.data.gouv.fr"


def is_platform(place: str) -> bool:
    """Return whether a place names a dataset of a platform.

    >>> is_platform("udata:5de8f397634f4164071119c5/0b6f7a2d"), is_platform("data/x.csv")
    (True, False)
    """
    return FORM.fullmatch(place) is not None


def resolved(place: str, patience: Patience, bases: Mapping[str, str] | None = None) -> str:
    """Return the address of the file that a place names.

    `udata:DATASET/RESOURCE` is a file on data.gouv.fr, `ods:HOST/DATASET` the CSV export of an Opendatasoft portal,
    `ckan:HOST/RESOURCE` a file of a CKAN portal. `bases` replaces the address of a platform or host. Raises SourceError
    where the platform's answer names no file.
    """
    form = FORM.fullmatch(place)
    assert form is not None
    platform, first, second = form[1], form[2], quote(form[3])
    known = bases or {}
    if platform == "ods":
        base = known.get(first, f"https://{first}")
        # Explore API 2.1, /catalog/datasets/{id}/exports/csv
        return f"{base}/api/explore/v2.1/catalog/datasets/{second}/exports/csv?delimiter=%3B"
    if platform == "udata":
        base = known.get("udata", DATA_GOUV)
        api = f"{base}/api/1/datasets/{quote(first)}/resources/{second}/"
        return _url(place, api, _json(api, patience))
    base = known.get(first, f"https://{first}")
    api = f"{base}/api/3/action/resource_show?id={second}"
    answer = _json(api, patience)
    return _url(place, api, answer.get("result") if isinstance(answer, dict) else None)


def _json(api: str, patience: Patience) -> object:
    with tempfile.TemporaryDirectory(prefix="parvis-") as folder:
        content = download(api, Path(folder, "answer"), patience).file.read_bytes()
    try:
        return json.loads(content)
    except ValueError:
        return None


def _url(place: str, api: str, described: object) -> str:
    url = described.get("url") if isinstance(described, dict) else None
    if not isinstance(url, str) or not re.match(r"https?://", url):
        raise SourceError.of("platform_answer", None, place=place, address=shown(api))
    return url
