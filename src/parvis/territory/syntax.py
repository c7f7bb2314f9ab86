"""Text that cannot be read as YAML: what its author most probably did."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from parvis.model.finding import Finding, Where

# libyaml's parser, ten times faster, where PyYAML was built with it; both know no type but text.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

OPENING_QUOTE = re.compile(r"^\s*(?:- +)*(?:[^'\"#\[{][^#]*?: +)?(['\"])")
NOT_IN_YAML = re.compile("[^\x09\x0a\x0d\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def loader(text: str) -> Any:
    """Return PyYAML's composer of nodes for a text."""
    return LOADER(text)


def syntax_mistake(error: yaml.MarkedYAMLError, file: Path, text: str) -> Finding:
    """Return what is wrong where the parser stopped; it reads no further, so a file has one such finding."""
    lines = text.splitlines() or [""]
    mark = error.problem_mark or error.context_mark
    assert mark is not None
    line = lines[min(mark.line, len(lines) - 1)]
    code, at_start, values = _cause(str(error.problem), str(error.context), line, mark.column)
    if at_start and error.context_mark is not None:
        mark = error.context_mark
    if code == "yaml_tab":
        return Finding(code, Where(file, mark.line + 1, line.index("\t") + 1))
    if mark.line >= len(lines):  # something is missing at the very end
        return Finding(code, Where(file, len(lines), len(line) + 1), values)
    return Finding(code, Where(file, mark.line + 1, mark.column + 1), values)


def _cause(problem: str, context: str, line: str, column: int) -> tuple[str, bool, dict[str, object]]:
    """Return the code, whether it is about where the construct began, and the values."""
    if "\t" in line[: len(line) - len(line.lstrip())] or line[column : column + 1] == "\t":
        return "yaml_tab", False, {}
    if "mapping values are not allowed" in problem:
        indented = re.search(r":(\s|$)", line[:column]) is None
        return ("yaml_indent" if indented else "yaml_colon"), False, {}
    for sign, code, at_start in (
        ("could not find expected ':'", "yaml_no_colon", True),
        ("cannot start any token", "yaml_character", False),
        ("undefined alias", "yaml_alias", False),
        ("but found another document", "yaml_documents", False),
    ):
        if sign in problem:
            return code, at_start, {"character": line[column : column + 1]} if code == "yaml_character" else {}
    return _unfinished(problem, context, line, column)


def _unfinished(problem: str, context: str, line: str, column: int) -> tuple[str, bool, dict[str, object]]:
    if "scanning an alias" in context:
        return "yaml_character", True, {"character": "*"}
    if "quoted scalar" in context:
        return "yaml_quote", True, {}
    if "flow" in context:
        return "yaml_bracket", True, {}
    quote = OPENING_QUOTE.match(line)
    if quote and quote.start(1) < column:
        return "yaml_quote_inside", False, {"quote": quote[1]}
    if not line[:column].strip():
        return "yaml_indent", False, {}
    return "yaml_syntax", False, {"problem": problem}


def control_character(file: Path, text: str) -> Finding:
    """Return where an invisible character stands that no YAML file may hold."""
    found = NOT_IN_YAML.search(text)
    before = text[: found.start()] if found else text
    line = before.count("\n") + 1
    return Finding("yaml_control", Where(file, line, len(before) - before.rfind("\n")))
