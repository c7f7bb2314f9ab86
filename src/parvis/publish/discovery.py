"""What leads to the site: the map of its pages for search engines, and the feed of its releases.

Both speak in absolute addresses only, and so are written where territory.yml says the `homepage`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from parvis.model.observatory import Notice, Observatory
from parvis.publish import addresses
from parvis.publish.edition import Edition
from parvis.publish.words import EVENTS

MOST_PAGES = 50_000
"""Addresses that one map of a site may list (sitemaps.org); beyond, there is a list of maps."""

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


def write_sitemap(site: str, observatory: Observatory, pages: Sequence[str], out: Path) -> None:
    """Write `sitemap.xml` and `robots.txt`; `pages` are addresses in a language's folder, `site` ends with a slash."""
    languages = observatory.folder.territory.languages
    written = [_page(site, language, page, observatory.built, languages) for page in pages for language in languages]
    parts = [written[start : start + MOST_PAGES] for start in range(0, len(written), MOST_PAGES)]
    names = ["sitemap.xml"] if len(parts) == 1 else [f"sitemap-{n}.xml" for n, _ in enumerate(parts, 1)]
    for name, part in zip(names, parts, strict=True):
        opened = f'<urlset xmlns="{_SITEMAP}" xmlns:xhtml="http://www.w3.org/1999/xhtml">'
        _write(out / name, [f"{_XML}{opened}", *part, "</urlset>"])
    if len(parts) > 1:
        listed = (f"<sitemap><loc>{escape(site + name)}</loc></sitemap>" for name in names)
        _write(out / "sitemap.xml", [f'{_XML}<sitemapindex xmlns="{_SITEMAP}">', *listed, "</sitemapindex>"])
    _write(out / "robots.txt", ["User-agent: *", "Allow: /", f"Sitemap: {site}sitemap.xml"])


def _page(site: str, language: str, page: str, day: str, languages: Iterable[str]) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{other}" href={quoteattr(f"{site}{other}/{page}")}/>'
        for other in languages
    )
    return f"<url><loc>{escape(f'{site}{language}/{page}')}</loc><lastmod>{day}</lastmod>{others}</url>"


def write_feed(site: str, edition: Edition, out: Path) -> None:
    """Write the feed of releases and notices of a language (Atom, RFC 4287), the latest first."""
    observatory, language = edition.observatory, edition.language
    notices = observatory.notices
    page = f"{site}{language}/{addresses.RELEASES}"
    own = f"{site}{language}/{addresses.FEED}"
    last = max((notice.date for notice in notices), default=observatory.built)
    head = [
        f'{_XML}<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">',
        f"<id>{escape(own)}</id>",
        f"<title>{escape(edition.text(edition.territory.name))}</title>",
        f"<updated>{_moment(last)}</updated>",
        f"<author><name>{escape(edition.territory.publisher)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href={quoteattr(own)}/>',
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>',
    ]
    entries = [_entry(notice, edition, page) for notice in reversed(notices)]
    _write(out / language / addresses.FEED, [*head, *entries, "</feed>"])


def _entry(notice: Notice, edition: Edition, page: str) -> str:
    # The same id in each language and at each build, wherever the site may move to.
    what = f"parvis:{edition.territory.publisher}:{edition.territory.id}:{notice.release}:{notice.event}"
    event = edition.say(EVENTS[notice.event]) if notice.event in EVENTS else notice.event
    said = f"<summary>{escape(notice.words)}</summary>" if notice.words else ""
    return (
        f"<entry><id>{uuid.uuid5(uuid.NAMESPACE_URL, what).urn}</id>"
        f"<title>{escape(f'{event} – {notice.release}')}</title><updated>{_moment(notice.date)}</updated>"
        f'<link rel="alternate" type="text/html" href={quoteattr(page)}/>{said}</entry>'
    )


def _moment(day: str) -> str:
    return f"{day}T00:00:00Z"


def _write(file: Path, lines: Iterable[str]) -> None:
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
