"""How much a street as typed is like one of the reference: 1 for the same words, 0 for nothing in common."""

from __future__ import annotations

from functools import lru_cache

from rapidfuzz.distance import OSA
from rapidfuzz.fuzz import ratio

from parvis.kinds.address_words import TITLE_WORDS

LAST, OTHER, TITLE = 1.0, 0.5, 0.15
"""What a word of a name weighs: streets are known by their last word; given names and titles are often left out."""
OTHERS = 0.6
"""What all words of a name but the last weigh at most."""
ABBREVIATED, INITIAL = 0.95, 0.9
LEAST = 0.7
"""Words less alike than this are other words."""
KIND_LEFT_OUT, KIND_OTHER = 0.95, 0.85
CHANCE = 0.8
"""Names whose letters in a row are less alike than this are alike by chance."""
RUN_TOGETHER = 0.97
"""Of names that are the same but for where words are divided."""

Words = tuple[str, ...]


def street_likeness(kind: str, name: Words, other_kind: str, other_name: Words) -> float:
    """Return the likeness of two streets, between 0 and 1: that of their names times that of their kinds.

    Where one leaves out the kind (rue, avenue, ...) it is 0.95, where they differ in it 0.85.
    """
    alike = name_likeness(name, other_name)
    if kind == other_kind:
        return alike
    return alike * (KIND_OTHER if kind and other_kind else KIND_LEFT_OUT)


@lru_cache(maxsize=500_000)
def name_likeness(name: Words, other: Words) -> float:
    """Return the likeness of two names of streets, between 0 and 1.

    Each word is paired with the one most like it; the sum of the likenesses of pairs, each weighed by the mean weight
    of its two words, is divided by half the weight of all words. Where words may have been divided otherwise, the
    likeness of the letters in a row counts if it is more.

    >>> round(name_likeness(("general", "gallieni"), ("gallieni",)), 2)  # 1.0 / ((0.15 + 1 + 1) / 2)
    0.93
    """
    if name == other:
        return 1.0
    in_a_row = "".join(name), "".join(other)
    if in_a_row[0] == in_a_row[1]:
        return RUN_TOGETHER
    own, others = _weights(name), _weights(other)
    pairs = sorted(
        ((alike, i, j) for i, a in enumerate(name) for j, b in enumerate(other) if (alike := word_likeness(a, b))),
        reverse=True,
    )
    left, right = set(range(len(name))), set(range(len(other)))
    common = 0.0
    for alike, i, j in pairs:
        if i in left and j in right:
            left.discard(i)
            right.discard(j)
            common += alike * (own[i] + others[j]) / 2
    paired = 2 * common / (sum(own) + sum(others))
    letters = RUN_TOGETHER * ratio(*in_a_row) / 100
    return max(paired, letters) if letters > CHANCE else paired


def _weights(name: Words) -> list[float]:
    weights = [TITLE if word in TITLE_WORDS else OTHER for word in name]
    weights[-1] = LAST
    others = sum(weights) - LAST
    return weights if others <= OTHERS else [*(weight * OTHERS / others for weight in weights[:-1]), LAST]


def word_likeness(a: str, b: str) -> float:
    """Return the likeness of two words: 1 - edits/length, two letters exchanged being one edit; 0 below 0.7.

    An initial stands for a word (0.9), and so do its first three letters or more (0.95). Numbers are the same or not.

    >>> word_likeness("salengro", "salengro"), word_likeness("r", "roger"), word_likeness("tas", "tassigny")
    (1.0, 0.9, 0.95)
    """
    if a == b:
        return 1.0
    if a[0].isdigit() or b[0].isdigit():
        return 0.0
    short, long = (a, b) if len(a) < len(b) else (b, a)
    if long.startswith(short):
        if len(short) == 1:
            return INITIAL
        if len(short) >= 3:
            return ABBREVIATED
    alike = OSA.normalized_similarity(a, b)
    return alike if alike >= LEAST else 0.0
