"""A number is written as Babel writes it, whatever it is: Babel knows the forms that the Unicode consortium lists."""

from __future__ import annotations

import pytest
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from parvis.publish.numbers import rounded, written


@pytest.mark.parametrize(("language", "locale"), [("fr", "fr_FR"), ("en", "en_GB")])
@given(value=st.floats(-1e12, 1e12), place=st.integers(-3, 4))
def test_numbers_are_written_as_babel_writes_them(language: str, locale: str, value: float, place: int) -> None:
    number = rounded(value, place)
    pattern = "#,##0" + ("." + "0" * place if place > 0 else "")
    unsigned = abs(number) if number == 0 else number
    expected = str(format_decimal(unsigned, format=pattern, locale=locale)).replace("-", "\N{MINUS SIGN}")
    assert written(number, place, language) == expected
