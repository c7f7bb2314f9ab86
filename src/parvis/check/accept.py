"""From a file's content to accepted rows in the kind's own names: a row is accepted or rejected with a reason."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from parvis.check import geometry
from parvis.check.columns import find, matching, never, numbers, texts
from parvis.check.schema import rows_against_schema
from parvis.check.sieve import Sieve
from parvis.errors import SourceError
from parvis.kinds.kind import Kind, Measure
from parvis.model.finding import Severity, errors_in
from parvis.model.folder import SourceSpec
from parvis.model.snapshot import Raw, RowAccount, Snapshot
from parvis.model.text import Text

NEEDED_ROLES = {"grid": ("id",), "polygons": (), "table": ("unit",), "points": ()}
CODE_ROLES = ("id", "unit", "period", "name", "commune", "group", "type")


def measures_of(spec: SourceSpec, kind: Kind) -> dict[str, Measure]:
    """Return the measures that a source carries: its kind's and its own."""
    own = {
        name: Measure((m.column,), m.unit, m.universe, m.name or Text(fr=name, en=name), m.additive)
        for name, m in spec.measures.items()
    }
    return {**kind.measures, **own}


def accept(
    source: str, raw: Raw, *, spec: SourceSpec, kind: Kind, wanted: frozenset[str], schema: Mapping[str, object] | None
) -> Snapshot:
    """Return the accepted rows of a source, with the account of all rows and the findings.

    `wanted` names the measures that some indicator uses: their absence is an error, that of others is not.
    Raises SourceError where the file as a whole cannot be used: a column, the geometry or its CRS is missing, ...
    """
    sieve = Sieve(raw, spec, kind, raw.frame.reset_index(drop=True))
    _keep_where(sieve)
    out = _roles(sieve)
    _stop_at_errors(sieve)
    out = pd.concat([out, _measures(sieve, wanted)], axis=1)
    _stop_at_errors(sieve)
    if schema is not None:
        for label, reason in rows_against_schema(sieve.rows, schema).items():
            sieve.reasons.setdefault(label, reason)
    _unique(sieve, out)
    if kind.form in ("polygons", "points"):
        out = geometry.attach(sieve, out)
    _stop_at_errors(sieve)
    return _snapshot(source, sieve, out)


def _stop_at_errors(sieve: Sieve) -> None:
    if errors := errors_in(sieve.findings):
        raise SourceError(errors)


def _keep_where(sieve: Sieve) -> None:
    where = sieve.spec.where
    absent = [name for name in where if find([name], sieve.rows.columns) is None]
    for name in absent:
        sieve.lacks([name])
    _stop_at_errors(sieve)
    for column, value in never(sieve.rows, where):
        sieve.find("value_never", Severity.WARNING, column=column, value=value)
    kept = matching(sieve.rows, where)
    sieve.set_aside = int((~kept).sum())
    sieve.rows = sieve.rows[kept]


def _roles(sieve: Sieve) -> pd.DataFrame:
    """Return the rows with the columns that play a role, as text, beside the other columns as they came."""
    rows, kind, spec = sieve.rows, sieve.kind, sieve.spec
    out = pd.DataFrame(index=rows.index)
    needed = NEEDED_ROLES[kind.form]
    if kind.form == "polygons":
        needed = ("id",) if "id" in kind.columns else ()
        out["id"] = [str(n + 1) for n in range(len(rows))]
    for role in dict.fromkeys([*needed, *kind.columns, *spec.columns]):
        names = (spec.columns[role],) if role in spec.columns else kind.columns.get(role, (role,))
        column = find(names, rows.columns)
        if column is not None:
            out[role] = texts(rows[column], kind.tidy.get(role)) if role in CODE_ROLES else rows[column]
        elif role in needed or role in spec.columns:
            sieve.lacks(names)
    if "imputed" in out:
        out["imputed"] = numbers(out["imputed"], ())[0].fillna(0.0)
    for role in needed:
        if role in out:
            sieve.reject(out[role] == "", f"no_{role}")
    others = [column for column in rows.columns if column not in out.columns and column != "geometry"]
    return pd.concat([out, rows[others]], axis=1)


def _measures(sieve: Sieve, wanted: frozenset[str]) -> pd.DataFrame:
    """Return the measures as float64; a text that is no number rejects its row."""
    masks = sieve.kind.masks
    columns: dict[str, pd.Series] = {}
    for name, measure in measures_of(sieve.spec, sieve.kind).items():
        for target, names in _columns_of(name, measure):
            column = find(names, sieve.rows.columns)
            if column is not None:
                columns[target], wrong = numbers(sieve.rows[column], masks)
                sieve.reject(wrong, "not_a_number")
            elif name in wanted and not measure.periods:
                sieve.lacks(names)
        if name in wanted and measure.periods and not any(t in columns for t, _ in _columns_of(name, measure)):
            sieve.lacks(tuple(measure.periods.values()))
    return pd.DataFrame({f"measure:{name}": column for name, column in columns.items()}, index=sieve.rows.index)


def _columns_of(name: str, measure: Measure) -> list[tuple[str, tuple[str, ...]]]:
    """Return (column of the snapshot, names in the file): one, or one a period as `name@period`."""
    if measure.periods:
        return [(f"{name}@{period}", (column,)) for period, column in measure.periods.items()]
    return [(name, measure.columns)]


def _unique(sieve: Sieve, out: pd.DataFrame) -> None:
    """Reject cells that stand twice with the same values; two zones, or two versions of a cell, are an error."""
    if sieve.kind.form not in ("grid", "polygons") or "id" not in out:
        return
    named = out[out["id"] != ""]
    if sieve.kind.form == "grid":
        values = [column for column in named if str(column).startswith("measure:")]
        again = named.duplicated(["id", *values])
        sieve.reject(again, "duplicate")
        named = named[~again]
    twice = sorted(set(named.loc[named["id"].duplicated(), "id"]))
    if twice:
        sieve.find("id_twice", ids=", ".join(twice[:5]), count=len(twice))


def _snapshot(source: str, sieve: Sieve, out: pd.DataFrame) -> Snapshot:
    rejected = sieve.rows.loc[list(sieve.reasons)]
    rejected = pd.DataFrame(rejected.drop(columns="geometry", errors="ignore"))
    lines = [int(label) + sieve.raw.first_line if sieve.raw.first_line else int(label) + 1 for label in rejected.index]
    rejected = rejected.assign(parvis_row=lines, parvis_reason=list(sieve.reasons.values()))
    accepted = out.drop(index=list(sieve.reasons)).reset_index(drop=True)
    account = RowAccount(len(sieve.raw.frame), len(accepted), len(rejected), sieve.set_aside)
    for reason, count in rejected["parvis_reason"].value_counts(sort=False).items():
        sieve.find("rows_rejected", Severity.WARNING, count=int(count), reason=str(reason))
    if accepted.empty:
        sieve.find("no_row_left", name=sieve.raw.file.name, read=account.read, rejected=account.rejected)
        _stop_at_errors(sieve)
    return Snapshot(source, sieve.kind.id, accepted, sieve.raw.content, account, tuple(sieve.findings), rejected)
