"""The command line and all messages speak French: nothing is missing, nothing left over, and it is French in print."""

import ast
import os
import re
import string
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import parvis
from parvis.messages import GUESS, MESSAGES, in_words
from parvis.model.finding import Finding

SOURCE = Path(parvis.__file__).parent
FRENCH = SOURCE / "locale" / "fr"
NO_BREAK = "\N{NO-BREAK SPACE}"


def _entries(catalogue: Path) -> list[Message]:
    with catalogue.open("rb") as file:
        return [message for message in read_po(file, locale="fr", abort_invalid=True) if message.id]


def _of_messages() -> list[str]:
    """Return the words of all messages, in their order."""
    parts = (part for message in MESSAGES.values() for part in (message.what, message.why, message.do))
    return list(dict.fromkeys([GUESS, *filter(None, parts)]))


def _marked_in(folder: str) -> list[str]:
    """Return the texts marked in the files of a folder."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in sorted((SOURCE / folder).glob("*.py"))]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    marked = [call.args[0] for call in calls if getattr(call.func, "id", "") in ("N_", "say")]
    texts = [node.value for node in marked if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return list(dict.fromkeys(texts))


WORDS = {"messages": _of_messages(), "cli": _marked_in("cli"), "officer": _marked_in("officer")}


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


@pytest.mark.parametrize("catalogue", WORDS)
def test_all_is_said_in_french(catalogue: str) -> None:
    said = {
        message.id: message.string
        for file in FRENCH.glob("*.po")
        for message in _entries(file)
        if message.string and not message.fuzzy
    }
    missing = [words for words in WORDS[catalogue] if words not in said]
    ready = "\n\n".join(f'msgid {_quoted(words)}\nmsgstr ""' for words in missing)
    assert not missing, f"translate in locale/fr/{catalogue}.po:\n\n{ready}"


@pytest.mark.parametrize("catalogue", WORDS)
def test_nothing_is_left_over(catalogue: str) -> None:
    stale = [message.id for message in _entries(FRENCH / f"{catalogue}.po") if message.id not in WORDS[catalogue]]
    assert not stale, f"remove from locale/fr/{catalogue}.po"


@pytest.mark.parametrize("catalogue", WORDS)
def test_french_fills_the_same_blanks(catalogue: str) -> None:
    for message in _entries(FRENCH / f"{catalogue}.po"):
        english, french = (
            {(name, form) for _, name, form, _ in string.Formatter().parse(words) if name is not None}
            for words in (message.id, message.string)
        )
        assert french == english, message.id


def test_no_words_are_said_in_two_ways() -> None:
    said: dict[str, str] = {}
    for file in sorted(FRENCH.glob("*.po")):
        for message in _entries(file):
            assert said.setdefault(str(message.id), message.string) == message.string, (file.name, message.id)


# No-break spaces stand before : ; ? ! % and inside « », of one width, as on the site.
FAULTS = {
    "a straight apostrophe": re.compile("'"),
    "straight quotation marks": re.compile('"'),
    "a space other than the no-break one before : ; ? ! % »": re.compile(r"[^\S\N{NO-BREAK SPACE}](?:[;?!%»]|:(?!\S))"),
    "no space before : ; ? ! %": re.compile(r"[\w}»)`](?:[;?!%]|:(?!\S))"),
    "a space that may break after «": re.compile(r"«(?!\N{NO-BREAK SPACE})"),
    "a word that statisticians alone understand": re.compile("intervalle de confiance", re.IGNORECASE),
}


@pytest.mark.parametrize("catalogue", WORDS)
def test_typography_is_french(catalogue: str) -> None:
    for message in _entries(FRENCH / f"{catalogue}.po"):
        prose = re.sub(r"`[^`]*`", "`", message.string)  # what stands in backticks is code
        for fault, pattern in FAULTS.items():
            assert not pattern.search(prose), f"{fault}: {message.string}"


@pytest.mark.parametrize("fault", ["l'eau", "« non»", "dit : oui", "dit: oui", "quoi ?", "80%", "«oui »", 'un "mot"'])
def test_faults_are_found(fault: str) -> None:
    assert any(pattern.search(fault) for pattern in FAULTS.values())


def test_what_is_wrong_why_and_what_to_do() -> None:
    finding = Finding("key_unknown", None, {"key": "nmae", "known": "name, crs", "guess": "name"})
    assert in_words(finding, "fr") == (
        f"clé inconnue «{NO_BREAK}nmae{NO_BREAK}»",
        "Ce qu’elle dit serait ignoré sans avertissement.",
        f"Vouliez-vous dire «{NO_BREAK}name{NO_BREAK}»{NO_BREAK}?",
    )


def test_braces_that_are_meant_as_braces() -> None:
    _, _, do = in_words(Finding("zoning_without_id", None, {"source": "qpv"}), "fr")
    assert do == "Indiquez la colonne sous `columns` de la source, par exemple `columns: {id: CODE}`."


def test_a_rule_in_per_cent() -> None:
    _, why, do = in_words(Finding("share_range", None, {"name": "coverage", "value": "95"}), "fr")
    assert why == f"La règle est une part{NO_BREAK}: 95{NO_BREAK}% s’écrit 0.95."
    assert do == "Écrivez la part en nombre décimal, avec un point."


def test_what_has_no_reason_stays_empty_in_french() -> None:
    assert in_words(Finding("port_taken", None, {"port": 8000}), "fr")[:2] == ("le port 8000 est pris", "")


# --- as printed ---


def _parvis(*arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "COLUMNS": "300", "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "parvis", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)


def _listed(language: str) -> dict[str, str]:
    """Return what the help says of each command."""
    text = _parvis("--lang", language, "--help").stdout
    commands = re.split(r"^Comm\w+\s?:\n", text, flags=re.MULTILINE)[1].split("\n\n")[0]
    found: dict[str, str] = {}
    for line in commands.splitlines():
        name, words = re.fullmatch(r"  (\w*) +(.*)", line).groups()  # type: ignore[union-attr]
        name = name or list(found)[-1]
        found[name] = f"{found.get(name, '')} {words}".strip()
    return found


def test_help_is_french() -> None:
    french, english = _listed("fr"), _listed("en")
    assert french.keys() == english.keys()
    assert french["build"] == f"Construire l’observatoire{NO_BREAK}: chiffres, preuves, catalogue et site"
    assert not set(french.values()) & set(english.values())


def test_help_of_a_command_is_french() -> None:
    text = _parvis("--lang", "fr", "release", "--help").stdout
    assert text.startswith(f"Utilisation{NO_BREAK}: python -m parvis release [OPTIONS] [DOSSIER]\n")
    assert "Afficher cette aide." in text
    assert "Show this" not in text


def test_a_wrong_invocation_is_answered_in_french() -> None:
    done = _parvis("--lang", "fr", "biuld")
    assert done.returncode == 2
    assert f"Il n’y a pas de commande «{NO_BREAK}biuld{NO_BREAK}»." in done.stderr
    assert f"Vouliez-vous dire «{NO_BREAK}build{NO_BREAK}»{NO_BREAK}?" in done.stderr
    done = _parvis("--lang", "fr", "explain")
    assert done.returncode == 2
    assert "Il manque INDICATEUR." in done.stderr
