"""A folder damaged at random is read or refused in words, never with a traceback."""

import random
import shutil
from pathlib import Path

import pytest

from parvis.cli.report import as_text
from parvis.errors import FolderError
from parvis.territory import init, read

DAMAGE = (*b":\n\t '\"[]{}-&*!#|?<~%\r\x00\xff", *"é".encode())


@pytest.mark.parametrize("seed", range(5))
def test_no_traceback(seed: int, tmp_path: Path) -> None:
    dice = random.Random(seed)
    init(tmp_path / "town", name="Bourg")
    files = sorted((tmp_path / "town").rglob("*.yml"))
    for attempt in range(30):
        folder = tmp_path / str(attempt)
        shutil.copytree(tmp_path / "town", folder)
        file = folder / dice.choice(files).relative_to(tmp_path / "town")
        content = bytearray(file.read_bytes())
        for _ in range(dice.randint(1, 4)):
            start = dice.randrange(len(content))
            content[start : start + dice.randint(0, 5)] = bytes(dice.choices(DAMAGE, k=dice.randint(0, 3)))
        file.write_bytes(content)
        try:
            read(folder, environment={})
        except FolderError as refused:
            assert as_text(refused.findings, "en")
