"""How each source is protected: its threshold, its noise and the keys of its records, or its rounding."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Iterator, Mapping

import pandas as pd

from parvis.model.folder import Folder
from parvis.model.snapshot import Snapshot
from parvis.protect import Mechanisms, Threshold, thresholds
from parvis.protect.noise import noise
from parvis.protect.perturbed import Perturbed
from parvis.protect.reweighted import Classes, classes
from parvis.protect.rounded import Rounding
from parvis.run.store import Store

DEFAULTS = {"noise_most": 5.0, "noise_variance": 3.0, "noise_never": 2.0}
"""Where the policy sets none."""


def mechanisms(folder: Folder, snaps: Mapping[str, Snapshot], store: Store, date: str) -> Mechanisms:
    """Return how each source that is not open is protected on an ISO date."""
    held = thresholds(folder, date)
    return Mechanisms(held, _noises(folder, snaps, store, date), _roundings(folder, snaps, held, store, date))


def _noises(folder: Folder, snaps: Mapping[str, Snapshot], store: Store, date: str) -> dict[str, Perturbed]:
    """Return how the counts of each source that is protected by noise are altered, by source."""
    out = {}
    for source, snapshot in snaps.items():
        protected = folder.sources[source].protected
        if protected is None or protected.mechanism != "cell_key":
            continue
        limits = {
            name: value if (set_ := folder.policy.limit(name, protected.unit, date)) is None else set_
            for name, value in DEFAULTS.items()
        }
        made = noise(int(limits["noise_most"]), limits["noise_variance"], int(limits["noise_never"]))
        keys = record_keys(snapshot.rows, protected.key, store.keyed(f"record keys of {source}"))
        out[source] = Perturbed(made, keys, dict(_classes(folder.sources[source].measures, snapshot.rows)))
    return out


def _classes(measures: Iterable[str], rows: pd.DataFrame) -> Iterator[tuple[str, Classes]]:
    """Yield the classes of the measures of a source whose sums and means may be told."""
    labels = [str(label) for label in rows.index]
    for measure in measures:
        if f"measure:{measure}" in rows:
            made = classes(labels, rows[f"measure:{measure}"].to_numpy(dtype=float))
            if made is not None:
                yield measure, made


STEP = 5.0
"""Where the policy sets no base it is the least multiple of this above the threshold."""


def _roundings(
    folder: Folder, snaps: Mapping[str, Snapshot], held: Mapping[str, Threshold], store: Store, date: str
) -> dict[str, Rounding]:
    """Return how the numbers of each table that is protected by rounding are rounded, by source."""
    out = {}
    for source in snaps:
        spec = folder.sources[source]
        if spec.protected is None or spec.protected.mechanism != "rounding":
            continue
        least = held[source].least
        base = folder.policy.limit("rounding_base", spec.protected.unit, date) or STEP * (least // STEP + 1)
        counted = spec.measures[str(spec.protected.measure)].unit
        measures = frozenset(name for name, measure in spec.measures.items() if measure.unit == counted)
        out[source] = Rounding(base, store.keyed(f"rounding of {source}"), measures, least, held[source].people)
    return out


def record_keys(rows: pd.DataFrame, column: str | None, secret: str) -> dict[str, float]:
    """Return a key on [0, 1) for each row, by its label: the same for the same record, whatever file it stands in.

    Records are told apart by a column, or else by all that stands in them.
    """
    parts = [rows[column]] if column is not None else [rows[name] for name in sorted(rows.columns, key=str)]
    texts = ("\x1f".join(map(str, row)) for row in zip(*parts, strict=True))
    own = secret.encode()
    found = (hmac.new(own, text.encode(), hashlib.sha256).digest() for text in texts)
    return {
        str(label): int.from_bytes(digest[:8], "big") / 2.0**64 for label, digest in zip(rows.index, found, strict=True)
    }
