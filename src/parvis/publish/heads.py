"""What a page says of itself to search engines and to whoever shares it: description, schema.org, Open Graph.

Addresses are absolute or left out: they need the `homepage` of territory.yml.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from parvis.model.folder import IndicatorSpec, TerritorySpec
from parvis.publish import addresses
from parvis.publish.edition import Edition, Page
from parvis.publish.extent import Box, box_of
from parvis.publish.licences import licence
from parvis.publish.offers import Offer, Shop
from parvis.publish.periods import days
from parvis.publish.pictures import picture_of

LONGEST = 300
"""Characters of a description: search engines and cards cut what is longer."""

LOCALES = {"fr": "fr_FR", "en": "en_GB"}


@dataclass(frozen=True)
class Head:
    """What stands in a page's head; `address` and `picture` are absolute, or None without a homepage."""

    description: str
    address: str | None
    picture: str | None
    feed: str | None
    locale: str
    kind: str
    structured: Markup | None


def site_address(territory: TerritorySpec) -> str | None:
    """Return where the site will lie, ending with a slash, or None where the folder does not say."""
    known = addresses.web_link(territory.homepage)
    return f"{known.rstrip('/')}/" if known else None


class Heads:
    """The heads of the pages of an edition."""

    def __init__(self, edition: Edition, shop: Shop) -> None:
        self._edition = edition
        self._shop = shop
        self._site = site_address(edition.territory)
        self._box = box_of(edition.observatory.zones)

    def of(self, page: Page) -> Head:
        """Return the head of a page."""
        language = self._edition.language
        description = self._description(page)
        return Head(
            description,
            self._page(page.address),
            f"{self._site}{picture_of(language, page)}" if self._site else None,
            addresses.FEED if self._site else None,
            LOCALES[language],
            "website" if page.address == addresses.HOME else "article",
            self._structured(page, description),
        )

    def _page(self, address: str) -> str | None:
        return f"{self._site}{self._edition.language}/{address}" if self._site else None

    def _description(self, page: Page) -> str:
        if page.template == "indicator.html":
            spec: IndicatorSpec = page.values["spec"]
            return shortened(f"{self._edition.text(spec.question)} {self._edition.text(spec.definition)}")
        about = self._edition.text(self._edition.territory.about)
        return shortened(" – ".join(part for part in (page.title, about) if part))

    def _structured(self, page: Page, description: str) -> Markup | None:
        if page.address in (addresses.HOME, addresses.RELEASES):
            return in_script(self._catalogue(description))
        if page.template == "indicator.html":
            return in_script(self._dataset(page))
        if page.template == "sheet.html":
            return in_script(self._sheet(page))
        return None

    def _catalogue(self, description: str) -> dict[str, Any]:
        territory = self._edition.territory
        return {
            "@context": "https://schema.org",
            "@type": "DataCatalog",
            "name": self._edition.text(territory.name),
            "description": description,
            "inLanguage": self._edition.language,
            "dateModified": self._edition.observatory.built,
            **self._common(),
            **_known(url=self._page(addresses.HOME)),
            "dataset": [self._named(indicator) for indicator in self._edition.indicators],
        }

    def _named(self, indicator: str) -> dict[str, Any]:
        """Return a dataset by name; its page says the rest, and the home page stays light."""
        spec = self._edition.indicators[indicator]
        return {
            "@type": "Dataset",
            "name": self._edition.text(spec.name),
            **_known(url=self._page(addresses.indicator_page(indicator))),
        }

    def _dataset(self, page: Page) -> dict[str, Any]:
        edition, indicator = self._edition, page.values["indicator"]
        spec = edition.indicators[indicator]
        rows = edition.shelf.of(indicator)
        sources = sorted({source for row in rows for source in row.sources.split()})
        caveats = [edition.text(spec.caveats)] if spec.caveats else []
        return {
            "@context": "https://schema.org",
            "@type": "Dataset",
            "name": f"{edition.text(spec.name)} ({edition.text(edition.territory.name)})",
            "description": " ".join([edition.text(spec.question), edition.text(spec.definition), *caveats]),
            "identifier": f"{edition.territory.id}/{indicator}",
            "version": edition.observatory.release,
            "dateModified": edition.observatory.built,
            "inLanguage": edition.language,
            "isAccessibleForFree": True,
            **self._common(),
            **_known(url=self._page(page.address), temporalCoverage=coverage({row.period for row in rows})),
            "variableMeasured": {
                "@type": "PropertyValue",
                "name": edition.text(spec.name),
                "unitText": edition.speech.unit_name(spec.unit),
            },
            "isBasedOn": [self._source(source) for source in sources],
            **({"distribution": [self._file(offer) for offer in self._shop.tables(indicator)]} if self._site else {}),
            **({"includedInDataCatalog": self._whole()} if self._site else {}),
        }

    def _whole(self) -> dict[str, Any]:
        name = self._edition.text(self._edition.territory.name)
        return {"@type": "DataCatalog", "name": name, "url": self._page(addresses.HOME)}

    def _source(self, source: str) -> dict[str, Any]:
        record = self._edition.observatory.evidence.sources[source]
        known = licence(record.licence)
        return {
            "@type": "CreativeWork",
            "name": self._edition.text(record.title),
            "creator": {"@type": "Organization", "name": record.producer},
            **_known(url=addresses.web_link(record.url), license=known.url if known else None),
        }

    def _file(self, offer: Offer) -> dict[str, Any]:
        return {
            "@type": "DataDownload",
            "name": offer.name,
            "encodingFormat": offer.form.media,
            "contentSize": f"{offer.size} B",
            "contentUrl": f"{self._site}{offer.path}",
            **_known(inLanguage=offer.language),
        }

    def _sheet(self, page: Page) -> dict[str, Any]:
        place = page.values["place"]
        where = {"containedInPlace": {"@type": "Place", "name": place.communes}} if place.communes else {}
        return {
            "@context": "https://schema.org",
            "@type": "WebPage",
            "name": place.full_name,
            "inLanguage": self._edition.language,
            "dateModified": self._edition.observatory.built,
            "about": {"@type": "Place", "name": place.name, "identifier": place.id, **where},
            **_known(url=self._page(page.address)),
        }

    def _common(self) -> dict[str, Any]:
        territory = self._edition.territory
        known = licence(territory.licence)
        return {
            "publisher": {"@type": "Organization", "name": territory.publisher},
            "spatialCoverage": {
                "@type": "Place",
                "name": self._edition.text(territory.name),
                **({"geo": {"@type": "GeoShape", "box": corners(self._box)}} if self._box else {}),
            },
            **_known(license=known.url if known else territory.licence),
        }


def corners(box: Box) -> str:
    """Return a box as schema.org writes it: latitude before longitude, lower corner first.

    >>> corners(Box(2.4, 48.9, 2.5, 49.0))
    '48.9 2.4 49.0 2.5'
    """
    return f"{box.south} {box.west} {box.north} {box.east}"


def coverage(periods: set[str]) -> str | None:
    """Return the time from the first day of some periods to the last, in ISO 8601; None where none is known.

    >>> coverage({"2019", "2015/2017"}), coverage({"unknown"})
    ('2015-01-01/2019-12-31', None)
    """
    known = [begin_end for period in periods if (begin_end := days(period)) is not None]
    if not known:
        return None
    return f"{min(begin for begin, _ in known)}/{max(end for _, end in known)}"


def shortened(words: str) -> str:
    """Return words that fit a card, cut at a space."""
    flat = " ".join(words.split())
    return flat if len(flat) <= LONGEST else f"{flat[:LONGEST].rpartition(' ')[0]} …"


def in_script(document: dict[str, Any]) -> Markup:
    """Return JSON that may stand in a script element, whatever a name holds.

    >>> "<" in in_script({"name": "</script><!--"})
    False
    """
    # Nothing but a `<` can end or open an element there, and JSON knows it by its number as well.
    return Markup(json.dumps(document, ensure_ascii=False).replace("<", "\\u003c"))


def _known(**said: str | None) -> dict[str, str]:
    return {key: value for key, value in said.items() if value}
