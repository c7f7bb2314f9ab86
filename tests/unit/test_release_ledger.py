"""The ledger of releases: each line carries the hash of the line before, so that nobody changes it unseen."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from release_builds import everything

from parvis.errors import OperatorError
from parvis.publish.ledger import notices, read_ledger
from parvis.publish.release import freeze


def test_no_ledger_yet(releases: Path) -> None:
    assert read_ledger(releases) == ()
    assert notices(releases) == ()


def three_lines(build: Path, releases: Path) -> list[str]:
    for date in ("2026-05-01", "2026-06-01", "2026-07-01"):
        freeze(build, releases, date=date)
    return (releases / "ledger.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)


@pytest.mark.parametrize(
    ("damage", "code", "line"),
    [
        (lambda lines: [lines[0].replace("2026-05-01", "2026-04-01"), *lines[1:]], "ledger_broken", 2),
        (lambda lines: [lines[0], lines[2]], "ledger_broken", 2),
        (lambda lines: lines[1:], "ledger_broken", 1),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "ledger_broken", 2),
        (lambda lines: [lines[1], lines[0], lines[2]], "ledger_broken", 1),
        (lambda lines: [lines[0], "not JSON\n", lines[2]], "ledger_unreadable", 2),
        (lambda lines: [lines[0], '{"event": "forgotten"}\n', lines[2]], "ledger_unreadable", 2),
        (lambda lines: [lines[0], "7\n", lines[2]], "ledger_unreadable", 2),
        (lambda lines: [*lines[:2], lines[2][:40]], "ledger_cut", 3),
    ],
    ids=["changed", "removed", "first removed", "repeated", "swapped", "no JSON", "no event", "no object", "cut"],
)
def test_a_broken_chain_names_the_line(build: Path, releases: Path, damage: Any, code: str, line: int) -> None:
    lines = three_lines(build, releases)
    (releases / "ledger.jsonl").write_text("".join(damage(lines)), encoding="utf-8")
    with pytest.raises(OperatorError) as error:
        read_ledger(releases)
    [finding] = error.value.findings
    assert finding.code == code
    assert finding.where is not None
    assert finding.where.line == line
    before = everything(releases)
    with pytest.raises(OperatorError):
        freeze(build, releases, date="2026-08-01")
    assert everything(releases) == before


def test_words_with_any_character_stay_on_one_line(build: Path, releases: Path) -> None:
    words = 'Une « erreur » :\nligne 2\u2028ligne 3\x85 "fin"'
    freeze(build, releases, date="2026-05-01", words=words)
    freeze(build, releases, date="2026-06-01")
    assert [entry.words for entry in read_ledger(releases)] == [words, ""]
