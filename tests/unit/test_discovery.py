"""What leads to the site: structured data, cards with pictures, the map of the site, and the feed of releases."""

from __future__ import annotations

import json
import struct
import uuid
import xml.etree.ElementTree as ET
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from observatories import small_observatory

from parvis.model.observatory import Notice
from parvis.model.text import Text
from parvis.publish import discovery
from parvis.publish.downloads import write_for_people
from parvis.publish.heads import LONGEST, shortened
from parvis.publish.site import write_site
from parvis.publish.tables import write_downloads

HOMEPAGE = "https://observatory.example/petiteville"
NOTICES = (
    Notice("2026-01-15", "released", "2026-01-15"),
    Notice("2026-01-15", "withdrawn", "2026-02-01", words="Une erreur <grave> & corrigée."),
)
TAGS = {"sitemap": "{http://www.sitemaps.org/schemas/sitemap/0.9}", "atom": "{http://www.w3.org/2005/Atom}"}


class Reader(HTMLParser):
    """Keeps what a page's head says."""

    def __init__(self) -> None:
        super().__init__()
        self.meta: dict[str, str] = {}
        self.links: list[dict[str, str | None]] = []
        self.structured: list[Any] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "meta":
            self.meta[str(said.get("property") or said.get("name"))] = str(said.get("content"))
        elif tag == "link":
            self.links.append(said)
        self._in_script = tag == "script" and said.get("type") == "application/ld+json"

    def handle_endtag(self, tag: str) -> None:
        if tag == "script":
            self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self.structured.append(json.loads(data))


def head(page: Path) -> Reader:
    reader = Reader()
    reader.feed(page.read_text(encoding="utf-8").partition("</head>")[0])
    return reader


def own_pages(site: Path) -> list[Path]:
    """Return the pages that are read by themselves: those made to stand inside another site ask not to be found."""
    return [page for page in site.glob("*/**/*.html") if "embed" not in page.relative_to(site).parts]


def written(out: Path, **changes: Any) -> Path:
    observatory = small_observatory(**changes)
    write_downloads(observatory, out / "data")
    write_for_people(observatory, out / "data")
    write_site(observatory, out, progress=lambda *_: None)
    return out


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    name = Text(fr="Petite</script>ville", en="Smallville")
    out = tmp_path_factory.mktemp("site")
    return written(out, homepage=HOMEPAGE, licence="etalab-2.0", notices=NOTICES, name=name)


# --- structured data ---


def test_an_indicator_is_a_dataset_with_its_files(site: Path) -> None:
    [dataset] = head(site / "en/indicators/population.html").structured
    assert (dataset["@context"], dataset["@type"]) == ("https://schema.org", "Dataset")
    assert dataset["name"] == "Population (en) (Smallville)"
    assert dataset["url"] == f"{HOMEPAGE}/en/indicators/population.html"
    assert dataset["temporalCoverage"] == "2018-01-01/2019-12-31"
    assert dataset["license"] == "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
    # South, west, north, east: the corners by IGN's formulas, see test_catalogue.
    assert dataset["spatialCoverage"]["geo"]["box"] == "48.89283 2.46792 48.91093 2.49538"
    files = {one["contentUrl"].removeprefix(f"{HOMEPAGE}/"): one for one in dataset["distribution"]}
    assert all((site / path).stat().st_size == int(one["contentSize"].split()[0]) for path, one in files.items())
    assert files["data/population.fr.csv"]["encodingFormat"] == "text/csv"
    assert {one["creator"]["name"] for one in dataset["isBasedOn"]} == {"INSEE"}


def test_the_home_page_is_a_catalogue_of_datasets(site: Path) -> None:
    [catalogue] = head(site / "fr/index.html").structured
    assert catalogue["@type"] == "DataCatalog"
    assert catalogue["name"] == "Petite</script>ville"  # read back from the page: it ended no element
    assert [one["name"] for one in catalogue["dataset"]] == ["Population", "Taux de pauvreté", "Allocataires"]


def test_a_sheet_is_about_a_place(site: Path) -> None:
    [page] = head(site / "fr/zones/qpv2015/QP999001.html").structured
    assert page["about"] == {
        "@type": "Place",
        "name": "Le Parc",
        "identifier": "QP999001",
        "containedInPlace": {"@type": "Place", "name": "Petiteville"},
    }


def test_without_a_homepage_nothing_claims_an_address(tmp_path: Path) -> None:
    out = written(tmp_path)
    for page in own_pages(out):
        said = head(page)
        assert HOMEPAGE not in page.read_text(encoding="utf-8")
        assert not {"og:url", "og:image"} & said.meta.keys()
        assert said.meta["description"]
        assert "distribution" not in json.dumps(said.structured)
    assert not any((out / name).exists() for name in ("sitemap.xml", "robots.txt", "fr/releases.atom", "pictures"))


# --- cards ---


def test_every_page_has_a_card(site: Path) -> None:
    for page in own_pages(site):
        said = head(page)
        assert said.meta["og:title"]
        assert 0 < len(said.meta["og:description"]) <= LONGEST + 2
        assert said.meta["og:url"] == f"{HOMEPAGE}/{page.relative_to(site).as_posix()}"
        assert (site / said.meta["og:image"].removeprefix(f"{HOMEPAGE}/")).is_file(), page
    assert head(site / "fr/indicators/poverty.html").meta["og:image"].endswith("/pictures/fr/poverty.png")


def test_pictures_are_as_large_as_they_are_said_to_be(site: Path) -> None:
    pictures = sorted(site.rglob("pictures/**/*.png"))
    assert len(pictures) == 2 * (1 + 3)
    for picture in pictures:
        content = picture.read_bytes()
        assert content.startswith(b"\x89PNG\r\n\x1a\n")
        assert struct.unpack(">II", content[16:24]) == (1200, 630)  # PNG specification, 11.2.2: width, then height


def test_equal_observatories_give_equal_pictures(site: Path, tmp_path: Path) -> None:
    again = written(tmp_path, homepage=HOMEPAGE, name=Text(fr="Petite</script>ville", en="Smallville"))
    for picture in site.rglob("*.png"):
        assert picture.read_bytes() == (again / picture.relative_to(site)).read_bytes()


def test_a_description_is_cut_at_a_word() -> None:
    assert shortened("  some\nwords ") == "some words"
    assert shortened("word " * 100) == " ".join(["word"] * 60) + " …"


# --- the map of the site, and the feed ---


def test_the_map_of_the_site_lists_every_page(site: Path) -> None:
    root = ET.parse(site / "sitemap.xml").getroot()
    listed = {str(url.findtext(f"{TAGS['sitemap']}loc")) for url in root}
    pages = {f"{HOMEPAGE}/{page.relative_to(site).as_posix()}" for page in own_pages(site)}
    assert listed == pages
    assert (site / "robots.txt").read_text(encoding="utf-8").endswith(f"Sitemap: {HOMEPAGE}/sitemap.xml\n")


def test_a_large_site_has_several_maps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MOST_PAGES", 3)
    discovery.write_sitemap(f"{HOMEPAGE}/", small_observatory(), ["a.html", "b&c.html"], tmp_path)
    root = ET.parse(tmp_path / "sitemap.xml").getroot()
    names = [str(one.findtext(f"{TAGS['sitemap']}loc")).rpartition("/")[2] for one in root]
    assert names == ["sitemap-1.xml", "sitemap-2.xml"]
    found = [len(ET.parse(tmp_path / name).getroot()) for name in names]
    assert found == [3, 1]


def test_the_feed_tells_releases_and_notices_the_latest_first(site: Path) -> None:
    tag = TAGS["atom"]
    french, english = (ET.parse(site / language / "releases.atom").getroot() for language in ("fr", "en"))
    entries = french.findall(f"{tag}entry")
    assert [entry.findtext(f"{tag}title") for entry in entries] == ["Retirée – 2026-01-15", "Publiée – 2026-01-15"]
    assert entries[0].findtext(f"{tag}summary") == "Une erreur <grave> & corrigée."
    assert french.findtext(f"{tag}updated") == "2026-02-01T00:00:00Z"
    # RFC 4287, 4.1.1 and 4.1.2: id, title, updated; an author; ids that stay.
    ids = [[entry.findtext(f"{tag}id") for entry in feed.findall(f"{tag}entry")] for feed in (french, english)]
    assert ids[0] == ids[1]
    assert all(uuid.UUID(str(id_)).version == 5 for id_ in ids[0])
    assert french.findtext(f"{tag}author/{tag}name") == "Ville de Petiteville"
    [own] = [link.get("href") for link in french.findall(f"{tag}link") if link.get("rel") == "self"]
    assert own == f"{HOMEPAGE}/fr/releases.atom"
