"""What the scripts of the pages read: classic scripts that load from a disk as well, where nothing can be fetched.

data/web/LANGUAGE/words.js       the words of the scripts
"""

from __future__ import annotations

import json
from pathlib import Path

from parvis.publish.edition import Edition
from parvis.publish.script_words import script_words


def write_web(edition: Edition, site: Path) -> None:
    """Write the scripts' data in one language, below the folder of the site."""
    folder = site / "data" / "web" / edition.language
    folder.mkdir(parents=True, exist_ok=True)
    words = {"language": edition.language, "words": script_words(edition.speech)}
    (folder / "words.js").write_text(f"var parvisWords={_json(words)};\n", encoding="utf-8", newline="\n")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
