"""A city's colour stays legible, and its files come with the pages."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from observatories import small_observatory
from pydantic import ValidationError

from parvis.model.progress import silent
from parvis.model.theme import LEAST_CONTRAST, ThemeSpec, contrast
from parvis.publish.site import write_site
from parvis.publish.theme import DARK_PAPER, on_dark

colours = st.integers(0, 0xFFFFFF).map(lambda n: f"#{n:06x}")


@given(colour=colours)
def test_every_colour_becomes_legible_on_a_dark_ground(colour: str) -> None:
    assert contrast(on_dark(colour), DARK_PAPER) >= LEAST_CONTRAST


@given(colour=colours)
def test_only_legible_colours_are_taken(colour: str) -> None:
    if contrast(colour, "#ffffff") >= LEAST_CONTRAST:
        assert ThemeSpec(accent=colour).accent == colour
    else:
        with pytest.raises(ValidationError, match=f"{colour} on white"):
            ThemeSpec(accent=colour)


def test_contrast_as_w3c_gives_it() -> None:
    # W3C, Understanding success criterion 1.4.3: #767676 is the lightest grey with 4.5:1 on white (4.54).
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)


def test_the_dark_ground_is_that_of_the_style_sheet() -> None:
    from parvis.publish import site

    sheet = (Path(site.__file__).parent / "static" / "site.css").read_text(encoding="utf-8")
    assert f"--paper: {DARK_PAPER};" in sheet


def test_logo_colour_and_font_come_with_the_pages(tmp_path: Path) -> None:
    plain = small_observatory()
    theme = ThemeSpec(accent="#8a1c1c", logo="brand/logo.svg", font="brand/city.woff2")
    territory = plain.folder.territory.model_copy(update={"theme": theme})
    folder = plain.folder.model_copy(update={"territory": territory})
    assets = {"brand/logo.svg": b"<svg/>", "brand/city.woff2": b"wOF2"}
    write_site(replace(plain, folder=folder, assets=assets), tmp_path, progress=silent)
    assert (tmp_path / "static/logo.svg").read_bytes() == b"<svg/>"
    assert (tmp_path / "static/font.woff2").read_bytes() == b"wOF2"
    sheet = (tmp_path / "static/theme.css").read_text(encoding="utf-8")
    assert "--accent:#8a1c1c" in sheet
    home = (tmp_path / "fr/index.html").read_text(encoding="utf-8")
    assert '<link rel="stylesheet" href="../static/theme.css">' in home
    assert f'src="../static/logo.svg" alt="{territory.publisher}"' in home
