"""YAML as text: scalars, places, aliases, and where a parser gives up."""

import doctest
import importlib
import pkgutil
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

import parvis.territory
from parvis.model.finding import Where
from parvis.territory import syntax
from parvis.territory.document import BLANK, UNREADABLE, Document, parse

FILE = Path("x.yml")


def document(text: str) -> Document:
    parsed, findings = parse(FILE, text)
    assert not findings
    assert parsed is not None
    return parsed


def codes(text: str) -> list[str]:
    return [finding.code for finding in parse(FILE, text)[1]]


def test_every_scalar_stays_text() -> None:
    text = "commune: 01001\nyear: 2015\nnorway: no\nday: 2024-01-31\nrate: 1_000.50\nsix: 0x10\n"
    assert document(text).data == {
        "commune": "01001",
        "year": "2015",
        "norway": "no",
        "day": "2024-01-31",
        "rate": "1_000.50",
        "six": "0x10",
    }


def test_places_count_characters_from_one() -> None:
    read = document("été: {où: ici}\nzonings:\n  qpv:\n    where: [a, b]\n")
    assert read.where(("été", "où")) == Where(FILE, 1, 11)
    assert read.where_key(("été", "où")) == Where(FILE, 1, 7)
    assert read.where(("zonings", "qpv", "where", 1)) == Where(FILE, 4, 16)
    assert read.where_key(("zonings", "qpv")) == Where(FILE, 3, 3)
    assert read.where_key(()) == Where(FILE, 1, 1)


def test_a_place_that_is_not_there_is_that_of_what_should_hold_it() -> None:
    read = document("a:\n  b: c\n")
    assert read.where(("a", "x", "y")) == Where(FILE, 2, 3)
    assert read.where_key(("a", "x")) == Where(FILE, 2, 3)
    assert read.where(("a", "b", 0)) == Where(FILE, 2, 6)


def test_an_alias_repeats_what_its_anchor_names() -> None:
    read = document("one: &same {source: cells}\ntwo: *same\n")
    assert read.data["two"] == {"source": "cells"}
    assert read.where(("two", "source")) == Where(FILE, 1, 21)


def test_a_mistake_under_an_anchor_is_said_once() -> None:
    assert codes("one: &same {a: 1, a: 2}\ntwo: *same\nthree: *same\n") == ["key_twice"]


def test_aliases_that_multiply_cost_nothing() -> None:
    names = "abcdefghijklmnopqrst"
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    lines += [f"{name}: &{name} [{', '.join(['*' + before] * 9)}]" for before, name in pairwise(names)]
    assert len(document("\n".join(lines)).data) == len(names)  # written out: 9 to the power of 20 texts


@pytest.mark.parametrize("text", ["a:", "a: ~", "a: null", "a: ''", 'a: "  "', "a: |\n"])
def test_nothing_is_not_a_text(text: str) -> None:
    assert document(text).data == {"a": BLANK}


def test_an_empty_text_can_be_looked_for_if_quoted() -> None:
    assert document("where: {type: ['', a], other: }").data == {"where": {"type": ["", "a"], "other": BLANK}}


def test_what_has_been_said_is_not_said_again() -> None:
    read, findings = parse(FILE, "a: !!python/object:os.system x\nb: {{DATA}}\n")
    assert [finding.code for finding in findings] == ["yaml_tag", "yaml_key_form"]
    assert read is not None
    assert read.data == {"a": UNREADABLE, "b": UNREADABLE}


@pytest.mark.parametrize("loader", [yaml.BaseLoader, getattr(yaml, "CBaseLoader", yaml.BaseLoader)])
@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("a:\n\tb: 1\n", "yaml_tab", 2, 1),
        ("a:\n  b: 1\n\tc: 2\n", "yaml_tab", 3, 1),
        ("a: b: c\n", "yaml_colon", 1, 5),
        ("- a: Qui : combien\n", "yaml_colon", 1, 10),
        ("a: 1\n b: 2\n", "yaml_indent", 2, 3),
        ("a:\n  - b\n c: d\n", "yaml_indent", 3, 2),
        ("a: 1\nb 2\nc: 3\n", "yaml_no_colon", 2, 1),
        ('a: "x\nb: c\n', "yaml_quote", 1, 4),
        ("a: 'L'été'\n", "yaml_quote_inside", 1, 7),
        ('a: "dit "oui""\n', "yaml_quote_inside", 1, 10),
        ("a: [1, 2\nb: c\n", "yaml_bracket", 1, 4),
        ("a: {b: 1\n", "yaml_bracket", 1, 4),
        ("a: @x\n", "yaml_character", 1, 4),
        ("a: *\n", "yaml_character", 1, 4),
        ("a: *foo\n", "yaml_alias", 1, 4),
        ("a: 1\n---\nb: 2\n", "yaml_documents", 2, 1),
        ("a: 1\nb: \x07\n", "yaml_control", 2, 4),
    ],
)
def test_what_the_author_probably_did(
    text: str, code: str, line: int, column: int, loader: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(syntax, "LOADER", loader)
    found = parse(FILE, text)[1]
    assert [(finding.code, finding.where) for finding in found] == [(code, Where(FILE, line, column))]


@pytest.mark.parametrize("name", [module.name for module in pkgutil.iter_modules(parvis.territory.__path__)])
def test_examples_in_docstrings(name: str) -> None:
    module = importlib.import_module(f"parvis.territory.{name}")
    assert doctest.testmod(module, extraglobs={"Path": Path}).failed == 0
