"""Entries that stand for a number which the producer hid: they are no mistake, and no zero."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from parvis.kinds.kind import Kind
from parvis.model.folder import Regime, SourceSpec

COMMON = ("nd", "ns", "s", "c", "***")
"""Not available, not significant, secret, confidential: as French statistical offices and funds write them."""

FEWER = re.compile(r"(?:<=?|≤)\s*\d+|moins de \d+|fewer than \d+|less than \d+")


def masks_of(spec: SourceSpec, kind: Kind) -> tuple[str, ...]:
    """Return the entries that stand for a hidden number in a source: its kind's, and the common ones.

    The common ones do not hold for an open source of a known kind, for then its producer's own signs are known.
    """
    generic = not kind.measures
    return (*kind.masks, *COMMON) if generic or spec.regime is not Regime.OPEN else kind.masks


def is_masked(text: str, masks: Collection[str]) -> bool:
    """Return whether an entry stands for a hidden number; where `nd` does, `<5` and the like do.

    >>> is_masked("ND", COMMON), is_masked("< 5", COMMON), is_masked("5", COMMON), is_masked("<5", ())
    (True, True, False, False)
    """
    plain, signs = text.strip().lower(), _signs(tuple(masks))
    return plain in signs or (COMMON[0] in signs and FEWER.fullmatch(plain) is not None)


@cache
def _signs(masks: tuple[str, ...]) -> frozenset[str]:
    return frozenset(mask.lower() for mask in masks)
