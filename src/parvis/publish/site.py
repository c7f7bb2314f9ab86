"""The static site: every page in every language of the territory, readable from disk, and whole without any script."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from parvis.model.observatory import Observatory
from parvis.model.progress import Progress
from parvis.publish import addresses
from parvis.publish.discovery import write_feed, write_sitemap
from parvis.publish.edition import Edition, Grounds, Page
from parvis.publish.heads import Head, Heads, site_address
from parvis.publish.indicators import indicator_pages
from parvis.publish.offers import Offer, Shop, size_words
from parvis.publish.pages import single_pages
from parvis.publish.pictures import Picture, picture_for, picture_of, write_pictures
from parvis.publish.sheets import sheet_pages
from parvis.publish.theme import logo_of, write_theme
from parvis.publish.web import write_shapes, write_web
from parvis.publish.words import EVENTS, LANGUAGE_NAMES, STATES

STEP = "site"
_STATIC = Path(__file__).parent / "static"


def write_site(observatory: Observatory, out: Path, *, progress: Progress) -> None:
    """Write the site of an observatory into `out`, in the languages of its territory.

    Pages link to the files of the site in `out/data/` that are there by then: see `parvis.publish.offers`.
    """
    grounds = Grounds(observatory)
    editions = [Edition(grounds, language) for language in observatory.folder.territory.languages]
    shop = Shop(observatory, out)
    total = len(editions) * _page_count(editions[0])
    out.mkdir(parents=True, exist_ok=True)
    shutil.copytree(_STATIC, out / "static", dirs_exist_ok=True)
    _write(out / "index.html", _environment(editions[0], shop).get_template("index.html").render(editions=editions))
    write_shapes(grounds, out)
    write_theme(observatory, out / "static")
    address, known = site_address(observatory.folder.territory), dict[str, None]()
    done = 0
    for edition in editions:
        environment, heads = _environment(edition, shop), Heads(edition, shop)
        write_web(edition, out)
        pictures: dict[str, Picture] = {}
        for page in _pages(edition):
            _write(out / edition.language / page.address, _rendered(environment, edition, page, heads.of(page)))
            known.setdefault(page.address)
            if address and (drawn := picture_for(edition, page)):
                pictures[picture_of(edition.language, page)] = drawn
            done += 1
            progress(STEP, done, total)
        if address:
            write_pictures(pictures, edition.language, out)
            write_feed(address, edition, out)
    if address:
        write_sitemap(address, observatory, list(known), out)


def _pages(edition: Edition) -> Iterator[Page]:
    yield from single_pages(edition)
    yield from indicator_pages(edition)
    yield from sheet_pages(edition)


def _page_count(edition: Edition) -> int:
    sheets = sum(1 + len(edition.grounds.zone_ids[zoning]) for zoning in edition.sheet_zonings)
    return 9 + sheets + 1 + len(edition.indicators)


def _environment(edition: Edition, shop: Shop) -> Environment:
    environment = Environment(
        loader=PackageLoader("parvis.publish"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_translations(edition.speech.catalogue, newstyle=True)  # type: ignore[attr-defined]
    speech = edition.speech
    environment.globals.update(
        edition=edition,
        speech=speech,
        whole=speech.whole,
        count=speech.count,
        logo=logo_of(edition.observatory),
        colon="\N{NO-BREAK SPACE}:" if speech.language == "fr" else ":",
        text=edition.text,
        indicator_name=edition.indicator_name,
        indicator_page=addresses.indicator_page,
        zoning_page=addresses.zoning_page,
        contact_link=addresses.contact_link,
        web_link=addresses.web_link,
        state_words={state: speech.state(state) for state in STATES},
        events={code: speech.say(words) for code, words in EVENTS.items()},
        language_names=LANGUAGE_NAMES,
        addresses=addresses,
        shop=shop,
        offer_name=lambda offer: _offer_name(edition, offer),
        offer_purpose=lambda offer: speech.say(offer.form.purpose),
        offer_size=lambda offer: size_words(offer.size, speech),
    )
    return environment


def _offer_name(edition: Edition, offer: Offer) -> str:
    name = edition.say(offer.form.name)
    return f"{name} – {edition.zoning_name(offer.zoning)}" if offer.zoning else name


def _rendered(environment: Environment, edition: Edition, page: Page, head: Head) -> str:
    title = page.title if page.address == addresses.HOME else f"{page.title} – {edition.text(edition.territory.name)}"
    return environment.get_template(page.template).render(
        title=title, heading=page.title, address=page.address, root=addresses.up(page.address), head=head, **page.values
    )


def _write(file: Path, words: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words, encoding="utf-8", newline="\n")
