"""The officer's comments on a sheet: `comments/ZONING/ZONE.LANGUAGE.md`, written by people and only read here.

Of Markdown they may have headings, paragraphs, lists, bold and italic; anything else, HTML too, is shown as it is
written. What stands under a heading that names a theme goes to that theme, the rest to the sheet as a whole. A first
line such as `Release: 2024-06` says for which release the comment was written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token

from parvis.errors import FolderError
from parvis.model.finding import Finding, Severity, Where
from parvis.model.text import LANGUAGES
from parvis.publish.addresses import file_names

FOLDER = "comments"
_RELEASE = re.compile(r"\s*(?:release|livraison)\s*:\s*(\S+)[^\S\n]*(?:\n|$)", re.IGNORECASE)
_READER = MarkdownIt("zero").enable(["heading", "list", "emphasis", "escape", "newline"])


class Kind(StrEnum):
    """What a block of a comment is."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    BULLET = "bullet"
    NUMBER = "number"


@dataclass(frozen=True)
class Run:
    """Words in one hand; `bold` and `italic` are false for plain ones."""

    text: str
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph, a heading or an item of a list.

    `depth` is the level of a heading, or how many lists are around an item; `number` is that of an item.
    """

    kind: Kind
    runs: tuple[Run, ...]
    depth: int = 0
    number: int = 0

    @property
    def text(self) -> str:
        """Return the words without their hands."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Comment:
    """A comment: what is said of the place as a whole, and of each theme by its code."""

    whole: tuple[Block, ...] = ()
    themes: dict[str, tuple[Block, ...]] = field(default_factory=dict)


def parsed(markdown: str) -> tuple[Block, ...]:
    r"""Return the blocks of a comment.

    >>> [(block.kind.value, block.text) for block in parsed("# Housing\n\nTwo *towers*:\n\n- A\n- <b>B</b>")]
    [('heading', 'Housing'), ('paragraph', 'Two towers:'), ('bullet', 'A'), ('bullet', '<b>B</b>')]
    """
    return tuple(_blocks(_READER.parse(markdown)))


def _blocks(tokens: Iterable[Token]) -> Iterator[Block]:
    lists: list[list[int]] = []  # of each list around: the number of its next item, 0 without numbers
    first, heading = False, 0
    for token in tokens:
        match token.type:
            case "ordered_list_open":
                lists.append([int(token.attrs.get("start", 1))])
            case "bullet_list_open":
                lists.append([0])
            case "ordered_list_close" | "bullet_list_close":
                lists.pop()
            case "list_item_open":
                first = True
            case "heading_open":
                heading = int(token.tag[1:])
            case "inline":
                runs = tuple(_runs(token.children or []))
                yield _block(runs, lists, heading=heading, first=first)
                if first and lists and lists[-1][0]:
                    lists[-1][0] += 1
                first, heading = False, 0


def _block(runs: tuple[Run, ...], lists: Sequence[Sequence[int]], *, heading: int, first: bool) -> Block:
    if heading:
        return Block(Kind.HEADING, runs, heading)
    if not first:
        return Block(Kind.PARAGRAPH, runs, len(lists))
    number = lists[-1][0]
    return Block(Kind.NUMBER if number else Kind.BULLET, runs, len(lists), number)


def _runs(tokens: Iterable[Token]) -> Iterator[Run]:
    bold = italic = 0
    for token in tokens:
        if token.type.startswith("strong"):
            bold += token.nesting
        elif token.type.startswith("em_"):
            italic += token.nesting
        else:
            text = {"softbreak": " ", "hardbreak": "\n"}.get(token.type, token.content)
            if text:
                yield Run(text, bold > 0, italic > 0)


def release_named(markdown: str) -> tuple[str, str]:
    r"""Return the release that a comment says it was written for, empty where it does not say, and the rest of it.

    >>> release_named("Livraison : 2024-06\n\nDeux tours.")
    ('2024-06', '\nDeux tours.')
    >>> release_named("Two towers.")
    ('', 'Two towers.')
    """
    said = _RELEASE.match(markdown)
    return (said[1], markdown[said.end() :]) if said else ("", markdown)


def by_theme(blocks: Iterable[Block], themes: Mapping[str, str]) -> Comment:
    """Return a comment sorted by the headings that name a theme; `themes` are the names of a sheet's themes by code.

    Another heading of the same level, or a higher one, ends what is said of a theme.
    """
    codes = {**{code: code for code in themes}, **{name.casefold(): code for code, name in themes.items()}}
    parts: dict[str, list[Block]] = {}
    here, level = "", 0
    for block in blocks:
        if block.kind is Kind.HEADING:
            named = codes.get(block.text.strip().casefold())
            if named or block.depth <= level:
                here, level = named or "", block.depth if named else 0
            if named:
                continue
        parts.setdefault(here, []).append(block)
    return Comment(tuple(parts.pop("", ())), {code: tuple(said) for code, said in parts.items()})


def read_comments(
    root: Path, zone_ids: Mapping[str, Sequence[str]]
) -> tuple[dict[tuple[str, str, str], str], list[Finding]]:
    """Return the comments of a territory folder as written, by (zoning, zone, language), and what is odd about them.

    `zone_ids` are the zones that have sheets, by zoning. Raises FolderError naming every file that is not UTF-8.
    """
    named = {
        f"{zoning}/{name}.{language}.md": (zoning, zone, language)
        for zoning, ids in zone_ids.items()
        for zone, name in file_names(ids).items()
        for language in LANGUAGES
    }
    said: dict[tuple[str, str, str], str] = {}
    odd, broken = [], []
    for path in sorted((root / FOLDER).rglob("*.md")):
        place = path.relative_to(root / FOLDER).as_posix()
        where = Where(Path(FOLDER, place))
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            broken.append(Finding("comment_encoding", where, {"line": _line(error)}))
            continue
        if place in named:
            said[named[place]] = "".join(filter(_is_written, text))
        elif path.name.casefold() != "readme.md":
            odd.append(Finding("comment_unknown_zone", where, {"name": place}, Severity.WARNING))
    if broken:
        raise FolderError(broken)
    return said, odd


def _line(error: UnicodeDecodeError) -> int:
    return error.object[: error.start].count(b"\n") + 1


def _is_written(character: str) -> bool:
    """Return whether a character may stand in a document: Word refuses files with control characters in them."""
    return character in "\n\r\t" or not (unicodedata.category(character) == "Cc" or character in "\ufffe\uffff")
