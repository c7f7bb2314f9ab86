"""One YAML file: its text as plain data, every scalar as text, and where each part of it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from parvis.model.finding import Finding, Where
from parvis.territory.syntax import control_character, loader, syntax_mistake

Step = str | int
Trail = tuple[Step, ...]
"""The way from a file's top to a part of it: keys and positions in lists."""

TEXT_TAG, LIST_TAG, MAPPING_TAG = (f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))
NOTHING = ("", "~", "null", "Null", "NULL")


class _NoValue:
    """Stands in place of a value that is not there; no field of a model accepts it, and copies are the thing itself."""

    def __deepcopy__(self, _memo: object) -> _NoValue:
        return self


BLANK = _NoValue()
"""A value that was left out."""
UNREADABLE = _NoValue()
"""A value about which a finding has been said already."""


TO_DO = "TO DO"
"""What `parvis add` writes where only the author knows the value."""


@dataclass(frozen=True)
class Document:
    """A YAML file as plain data (dict, list, str, BLANK, UNREADABLE) with the place of each part.

    `file` is relative to the territory folder.
    """

    file: Path
    root: yaml.Node
    data: dict[str, object]

    def where(self, trail: Trail = ()) -> Where:
        """Return where the value at the end of a trail stands; where the trail leaves the file, its last part."""
        node = self.root
        for step in trail:
            pair = _child(node, step)
            if pair is None:
                break
            node = pair[1]
        return _at(self.file, node)

    def where_key(self, trail: Trail) -> Where:
        """Return where the key at the end of a trail stands; an item of a list or the whole file has no key."""
        node = self.root
        for step in trail[:-1]:
            pair = _child(node, step)
            if pair is None:
                return _at(self.file, node)
            node = pair[1]
        pair = _child(node, trail[-1]) if trail else None
        return _at(self.file, pair[0] if pair else node)

    def find(self, trail: Trail) -> Iterator[tuple[Trail, str]]:
        """Return the texts at the ends of trails like this one, in which `*` is any key or position.

        >>> document, _ = parse(Path("x.yml"), "zonings: {qpv: {source: a}, iris: {source: b}}")
        >>> [text for _, text in document.find(("zonings", "*", "source"))]
        ['a', 'b']
        """
        return _find(self.data, trail, ())


def _child(node: yaml.Node, step: Step) -> tuple[yaml.Node, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


def _find(data: object, trail: Trail, walked: Trail) -> Iterator[tuple[Trail, str]]:
    if not trail:
        if isinstance(data, str):
            yield walked, data
        return
    step, rest = trail[0], trail[1:]
    if isinstance(data, dict):
        for key in data if step == "*" else [step] if step in data else []:
            yield from _find(data[key], rest, (*walked, key))
    elif isinstance(data, list) and step == "*":
        for position, item in enumerate(data):
            yield from _find(item, rest, (*walked, position))


def _at(file: Path, node: yaml.Node) -> Where:
    return Where(file, node.start_mark.line + 1, node.start_mark.column + 1)


def parse(file: Path, text: str) -> tuple[Document | None, list[Finding]]:
    """Return a YAML text as a document, with what is wrong with its form; None where it cannot be read at all."""
    try:
        root = loader(text).get_single_node()
    except yaml.MarkedYAMLError as error:
        return None, [syntax_mistake(error, file, text)]
    except yaml.reader.ReaderError:
        return None, [control_character(file, text)]
    if root is None:
        return None, [Finding("yaml_empty", Where(file))]
    if not isinstance(root, yaml.MappingNode):
        return None, [Finding("yaml_not_keys", _at(file, root))]
    conversion = _Conversion(file)
    data = conversion.plain(root)
    document = Document(file, root, data) if isinstance(data, dict) else None
    return document, conversion.findings


@dataclass
class _Conversion:
    """The way from nodes to plain data, and what was found wrong on it."""

    file: Path
    findings: list[Finding] = field(default_factory=list)
    done: dict[int, object] = field(default_factory=dict)
    under_way: set[int] = field(default_factory=set)

    def say(self, code: str, node: yaml.Node, **values: object) -> None:
        self.findings.append(Finding(code, _at(self.file, node), values))

    def plain(self, node: yaml.Node, *, blank_allowed: bool = False) -> object:
        """Return a node as plain data; a node that several aliases name is converted, and found wrong, once."""
        if id(node) in self.under_way:
            self.say("yaml_itself", node)
            return UNREADABLE
        if id(node) not in self.done:
            self.under_way.add(id(node))
            self.done[id(node)] = self._convert(node, blank_allowed)
            self.under_way.remove(id(node))
        return self.done[id(node)]

    def _convert(self, node: yaml.Node, blank_allowed: bool) -> object:
        if node.tag not in (TEXT_TAG, LIST_TAG, MAPPING_TAG):
            self.say("yaml_tag", node, tag=node.tag.replace("tag:yaml.org,2002:", "!!"))
            return UNREADABLE
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, blank_allowed)
        if isinstance(node, yaml.SequenceNode):
            return [self.plain(item, blank_allowed=blank_allowed) for item in node.value]
        assert isinstance(node, yaml.ScalarNode)
        return BLANK if _is_blank(node, blank_allowed) else node.value

    def _mapping(self, node: yaml.MappingNode, blank_allowed: bool) -> object:
        data: dict[str, object] = {}
        lines: dict[str, int] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self.say("yaml_key_form", key)
                return UNREADABLE
            if key.value == "<<":
                self.say("yaml_merge", key)
            elif key.value in lines:
                self.say("key_twice", key, key=key.value, line=lines[key.value])
            else:
                lines[key.value] = key.start_mark.line + 1
                data[key.value] = self._value(key.value, value, blank_allowed)
        return data

    def _value(self, key: str, value: yaml.Node, blank_allowed: bool) -> object:
        if isinstance(value, yaml.ScalarNode) and value.value == TO_DO:
            self.say("still_to_do", value, key=key)
            return UNREADABLE
        return self.plain(value, blank_allowed=blank_allowed or key == "where")


def _is_blank(node: yaml.ScalarNode, blank_allowed: bool) -> bool:
    """Return whether a value was left out; an empty text in quotes counts, but for `where`, which may look for it."""
    if node.style in ("'", '"'):
        return not node.value.strip() and not blank_allowed
    return node.value in NOTHING or not node.value.strip()
