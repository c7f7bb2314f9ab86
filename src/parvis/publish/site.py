"""The static site: every page in every language of the territory, readable from disk, and whole without any script."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from gettext import NullTranslations
from itertools import chain, count
from pathlib import Path
from types import CodeType

from jinja2 import BytecodeCache, Environment, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from jinja2.runtime import Macro
from markupsafe import Markup, escape

from parvis.model.observatory import Observatory
from parvis.model.progress import Progress
from parvis.publish import addresses
from parvis.publish.discovery import write_feed, write_sitemap
from parvis.publish.edition import Edition, Grounds, Page
from parvis.publish.hands import MANY, divided, hands
from parvis.publish.heads import Head, Heads, site_address
from parvis.publish.indicators import embed_pages, indicator_pages
from parvis.publish.offers import Offer, Shop, size_words
from parvis.publish.pages import single_pages
from parvis.publish.pictures import picture_for, picture_of, write_pictures
from parvis.publish.sheets import sheet_pages
from parvis.publish.theme import logo_of, write_theme
from parvis.publish.web import write_shapes, write_streets, write_web
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
    read = _Read()
    first = _environment(editions[0], shop, read)
    for name in first.list_templates():  # whoever writes pages has them ready, in every language and process
        first.get_template(name)
    _write(out / "index.html", first.get_template("index.html").render(editions=editions))
    write_shapes(grounds, out)
    write_streets(grounds, out)
    write_theme(observatory, out / "static")
    desks = [_Desk(edition, _environment(edition, shop, read), Heads(edition, shop), out) for edition in editions]
    done = count()

    def told() -> None:
        progress(STEP, next(done) + 1, total)

    parts = hands() if len(observatory.figures.frame) * len(editions) > MANY else 1
    divided(parts, lambda part: _many_pages(desks, part, parts), told)
    _write_what_finds(observatory, desks, out)


@dataclass(frozen=True)
class _Desk:
    """What pages of one language are written with."""

    edition: Edition
    environment: Environment
    heads: Heads
    out: Path

    def write(self, page: Page) -> None:
        words = _rendered(self.environment, self.edition, page, self.heads.of(page))
        _write(self.out / self.edition.language / page.address, words)


def _many_pages(desks: Sequence[_Desk], part: int, parts: int) -> Iterator[None]:
    """Write each `parts`th of all pages, and of what scripts read, from `part`."""
    for desk in desks[part::parts]:
        write_web(desk.edition, desk.out)
    for n, desk in enumerate(desks):
        for make in single_pages(desk.edition)[(part + n) % parts :: parts]:  # who makes one in French makes others
            desk.write(make())
            yield
        for page in chain(indicator_pages(desk.edition, part, parts), sheet_pages(desk.edition, part, parts)):
            desk.write(page)
            for embedded in embed_pages(page):
                desk.write(embedded)
            yield


def _write_what_finds(observatory: Observatory, desks: Sequence[_Desk], out: Path) -> None:
    """Write pictures, feed and sitemap, which name pages by the address at which the site will be."""
    address = site_address(observatory.folder.territory)
    if not address:
        return
    for desk in desks:
        edition = desk.edition
        pages = _found(edition)
        drawn = ((picture_of(edition.language, page), picture_for(edition, page)) for page in pages)
        write_pictures({name: picture for name, picture in drawn if picture}, edition.language, out)
        write_feed(address, edition, out)
    edition = desks[0].edition
    sheets = [place.address for zoning in edition.sheet_zonings for place in edition.places(zoning) if place.address]
    known = [page.address for page in _found(edition)]
    write_sitemap(address, observatory, [*known, *sheets], out)


def _found(edition: Edition) -> list[Page]:
    """Return the pages, but sheets, that search engines may find: not the one that stands inside other sites."""
    singles = (make() for make in single_pages(edition))
    return [page for page in (*singles, *indicator_pages(edition)) if page.address != addresses.FIGURE_ALONE]


def _page_count(edition: Edition) -> int:
    sheets = sum(len(edition.grounds.zone_ids[zoning]) for zoning in edition.sheet_zonings)
    return len(single_pages(edition)) + sheets + 1 + len(edition.indicators)


class _Read(BytecodeCache):
    """The templates that were read so far, as code: the same in every language."""

    def __init__(self) -> None:
        self._code: dict[str, CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get(bucket.key)

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._code[bucket.key] = bucket.code


def _environment(edition: Edition, shop: Shop, read: _Read) -> Environment:
    environment = Environment(
        loader=PackageLoader("parvis.publish"),
        bytecode_cache=read,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    speech = edition.speech
    environment.globals.update(
        _=_words_of(speech.catalogue),
        once=_once(),
        edition=edition,
        speech=speech,
        whole=speech.whole,
        count=speech.count,
        site=site_address(edition.territory) or "",
        logo=logo_of(edition.observatory),
        colon="\N{NO-BREAK SPACE}:" if speech.language == "fr" else ":",
        text=edition.text,
        indicator_name=edition.indicator_name,
        indicator_page=addresses.indicator_page,
        embed_page=addresses.embed_page,
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


def _words_of(catalogue: NullTranslations) -> Callable[..., Markup]:
    """Return what gives templates their words, %(blanks)s filled and escaped.

    Large territories ask for the same few words a million times: each is looked up once.
    """
    said: dict[str, Markup] = {}

    def words(message: str, **values: object) -> Markup:
        if values:
            return Markup(catalogue.gettext(message) % {name: escape(value) for name, value in values.items()})
        if message not in said:
            said[message] = Markup(catalogue.gettext(message) % {})
        return said[message]

    return words


def _once() -> Callable[..., Markup]:
    """Return what fills a macro once for each way to the language's folder and each set of arguments.

    For parts that all pages of a kind share, and that depend on nothing else.
    """
    filled: dict[tuple[object, ...], Markup] = {}

    def once(macro: Macro, root: str, *arguments: object) -> Markup:
        key = macro.name, root, *arguments
        if key not in filled:
            filled[key] = Markup(macro(*arguments))
        return filled[key]

    return once


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
