"""Gaps between zones, and their ranks: how often their ranges hold, of figures drawn together."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bench.truths import Floats
from parvis import estimate
from parvis.estimate import Answer

TOGETHER_PAGE = """## Gaps and ranks

Figures of one zoning drawn together (`estimate.draws`): how often the 90 % interval of the gap between two zones, and
the range of ranks of each, hold the true ones; last, the share of ranks that a range leaves open, in per cent.

| figures | gaps | hold | ranks | hold | open |
|---|--:|--:|--:|--:|--:|
"""


def joint_line(name: str, answers: Sequence[tuple[Answer, Floats]]) -> str:
    """Return the line of gaps and ranks of answers and their truths."""
    gaps, ranked, still = [], [], []
    for one, truth in answers:
        known = np.flatnonzero(np.isfinite(one.value) & np.isfinite(truth))
        drawn, truth = estimate.draws(one, seed=1)[:, known], truth[known]
        here, there = np.triu_indices(len(known), 1)
        pairs = np.random.default_rng(1).permutation(len(here))[:300]
        low, high = estimate.gap(drawn[:, here[pairs]], drawn[:, there[pairs]], level=0.9)
        true_gap = truth[here[pairs]] - truth[there[pairs]]
        gaps.append((low - 1e-6 <= true_gap) & (true_gap <= high + 1e-6))
        first, last = estimate.ranks(drawn, level=0.9)
        rank = (truth[:, None] < truth).sum(axis=1) + 1
        ranked.append((first <= rank) & (rank <= last))
        still.append((last - first + 1) / len(known))
    gap, rank, wide = (np.concatenate(parts) for parts in (gaps, ranked, still))
    return (
        f"| {name} | {len(gap)} | {100 * gap.mean():.0f} | {len(rank)} | {100 * rank.mean():.0f} "
        f"| {100 * wide.mean():.0f} |"
    )
