"""Write docs/reference/ from the code itself: commands, the territory folder, kinds, messages. Run by `make docs`."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["PARVIS_LANG"] = "en"
REFERENCE = Path(__file__).parent / "reference"
MADE = "<!-- Made by `make docs` from the code: edit the code, not this file. -->\n"


def command_line() -> Iterator[str]:
    """Return the help of every command."""
    import click

    from parvis.cli.main import cli

    context = click.Context(cli, info_name="parvis", terminal_width=100)
    yield "# The command line\n"
    yield f"```text\n{cli.get_help(context)}\n```\n"
    for name, command in sorted(cli.commands.items()):
        inner = click.Context(command, info_name=name, parent=context, terminal_width=100)
        yield f"## parvis {name}\n"
        yield f"```text\n{command.get_help(inner)}\n```\n"
        for part, below in sorted(getattr(command, "commands", {}).items()):
            yield f"### parvis {name} {part}\n"
            lower = click.Context(below, info_name=part, parent=inner, terminal_width=100)
            yield f"```text\n{below.get_help(lower)}\n```\n"


def territory_folder() -> Iterator[str]:
    """Return every key of every YAML file, from the models."""
    from parvis.model import folder

    yield "# The territory folder\n"
    yield "Every key that a file may have. Keys with a star must be there.\n"
    files = {
        "territory.yml": folder.TerritorySpec, "policy.yml": folder.PolicySpec, "sources/ID.yml": folder.SourceSpec,
        "indicators/ID.yml": folder.IndicatorSpec, "breakdowns/ID.yml": folder.BreakdownSpec,
        "agreements/ID.yml": folder.AgreementSpec,
    }  # fmt: skip
    shown: set[str] = set()
    for file, model in files.items():
        schema = model.model_json_schema(by_alias=True)
        yield f"## {file}\n"
        yield from _keys(schema)
        for name, part in schema.get("$defs", {}).items():
            if name not in shown and "properties" in part:
                shown.add(name)
                yield f"### {name.removesuffix('Spec')}\n"
                yield from _keys(part)


def _keys(schema: dict[str, Any]) -> Iterator[str]:
    if schema.get("description"):
        yield f"{schema['description']}\n"
    required = set(schema.get("required", ()))
    yield "| key | what it says |\n|---|---|"
    for key, value in schema["properties"].items():
        star = "*" if key in required else ""
        words = str(value.get("description", "")).replace("|", "\\|")
        choices = ", ".join(f"`{choice}`" for choice in value.get("enum", ()))
        yield f"| `{key}`{star} | {words}{' One of ' + choices + '.' if choices else ''} |"
    yield ""


def kinds() -> Iterator[str]:
    """Return every kind with its columns, its measures and what its producer did to the values."""
    from parvis.kinds.registry import KINDS

    yield "# Kinds of source\n"
    yield "With one of these as `kind`, a source needs no list of columns. Names are matched whatever their case.\n"
    for kind in KINDS.values():
        yield f"## {kind.id}\n"
        yield f"{kind.name.in_('en')} / {kind.name.in_('fr')}. Form: {kind.form}.\n"
        if kind.citation:
            yield f"Source: {kind.citation}{f' <{kind.url}>' if kind.url else ''}.\n"
        for rule in kind.rules:
            yield f"- {rule.in_('en')}"
        if kind.rules:
            yield ""
        if kind.measures:
            yield "| measure | counts | unit |\n|---|---|---|"
            for name, measure in kind.measures.items():
                yield f"| `{name}` | {measure.name.in_('en')} ({measure.universe}) | {measure.unit} |"
            yield ""


def messages() -> Iterator[str]:
    """Return every message by code."""
    from parvis.messages import MESSAGES

    yield "# Messages\n"
    yield "What Parvis may say about a folder, a file or a build; `--json` gives the code.\n"
    yield "| code | what | why it matters | what to do |\n|---|---|---|---|"
    for code, message in sorted(MESSAGES.items()):
        cells = (part.replace("|", "\\|") for part in (message.what, message.why, message.do))
        yield f"| `{code}` | {' | '.join(cells)} |"


PAGES = {"command-line": command_line, "territory-folder": territory_folder, "kinds": kinds, "messages": messages}


def written() -> dict[Path, str]:
    """Return what each page should hold."""
    return {REFERENCE / f"{name}.md": MADE + "\n".join(page()).rstrip() + "\n" for name, page in PAGES.items()}


if __name__ == "__main__":
    REFERENCE.mkdir(exist_ok=True)
    for path, text in written().items():
        path.write_text(text, encoding="utf-8")
        sys.stdout.write(f"{path.name}\n")
