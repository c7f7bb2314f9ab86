"""French and English: gettext catalogues, read once a language."""

from __future__ import annotations

import gettext
from functools import cache
from io import BytesIO
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


@cache
def translations(language: str) -> gettext.NullTranslations:
    """Return the catalogues of a language as one; English is written in the code and needs none."""
    merged = gettext.NullTranslations()
    for catalogue in sorted((LOCALE / language).glob("*.po")):
        compiled = _compiled(catalogue, language)
        compiled.add_fallback(merged)
        merged = compiled
    return merged


def _compiled(catalogue: Path, language: str) -> gettext.GNUTranslations:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = BytesIO()
    with catalogue.open("rb") as file:
        write_mo(compiled, read_po(file, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
