"""A territory folder to start from: the files of `template/` under the territory's own name."""

from __future__ import annotations

import json
from pathlib import Path

from parvis.errors import FolderError
from parvis.model.finding import Finding, Where
from parvis.model.folder import slug
from parvis.territory.schemas import write_json_schemas

TEMPLATE = Path(__file__).parent / "template"
SCHEMAS = ".schemas"
AT_TOP = {"gitignore": ".gitignore"}  # under its own name it would hide files of this package


def init(folder: Path, *, name: str) -> list[Path]:
    """Write a territory folder that `read` accepts, and return its files relative to it, schemas for editors apart.

    Raises FolderError, with nothing written, where a file of the same name is already there.
    """
    texts = {_shown(file): _named(file.read_text(encoding="utf-8"), name) for file in _template_files()}
    present = [Finding("start_exists", Where(file)) for file in texts if (folder / file).exists()]
    if present:
        raise FolderError(present)
    for file, text in texts.items():
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    write_json_schemas(folder / SCHEMAS)
    return list(texts)


def _template_files() -> list[Path]:
    return sorted(file for file in TEMPLATE.rglob("*") if file.is_file())


def _shown(file: Path) -> Path:
    relative = file.relative_to(TEMPLATE)
    return relative.with_name(AT_TOP.get(relative.name, relative.name))


def _named(text: str, name: str) -> str:
    """Return a text with the territory's name in it; a JSON string is a YAML text in double quotes."""
    quoted = json.dumps(name, ensure_ascii=False)
    return text.replace("__ID__", slug(name)).replace("__NAME__", quoted).replace("__TITLE__", name)
