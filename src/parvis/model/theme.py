"""How a city makes the site its own: logo, one colour, one font."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from parvis.model.spec import Spec
from parvis.model.text import Words

LEAST_CONTRAST = 4.5
"""Contrast of text with its ground that WCAG 2.2 asks for at level AA (1.4.3)."""
WHITE = "#ffffff"


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour `#rrggbb`, 0 to 1 (WCAG 2.2).

    >>> luminance("#ffffff"), luminance("#000000")
    (1.0, 0.0)
    """
    parts = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2).

    >>> round(contrast("#000000", "#ffffff"), 9)
    21.0
    """
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _legible(colour: str) -> str:
    ratio = contrast(colour, WHITE)
    if ratio < LEAST_CONTRAST:
        # Rounded down: 4.46 must not be told as 4.5.
        values = {"colour": colour, "ratio": f"{int(ratio * 10) / 10:.1f}", "least": str(LEAST_CONTRAST)}
        raise PydanticCustomError("theme_contrast", "{colour} on white: {ratio}, less than {least}", values)
    return colour


Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$"), AfterValidator(_legible)]


class ThemeSpec(Spec):
    """The look of the site; files lie in the territory folder and are published with it."""

    accent: Colour | None = Field(None, description="Colour of links and marks, as #rrggbb, legible on white.")
    logo: str | None = Field(None, description="Path of the logo, .svg or .png, from the territory folder.")
    logo_alt: Words | None = Field(None, description="What the logo says; without it, the publisher's name.")
    font: str | None = Field(None, description="Path of the font of all pages, .woff2, from the territory folder.")
