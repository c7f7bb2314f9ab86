"""JSON Schemas for editors: they accept what Parvis accepts, read as an editor reads YAML."""

import json
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from parvis.territory import init, json_schemas, write_json_schemas
from parvis.territory.shape import BY_TYPE

ROOT = Path(__file__).parents[2]
KINDS = {"sources": "source", "indicators": "indicator", "breakdowns": "breakdown"}


class EditorLoader(yaml.CSafeLoader):
    """YAML 1.2 as editors read it: numbers and true/false, but neither dates nor yes/no nor octal 010."""


EditorLoader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", "tTfF"),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$", "-+.0123456789"),
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
):
    EditorLoader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))
EditorLoader.add_constructor("tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node)))


def mistakes(kind: str, text: str) -> list[str]:
    validator = jsonschema.Draft7Validator(json_schemas()[kind])
    return [error.message for error in validator.iter_errors(yaml.load(text, EditorLoader))]


def declarations(folder: Path) -> list[tuple[str, Path]]:
    found = [("territory", folder / "territory.yml"), ("policy", folder / "policy.yml")]
    found += [(kind, file) for name, kind in KINDS.items() for file in sorted((folder / name).glob("*.yml"))]
    return [(kind, file) for kind, file in found if file.exists()]


@pytest.mark.parametrize("folder", ["tests/bad/folder/_base", *(f"examples/{p.name}" for p in ROOT.glob("examples/*"))])
def test_sound_folders_are_sound_in_an_editor(folder: str) -> None:
    for kind, file in declarations(ROOT / folder):
        text = file.read_text(encoding="utf-8").replace("kind: cells", "kind: filosofi-cells-200m")
        assert mistakes(kind, text) == [], file


def test_the_beginning_is_sound_in_an_editor_that_finds_the_schemas(tmp_path: Path) -> None:
    init(tmp_path, name="1984")
    for kind, file in declarations(tmp_path):
        text = file.read_text(encoding="utf-8")
        assert mistakes(kind, text) == [], file
        pointer = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
        assert pointer is not None
        assert json.loads((file.parent / pointer[1]).read_text(encoding="utf-8")) == json_schemas()[kind]


SOURCE = (
    "title: 2019\nproducer: INSEE\nregime: open\nlicence: etalab-2.0\nplace: data/x.gpkg\n"
    "kind: filosofi-cells-200m\nvintage: 2019\n"
)


def test_numbers_and_booleans_may_stand_for_text() -> None:
    assert mistakes("source", SOURCE + "where: {code: 01001, active: true, type: [1, 2]}\nlayer: 3\n") == []


@pytest.mark.parametrize(
    "line",
    [
        "vintag: 2019",
        "regime: opened",
        "kind: filosofi",
        "licence:",
        "geography: {iris: 20222}",
        "vintage: in 2019",
        "extent: Commune",
        "measures: {Men: {column: a, unit: b, universe: c}}",
        "where: {code: []}",
        "producer: [INSEE]",
    ],
)
def test_mistakes_are_underlined(line: str) -> None:
    assert mistakes("source", SOURCE + line + "\n")


def test_every_key_says_what_it_is_for() -> None:
    def undescribed(part: Any, name: str) -> list[str]:
        properties = part.get("properties", {})
        own = [f"{name}.{key}" for key, value in properties.items() if not {"description", "$ref"} & value.keys()]
        return own + [n for title, value in part.get("$defs", {}).items() for n in undescribed(value, title)]

    plain = {"name", "id", "languages", "zonings", "values", "value", "theme", "communes", "iris", "epci", "crs"}
    for kind, schema in json_schemas().items():
        left = [name for name in undescribed(schema, kind) if name.rsplit(".", 1)[-1] not in plain]
        assert left == []


def test_every_limit_that_a_key_has_is_told_in_words() -> None:
    # JSON Schema's words for limits, and pydantic's for a value beyond them.
    broken = {"minimum": "greater_than_equal", "maximum": "less_than_equal", "exclusiveMinimum": "greater_than"}
    broken |= {"exclusiveMaximum": "less_than", "minItems": "too_short", "minProperties": "too_short"}
    broken |= {"maxItems": "too_long", "pattern": "string_pattern_mismatch"}
    unsaid = {"minLength", "maxLength", "multipleOf", "uniqueItems", "maxProperties"}

    def words(part: Any) -> set[str]:
        if isinstance(part, list):
            return set().union(*map(words, part))
        return set(part).union(*map(words, part.values())) if isinstance(part, dict) else set()

    used = words(json_schemas())
    assert {broken[word] for word in used & broken.keys()} <= set(BY_TYPE)
    assert used & unsaid == set()


def test_they_are_written(tmp_path: Path) -> None:
    write_json_schemas(tmp_path / "new")
    assert sorted(file.stem for file in (tmp_path / "new").iterdir()) == sorted(json_schemas())
