"""The French catalogues: what is translated says the same with the same blanks, and what publish says is translated."""

import ast
import re
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import parvis
from parvis.i18n import translations
from parvis.messages import MESSAGES

SOURCE = Path(parvis.__file__).parent
CATALOGUES = sorted((SOURCE / "locale" / "fr").glob("*.po"))
PUBLISH = (
    "catalogue",
    "columns",
    "datapackage",
    "front_sheet",
    "labelled",
    "notice",
    "offers",
    "read_me",
    "source_entries",
    "vocabulary",
    "workbook",
)
BLANKS = re.compile(r"\{\w*\}|%\(\w+\)s")
CODES = re.compile(r"`[^`]+`")
"""What stands between backticks: commands, keys and codes are the same in each language.

French marks more of them, for an English word in a French sentence is a key or a code; English has it, marked or not.
"""


def entries(catalogue: Path) -> list[Message]:
    with catalogue.open("rb") as file:
        return [message for message in read_po(file, locale="fr") if message.id]


@pytest.mark.parametrize("catalogue", CATALOGUES, ids=lambda path: path.stem)
def test_translations_keep_the_blanks(catalogue: Path) -> None:
    for message in entries(catalogue):
        written = message.id if isinstance(message.id, tuple) else (message.id,)
        french = message.string if isinstance(message.string, tuple) else (message.string,)
        wanted = {blank for words in written for blank in BLANKS.findall(words)}
        for words in french:
            assert words, f"{message.id} is not translated"
            assert set(BLANKS.findall(words)) <= wanted, message.id
            assert all(code.strip("`") in " ".join(written) for code in CODES.findall(words)), message.id
        assert {blank for words in french for blank in BLANKS.findall(words)} == wanted, message.id
        codes = {code for words in written for code in CODES.findall(words)}
        assert codes <= {code for words in french for code in CODES.findall(words)}, message.id


@pytest.mark.parametrize("module", PUBLISH)
def test_words_of_publish_are_translated(module: str) -> None:
    tree = ast.parse((SOURCE / "publish" / f"{module}.py").read_text(encoding="utf-8"))
    marked = [
        call.args[0].value
        for call in ast.walk(tree)
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") == "N_"
        and isinstance(call.args[0], ast.Constant)
    ]
    assert marked
    french = translations("fr").gettext
    assert [words for words in marked if french(words) == words] == []


def test_messages_about_builds_and_releases_are_translated() -> None:
    codes = list(MESSAGES)
    french = translations("fr").gettext
    for code in codes[codes.index("figures_missing") : codes.index("ledger_cut") + 1]:
        message = MESSAGES[code]
        for words in (message.what, message.why, message.do):
            assert not words or french(words) != words, words
