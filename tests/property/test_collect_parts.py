"""Text files read in parts: where a part ends does not matter, to rows, to quotation marks, to letters of two bytes."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from parvis.collect.delimited import HEAD, read_delimited
from parvis.collect.encoding import encoding_of
from parvis.errors import SourceError
from parvis.model.folder import SourceSpec

SPEC = SourceSpec.model_validate(
    {
        "title": "x", "producer": "x", "regime": "open", "licence": "etalab-2.0", "place": "x", "kind": "table",
        "vintage": "2023", "columns": {"unit": "code"},
        "measures": {"pop": {"column": "pop", "unit": "persons", "universe": "persons"}},
    }
)  # fmt: skip
ABOVE = "code;nom;pop\n" + "".join(f"P{n};Été;{n}\n" for n in range(HEAD))
PIECES = [
    "Q1;Parvis;1\n", 'Q2;"12, rue\nBât. ""B""\r\n93140";2\n', 'Q3;"jamais fermé;3\n', "Q4;un;de plus;4\n", "\n", ";;\n",
    'Q5;fermé "trop" tôt;5\n', 'Q6;"trop "tôt;6\n', "Q7;é\r", 'Q8;"é\n";8\n', '"', "Q9;9\n", 'Q10;"";10\r\n',
]  # fmt: skip


def _all(file: Path, size: int) -> tuple[object, ...]:
    rows = read_delimited(file, SPEC, size)
    return rows.frame.to_numpy().tolist(), list(rows.lines), list(rows.broken)


@pytest.mark.parametrize("seed", range(25))
def test_where_a_part_ends_does_not_matter(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    text = ABOVE + "".join(chance.choices(PIECES, [9, 3, 1, 1, 1, 1, 1, 1, 1, 3, 0.3, 1, 3], k=300))
    file = tmp_path / "x.csv"
    file.write_bytes(text.encode(chance.choice(["utf-8", "utf-8-sig", "utf-16", "cp1252"])))
    at_once = _all(file, 10**6)
    assert all(_all(file, size) == at_once for size in (1, 2, 5, 64))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman"])
def test_where_a_piece_of_bytes_ends_does_not_matter(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes("code;nom\nQ1;bénéficiaires été rénové\n".encode(encoding))

    def found(piece: int) -> str:
        try:
            return encoding_of(file, piece)
        except SourceError:
            return "unknown"

    assert {found(piece) for piece in (1, 2, 3, 5)} == {found(10**6)}
    assert (found(1) == "unknown") == (encoding in ("cp850", "mac_roman"))
