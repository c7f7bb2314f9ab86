"""Where each page lies: addresses that stay the same from one build to the next and are safe as file names."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from urllib.parse import urlsplit

HOME = "index.html"
INDICATORS = "indicators/index.html"
SOURCES = "sources.html"
NOT_SHOWN = "not-shown.html"
HOW_TO_READ = "how-to-read.html"
RELEASES = "releases.html"
FEED = "releases.atom"
EXPLORE = "explore.html"
COMPARE = "compare.html"
FIGURE_ALONE = "embed/figure.html"
HOW_SURE = "how-sure.html"
ABOUT = "about.html"
LEGAL = "legal.html"
ACCESSIBILITY = "accessibility.html"

_LONGEST = 80
_TAKEN = {"", "index", "con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


def file_names(ids: Iterable[str]) -> dict[str, str]:
    """Return a file name, without its ending, for each id: letters, digits, `_`, `-` and `~` only, no two alike.

    Other characters become `~` and their bytes in hexadecimal. Ids that differ by case alone, that a file system
    keeps for itself or that are too long get a piece of their hash, so a name depends on other ids in such cases only.

    >>> file_names(["QP093012", "93/010 é"])
    {'QP093012': 'QP093012', '93/010 é': '93~2f010~20~c3~a9'}
    """
    plain = {one: _encoded(one) for one in ids}
    alike = Counter(name.casefold() for name in plain.values())
    return {
        one: name if alike[name.casefold()] == 1 and _is_safe(name) else f"{name[:_LONGEST]}~{_hash(one)}"
        for one, name in plain.items()
    }


def _encoded(one: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", lambda m: "".join(f"~{byte:02x}" for byte in m[0].encode()), one)


def _is_safe(name: str) -> bool:
    return name.casefold() not in _TAKEN and len(name) <= _LONGEST


def _hash(one: str) -> str:
    return sha256(one.encode()).hexdigest()[:8]


def zoning_page(zoning: str) -> str:
    """Return the address of the list of a zoning's zones."""
    return f"zones/{zoning}/index.html"


def indicator_page(indicator: str) -> str:
    """Return the address of an indicator's page."""
    return f"indicators/{indicator}.html"


def embed_page(indicator: str, zoning: str) -> str:
    """Return the address of the page that shows an indicator's map of a zoning inside another site."""
    return f"embed/{indicator}-{zoning}.html"


def up(address: str) -> str:
    """Return the way from a page back to its language's folder: empty, or `../` as often as it takes.

    >>> up("zones/qpv2015/QP093012.html")
    '../../'
    """
    return "../" * address.count("/")


def web_link(address: str | None) -> str | None:
    """Return a link that may be followed (http, https), or None: the folder's author may have written anything."""
    if address is None or urlsplit(address).scheme not in ("http", "https"):
        return None
    return address


def contact_link(contact: str | None) -> str | None:
    """Return a link to a web page or an e-mail address, or None.

    >>> contact_link("observatoire@bondy.example")
    'mailto:observatoire@bondy.example'
    """
    if contact is not None and re.fullmatch(r"[^@\s:/?&]+@[^@\s:/?&]+", contact):
        return f"mailto:{contact}"
    return web_link(contact)
