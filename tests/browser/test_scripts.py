"""What scripts add to the pages, opened from disk and used with the keyboard alone."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Return a page in which nothing may go wrong and nothing may be said on the console."""
    opened = browser.new_page(viewport={"width": 1440, "height": 900})
    opened.set_default_timeout(10_000)
    said: list[str] = []
    opened.on("console", lambda message: said.append(message.text))
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    opened.close()
    assert said == []


# --- search ---


def test_a_neighbourhood_is_found_and_opened_with_the_keyboard(page: Page, site: Path) -> None:
    page.goto((site / "fr" / "sources.html").as_uri())
    box = page.get_by_role("combobox")
    box.focus()
    page.keyboard.type("bellerive hau")
    expect(page.get_by_role("option")).to_have_count(1)
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
    assert page.evaluate("document.activeElement.getAttribute('aria-activedescendant')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones/qpv/*.html")
    expect(page.locator("h1")).to_contain_text("Les Hauts")


def test_a_key_waits_for_the_answers_to_what_was_typed(page: Page, site: Path) -> None:
    """On a slow disk or line, letters and arrows come before the files that answer them."""
    page.goto((site / "fr" / "sources.html").as_uri())
    page.evaluate("""() => {
      const append = document.head.append.bind(document.head);
      document.head.append = (script) => setTimeout(() => append(script), 400);
    }""")
    page.get_by_role("combobox").focus()
    page.keyboard.type("bellerive hau")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones/qpv/*.html")


def test_what_is_not_there_is_said_not_found(page: Page, site: Path) -> None:
    page.goto((site / "en" / "zones" / "qpv" / "index.html").as_uri())
    page.get_by_role("combobox").fill("atlantis")
    expect(page.locator("header [role=status]")).to_have_text("0 results")
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()


def test_a_question_is_found_too(page: Page, site: Path) -> None:
    page.goto((site / "fr" / "index.html").as_uri())
    page.get_by_role("combobox").fill("MEDECIN")
    page.get_by_role("option").first.click()
    page.wait_for_url("**/indicators/doctors.html")


def test_an_address_tells_its_neighbourhood(page: Page, site: Path) -> None:
    page.goto((site / "en" / "index.html").as_uri())
    box = page.get_by_role("combobox")
    box.fill("4 rue du moulin")
    expect(page.get_by_role("option")).to_have_text("4 Rue du Moulin Le Vallon – in no neighbourhood of this site")
    box.fill("3 bis rue du moulin")
    expect(page.get_by_role("option")).to_contain_text("3bis Rue du Moulin")
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones/qpv/QP01.html")


def test_an_officer_finds_who_has_least_access_to_a_doctor_with_the_keyboard_alone(page: Page, site: Path) -> None:
    """From the home page to the line for the council's note: the question, its ranking, the place, the text copied."""
    page.goto((site / "en" / "index.html").as_uri())
    page.get_by_role("combobox").focus()
    page.keyboard.type("doctor")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/indicators/doctors.html")
    link = page.locator("main table.data tbody a").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/zones/**")
    copy = page.locator("#doctors").get_by_role("button", name="Copy with its source")
    copy.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#doctors").get_by_role("status")).to_have_text(" Copied")


# --- tables ---


def test_a_table_is_sorted_with_the_keyboard_and_says_so(page: Page, site: Path) -> None:
    page.goto((site / "fr" / "indicators" / "poor_share.html").as_uri())
    table = page.locator("#zoning-iris").locator("xpath=ancestor::section").locator("table.data")
    numbers = "rows => [...rows].map(row => row.cells[1].dataset.value ?? '')"
    assert table.locator("tbody tr").evaluate_all(numbers) == ["22.5", "0.0", "", "", "", ""]
    head = table.get_by_role("columnheader").nth(1)
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    assert table.locator("tbody tr").evaluate_all(numbers) == ["0.0", "22.5", "", "", "", ""]


# --- compare ---


def test_places_are_chosen_compared_and_taken_away(page: Page, site: Path) -> None:
    page.goto((site / "en" / "compare.html").as_uri())
    page.get_by_label("Theme").select_option("Income")
    page.get_by_label("Places", exact=True).select_option("qpv/QP01")
    page.get_by_label("Places", exact=True).select_option("commune/99001")
    table = page.get_by_role("table")
    expect(table).to_contain_text("31.9%")
    expect(table).to_contain_text("25.2 to 38.8")
    assert page.url.endswith("#zones=qpv%252FQP01%2Ccommune%252F99001&theme=Income")
    page.reload()
    expect(table).to_contain_text("31.9%")  # the address is enough
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("(box => box.scrollWidth - box.clientWidth)(document.querySelector('.wide'))") <= 0
    page.get_by_role("button", name="Take").first.click()
    expect(page.get_by_role("listitem").filter(has_text="×")).to_have_count(1)


# --- copy, embed ---


def test_a_figure_is_copied_with_its_source_and_its_address(page: Page, site: Path) -> None:
    page.goto((site / "en" / "zones" / "qpv" / "QP01.html").as_uri())
    page.evaluate("document.addEventListener('copy', () => (window.taken = getSelection().toString()"
                  " || document.activeElement.value))")  # fmt: skip
    page.evaluate("delete Navigator.prototype.clipboard")  # as on a page opened from a disk in some browsers
    figure = page.locator("#poor_share")
    figure.get_by_role("button", name="Copy with its source").click()
    expect(figure.get_by_role("status")).to_have_text(" Copied")
    taken = str(page.evaluate("window.taken"))
    assert "31.9%" in taken
    assert "Source:" in taken
    assert taken.endswith("/en/zones/qpv/QP01.html#poor_share")


def test_a_map_stands_alone_for_another_site_without_scripts(browser: Browser, site: Path) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    page.goto((site / "fr" / "embed" / "poor_share-qpv.html").as_uri())
    expect(page.get_by_role("heading")).to_have_count(1)
    expect(page.locator("svg.drawing")).to_have_count(1)
    assert page.locator("script").count() == 0
    page.get_by_role("link", name="Les nombres").click()
    assert page.url.endswith("/fr/indicators/poor_share.html#zoning-qpv")
    page.context.close()


def test_a_figure_stands_alone_for_another_site(page: Page, site: Path) -> None:
    page.goto((site / "en" / "zones" / "qpv" / "QP01.html").as_uri())
    page.locator("#poor_share").get_by_text("Show this figure on another site").click()
    told = page.locator("#poor_share .embed code").text_content() or ""
    address = html.unescape(told.split('src="')[1].split('"')[0])
    assert told.startswith("<iframe ")
    assert address.startswith("https://…/en/embed/figure.html#")
    page.goto(f"{site.as_uri()}/{address.removeprefix('https://…/')}")
    main = page.locator("main")
    expect(main).to_contain_text("31.9%")  # as on the sheet, see above
    expect(main).to_contain_text("Range: 25.2 to 38.8")
    expect(main).to_contain_text("Source: ")
    page.get_by_role("link", name="How this figure was made").click()
    assert page.url.endswith("/en/zones/qpv/QP01.html#poor_share")


def test_a_figure_that_is_not_there_is_said_to_be(page: Page, site: Path) -> None:
    page.goto(f"{(site / 'en' / 'embed' / 'figure.html').as_uri()}#indicator=poor_share&zone=qpv%2FNOWHERE")
    expect(page.locator("main")).to_contain_text("no such figure")
