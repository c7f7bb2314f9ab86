"""Addresses as people type them, made from those of an address file by rules with a seed."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable

SHORT = {
    "Rue": ("R", "r.", "RUE"), "Avenue": ("AV", "av.", "Ave"), "Boulevard": ("BD", "Bld", "bvd"),
    "Allée": ("ALL", "all."),
    "Allee": ("ALL", "All."), "Place": ("PL", "pl."), "Impasse": ("IMP", "imp."), "Chemin": ("CHE", "chem."),
    "Route": ("RTE", "rte"), "Square": ("SQ", "sq."), "Passage": ("PAS", "pass."), "Villa": ("VLA",), "Cite": ("CTE",),
}  # fmt: skip
INSIDE = {"Saint": "St", "Sainte": "Ste", "Général": "Gal", "Mal": "Maréchal", "Professeur": "Pr", "Sergent": "Sgt",
          "Docteur": "Dr", "Président": "Pdt"}  # fmt: skip


def _without_accents(text: str, _: random.Random) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _capitals(text: str, rng: random.Random) -> str:
    return _without_accents(text, rng).upper()


def _short_kind(text: str, rng: random.Random) -> str:
    number, kind, rest = text.split(" ", 2)
    return f"{number} {rng.choice(SHORT[kind])} {rest}" if kind in SHORT else text


def _short_words(text: str, _: random.Random) -> str:
    return " ".join(INSIDE.get(word, word) for word in text.split(" "))


def _no_links(text: str, _: random.Random) -> str:
    return re.sub(r" (?:de la|de l’|d’|du|des|de|la|les)(?: |(?<=’))", " ", text, count=1)


def _punctuation(text: str, rng: random.Random) -> str:
    number, rest = text.split(" ", 1)
    return rng.choice((f"{number}, {rest}", f"n° {number} {rest}", f"{number}  {rest}", text.replace("-", " ")))


def _complement(text: str, rng: random.Random) -> str:
    return rng.choice((f"Bât. B, {text}", f"{text} - apt 12", f"{text}, BP 34", f"Esc. 2 {text}", f"{text}, 3e étage"))


def _slip(text: str, rng: random.Random) -> str:
    """Return a text with one slip of the finger in its longest word: two letters exchanged, one lost, one doubled."""
    words = text.split(" ")
    longest = max(range(len(words)), key=lambda n: len(words[n]))
    word = words[longest]
    if len(word) < 5:
        return text
    at = rng.randrange(1, len(word) - 2)
    words[longest] = rng.choice(
        (
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
            word[:at] + word[at + 1 :],
            word[:at] + word[at] + word[at:],
        )
    )
    return " ".join(words)


RULES: tuple[Callable[[str, random.Random], str], ...] = (
    _short_kind, _short_words, _no_links, _slip, _without_accents, _capitals, _punctuation, _complement,
)  # fmt: skip
"""In the order in which they are applied: the first ones look for words as the file spells them."""


def noisy(address: str, rng: random.Random, *, rules: int) -> str:
    """Return an address disturbed by so many of the rules, chosen at random."""
    for rule in sorted(rng.sample(range(len(RULES)), rules)):
        address = RULES[rule](address, rng)
    return address
