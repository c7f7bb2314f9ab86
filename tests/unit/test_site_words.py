"""The site speaks French: every word of its pages has a translation, and no translation is left over."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.pofile import read_po
from jinja2.ext import babel_extract

import parvis

PACKAGE = Path(parvis.__file__).parent
TEMPLATES = PACKAGE / "publish" / "templates"
SITE = (
    "assurance", "drawings", "edition", "extremes", "indicators", "pages", "readings", "script_words",
    "sentences", "sheets", "site", "travel_maps", "travelled", "within_reach",
    "words", "paper/content", "paper/wording",
)  # fmt: skip
COUNTED = ("count", "N2_")

Words = str | tuple[str, str]


def in_code() -> Iterator[Words]:
    for module in SITE:
        for node in ast.walk(ast.parse((PACKAGE / "publish" / f"{module}.py").read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            texts = [a.value for a in node.args[:2] if isinstance(a, ast.Constant) and isinstance(a.value, str)]
            if name == "N_" and texts:
                yield texts[0]
            elif name in COUNTED and len(texts) == 2:
                yield texts[0], texts[1]


def in_templates() -> Iterator[Words]:
    keywords = ("_", "gettext", "ngettext", *COUNTED)
    for template in sorted(TEMPLATES.rglob("*.html")):
        with template.open("rb") as file:
            for _, name, said, _ in babel_extract(file, keywords, [], {"extensions": "jinja2.ext.i18n"}):
                texts = [part for part in (said if isinstance(said, tuple) else (said,)) if part]
                yield (texts[0], texts[1]) if name in COUNTED else texts[0]


def test_every_word_of_the_site_is_in_the_catalogue_and_nothing_else() -> None:
    with (PACKAGE / "locale" / "fr" / "site.po").open("rb") as file:
        catalogue = {message.id: message.string for message in read_po(file, locale="fr") if message.id}
    said = {words for words in (*in_code(), *in_templates()) if words}
    assert said - catalogue.keys() == set()
    assert catalogue.keys() - said == set()
    assert all(all(text) if isinstance(text, tuple) else text for text in catalogue.values())
