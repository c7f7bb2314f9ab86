"""JSON Schemas of the YAML kinds, for editors: completion, descriptions, mistakes underlined while writing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from parvis.model.folder import AgreementSpec, BreakdownSpec, IndicatorSpec, PolicySpec, SourceSpec, Spec, TerritorySpec

MODELS: dict[str, type[Spec]] = {
    "territory": TerritorySpec,
    "policy": PolicySpec,
    "source": SourceSpec,
    "indicator": IndicatorSpec,
    "breakdown": BreakdownSpec,
    "agreement": AgreementSpec,
}
DRAFT = "http://json-schema.org/draft-07/schema#"  # what yaml-language-server knows best


def json_schemas() -> dict[str, dict[str, Any]]:
    """Return the JSON Schema of each YAML kind by its name: territory, policy, source, indicator, breakdown, agreement.

    Parvis reads every scalar as text, an editor reads `2015` as a number and `true` as a boolean: where text is
    due, the schemas accept what the editor makes of it.
    """
    from parvis.kinds.registry import KINDS

    schemas = {name: _schema(model) for name, model in MODELS.items()}
    schemas["source"]["properties"]["kind"] |= {"type": "string", "enum": sorted(KINDS)}
    schemas["policy"].pop("required")  # a rule that policy.yml leaves out has its built-in value
    return schemas


def write_json_schemas(folder: Path) -> None:
    """Write NAME.json for each YAML kind into a folder, which is made if need be."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, schema in json_schemas().items():
        text = json.dumps(schema, ensure_ascii=False, indent=2) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


def _schema(model: type[Spec]) -> dict[str, Any]:
    drawn = model.model_json_schema(by_alias=True, schema_generator=GenerateJsonSchema)
    mended = _mended(drawn)
    assert isinstance(mended, dict)
    return {"$schema": DRAFT, "title": model.__name__.removesuffix("Spec"), **mended}


def _mended(part: Any, *, names: bool = False) -> Any:
    """Return a part of a schema as an editor of YAML needs it; under `properties` and `$defs`, keys are names."""
    if isinstance(part, list):
        return [_mended(item) for item in part]
    if not isinstance(part, dict):
        return part
    if names:
        return {name: _mended(schema) for name, schema in part.items()}
    kept = {
        key: _mended(value, names=key in ("properties", "$defs"))
        for key, value in part.items()
        if key != "title" and not (key == "default" and value in (None, {}, []))
    }
    if "patternProperties" in kept:
        kept["additionalProperties"] = False
    return _widened(_without_null(kept))


def _without_null(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that does not accept an empty value: a key without a value is a mistake."""
    choices = [choice for choice in schema.get("anyOf", []) if choice != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **{key: value for key, value in schema.items() if key != "anyOf"}}
    return {**schema, "anyOf": choices} if choices else schema


def _widened(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema that accepts as text what YAML reads as a number or a boolean, where nothing forbids it."""
    if schema.get("type") == "string" and not {"pattern", "enum", "const"} & schema.keys():
        return {**schema, "type": ["string", "number", "boolean"]}
    return schema
