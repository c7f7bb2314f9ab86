"""The front end is built, shipped and worded as the house wants it."""

from __future__ import annotations

import json
import re
from pathlib import Path

import parvis
from parvis.publish.script_words import script_words
from parvis.publish.words import Speech

ROOT = Path(__file__).parents[2]
WEB = ROOT / "web"
BUNDLE = Path(parvis.__file__).parent / "publish" / "static" / "web"
SAID = re.compile(r"\bsay(Count)?\(\s*\"(\w+)\"")


def test_the_lock_names_versions_and_hashes_and_no_address() -> None:
    packages = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    brought = {name: entry for name, entry in packages.items() if name}
    assert brought
    assert [name for name, entry in brought.items() if "resolved" in entry] == []
    assert [name for name, entry in brought.items() if not (entry.get("version") and entry.get("integrity"))] == []


def test_the_map_library_still_opens_from_a_disk() -> None:
    wanted = json.loads((WEB / "package.json").read_text(encoding="utf-8"))["dependencies"]["maplibre-gl"]
    assert wanted.startswith("5."), "from 6 on it is a module, which does not load from file://"


def test_the_bundle_carries_the_licences_of_what_it_carries() -> None:
    text = (BUNDLE / "licences.txt").read_text(encoding="utf-8")
    packages = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    carried = [name.split("node_modules/")[-1] for name, entry in packages.items() if name and not entry.get("dev")]
    assert [name for name in carried if f"\n{name} " not in text] == []


def test_no_script_of_the_bundle_is_a_module() -> None:
    for script in BUNDLE.glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(import\b[^(.]|export\b)", text, re.MULTILINE), script.name
        assert "sourceMappingURL" not in text, script.name


def test_scripts_say_words_of_the_catalogue_only_and_all_of_them() -> None:
    source = "\n".join(file.read_text(encoding="utf-8") for file in sorted((WEB / "src").glob("*.ts")))
    said: set[str] = set()
    for counted, key in SAID.findall(source):
        said |= {f"{key}_one", f"{key}_many"} if counted else {key}
    assert said == set(script_words(Speech("en")))
