"""Every code has words, and all words are used: codes are found in the source as the literal texts that they are."""

import ast
import importlib
import pkgutil
import string
from collections import Counter
from pathlib import Path

import parvis
from parvis import messages
from parvis.messages import MESSAGES
from parvis.territory.references import CODES
from parvis.territory.shape import FORM_CODES

SOURCE = Path(parvis.__file__).parent
MAKERS = {"Finding", "of", "PydanticCustomError"}
"""Calls whose first argument is a code."""


def _trees() -> list[ast.Module]:
    files = (file for file in SOURCE.rglob("*.py") if file.parent.name != "messages")
    return [ast.parse(file.read_text(encoding="utf-8")) for file in files]


def _is_maker(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    return name in MAKERS and bool(call.args)


def test_every_code_has_words() -> None:
    calls = [node for tree in _trees() for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_maker(node)]
    used = {call.args[0].value for call in calls if isinstance(call.args[0], ast.Constant)}
    assert used | set(CODES.values()) | set(FORM_CODES.values()) <= set(MESSAGES)


def test_all_words_are_used() -> None:
    nodes = (node for tree in _trees() for node in ast.walk(tree))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    assert set(MESSAGES) <= texts


def test_words_are_whole() -> None:
    for code, message in MESSAGES.items():
        assert message.what, code
        for part in (message.what, message.why, message.do):
            list(string.Formatter().parse(part))  # raises where a brace is not closed
            assert part == part.strip(), code
        for sentence in (message.why, message.do):
            assert not sentence or sentence[-1] in ".!", code


def test_no_code_stands_twice() -> None:
    modules = (
        importlib.import_module(f"parvis.messages.{one.name}") for one in pkgutil.iter_modules(messages.__path__)
    )
    counted = Counter(code for module in modules for code in getattr(module, "MESSAGES", ()))
    assert [code for code, times in counted.items() if times > 1] == []
    assert set(counted) == set(MESSAGES)
