"""The public notice of a release that was withdrawn or superseded: one page that needs nothing else, and its data."""

from __future__ import annotations

import json
from html import escape
from pathlib import Path
from typing import Any

from parvis.i18n import translations
from parvis.messages import N_
from parvis.model.text import LANGUAGES, Text
from parvis.publish import addresses
from parvis.publish.ledger import Entry, Event
from parvis.publish.numbers import day

HEADINGS = {
    Event.WITHDRAWN: N_("This release was withdrawn"),
    Event.SUPERSEDED: N_("This release was replaced"),
}

MEANINGS = {
    Event.WITHDRAWN: N_(
        "Release {release} was withdrawn on {date}. Do not use its figures any longer, and tell those to whom "
        "you passed them on."
    ),
    Event.SUPERSEDED: N_("Release {release} was replaced on {date} by release {by}. Use the newer one."),
}

STYLE = (
    "body{font:1.125rem/1.6 system-ui,sans-serif;max-width:40rem;margin:3rem auto;padding:0 1rem;color:#1b1b1b;"
    "background:#fff}section+section{border-top:1px solid #767676;margin-top:2rem;padding-top:1rem}"
    "blockquote{margin:1rem 0;padding-left:1rem;border-left:.25rem solid #767676;white-space:pre-line}"
)


def write_notice(folder: Path, entry: Entry, manifest: dict[str, Any], *, page: str) -> None:
    """Write the notice of an event into a folder, as a page of the name `page` and as `notice.json`."""
    said = {
        "schema_version": manifest["schema_version"],
        "territory": manifest["territory"]["id"],
        "release": entry.release,
        "event": entry.event.value,
        "date": entry.date,
        "words": entry.words,
        "by": entry.by,
    }
    text = json.dumps(said, ensure_ascii=False, indent=1) + "\n"
    (folder / page).write_text(_page(entry, manifest["territory"]), encoding="utf-8")
    (folder / "notice.json").write_text(text, encoding="utf-8")


def _page(entry: Entry, territory: dict[str, Any]) -> str:
    sections = "\n".join(_section(entry, territory, language) for language in LANGUAGES)
    title = escape(f"{Text(territory['name']).in_(LANGUAGES[0])} – {entry.release}")
    return (
        f'<!doctype html>\n<html lang="{LANGUAGES[0]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n<meta name="robots" content="noindex">\n'
        f"<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<main>\n{sections}\n</main>\n</body>\n</html>\n"
    )


def _section(entry: Entry, territory: dict[str, Any], language: str) -> str:
    say = translations(language).gettext
    date = day(entry.date, language)
    parts = [
        f"<h1>{escape(say(HEADINGS[entry.event]))}</h1>",
        f"<p>{escape(Text(territory['name']).in_(language))} – {escape(territory['publisher'])}</p>",
        f"<p>{escape(say(MEANINGS[entry.event]).format(release=entry.release, date=date, by=entry.by))}</p>",
    ]
    if entry.words:
        parts.append(f"<blockquote>{escape(entry.words)}</blockquote>")
    if (link := addresses.contact_link(territory["contact"])) is not None:
        contact = say(N_("Questions: {contact}")).format(contact=_anchor(link, territory["contact"]))
        parts.append(f"<p>{contact}</p>")
    return f'<section lang="{language}">\n' + "\n".join(parts) + "\n</section>"


def _anchor(link: str, shown: str) -> str:
    return f'<a href="{escape(link)}">{escape(shown)}</a>'
