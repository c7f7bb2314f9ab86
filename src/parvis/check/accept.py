"""From a file's content to accepted rows in the kind's own names: a row is accepted or rejected with a reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from parvis.check import by_address, geometry
from parvis.check.against import against
from parvis.check.bands import require_bands
from parvis.check.by_address import Match
from parvis.check.columns import find, hidden, matching, never, numbers, picked, texts, where_column
from parvis.check.dates import iso_date
from parvis.check.schema import table_schema
from parvis.check.sieve import Sieve
from parvis.errors import SourceError
from parvis.kinds.alterations import Alteration, noisy, rounded, sampled
from parvis.kinds.kind import Kind, Measure
from parvis.kinds.masks import masks_of
from parvis.model.fault import Faults
from parvis.model.finding import Severity, Where, errors_in
from parvis.model.folder import AlteredSpec, MeasureSpec, Regime, SourceSpec
from parvis.model.snapshot import Raw, RowAccount, Snapshot
from parvis.model.text import Text

NEEDED_ROLES = {"grid": ("id",), "polygons": ("id",), "raster": ("id",), "table": ("unit",), "points": (), "lines": ()}
CODE_ROLES = (
    "id", "unit", "period", "name", "commune", "group", "type", "number", "repeat", "street", "postcode",
    "commune_name", "old_commune",
)  # fmt: skip
TIDY = {"period": iso_date}
COUNTED = ("persons", "households", "dwellings", "facilities")
"""Units of which there cannot be fewer than none: -9 or -999 stands for something that is not known."""
NAMED = 5
"""Identifiers named in a finding; the rest are counted."""


def measures_of(spec: SourceSpec, kind: Kind) -> dict[str, Measure]:
    """Return the measures that a source carries: its kind's and its own."""
    return {**kind.measures, **{name: _own(name, measure) for name, measure in spec.measures.items()}}


def _own(name: str, spec: MeasureSpec) -> Measure:
    measure = Measure((spec.column,), spec.unit, spec.universe, spec.name or Text(fr=name, en=name), spec.additive)
    if spec.altered is None:
        return measure
    rule = _rule(spec.altered, measure.together)
    return replace(measure, bounds=rule.bounds, doubt=rule.doubt)


def _rule(spec: AlteredSpec, together: float) -> Alteration:
    if spec.rounded_to is not None:
        return rounded(spec.rounded_to, spec.rounding)
    if spec.noise is not None and spec.noise_most is not None:
        return noisy(spec.noise_most, spec.noise)
    assert spec.sampled is not None
    if spec.surveys is None or spec.lasting is None:
        return sampled(spec.sampled, spec.together or together, spec.known)
    return sampled(
        spec.sampled, spec.together or together, spec.known, surveys=spec.surveys, lasting=spec.lasting
    )  # fmt: skip


def accept(
    source: str,
    raw: Raw,
    *,
    spec: SourceSpec,
    kind: Kind,
    wanted: frozenset[str],
    schema: Mapping[str, object] | None,
    match: Match | None = None,
) -> Snapshot:
    """Return the accepted rows of a source, with the account of all rows and the findings.

    `wanted` names the measures that some indicator uses: their absence is an error, that of others is not. `match`
    looks up the addresses of a source whose rows are located by them, others are located by coordinates. Where no
    row is left the findings hold that error, so that the rejected rows can still be kept.
    Raises SourceError where the file as a whole cannot be used: a column, the geometry or its CRS is missing, ...;
    FolderError where the schema is none.
    """
    sieve = Sieve(source, raw, spec, kind, raw.frame.reset_index(drop=True), findings=list(raw.notes))
    _keep_where(sieve)
    out = _roles(sieve)
    _stop_at_errors(sieve)
    if kind.form == "raster":
        require_bands(sieve, wanted)
    else:
        out = pd.concat([out, _measures(sieve, wanted)], axis=1)
    if schema is not None:
        _against_schema(sieve, schema)
    _stop_at_errors(sieve)
    if spec.address is not None and match is not None:
        out = by_address.attach(sieve, out, spec.address, match)
    elif kind.form in ("polygons", "points", "lines", "raster"):
        out = geometry.attach(sieve, out)
    _unique(sieve, out)
    if kind.form == "table" and spec.regime is not Regime.OPEN:
        _counted_once(sieve, out)
    _stop_at_errors(sieve)
    return _snapshot(sieve, out)


def _stop_at_errors(sieve: Sieve) -> None:
    if errors := errors_in(sieve.findings):
        raise SourceError([*errors, *(finding for finding in sieve.findings if finding not in errors)])


def _keep_where(sieve: Sieve) -> None:
    where = sieve.spec.where
    at = Where(sieve.raw.file)
    absent = [name for name in where if find([name], sieve.rows.columns) is None]
    sieve.findings.extend(where_column(name, sieve.rows, at) for name in absent)
    _stop_at_errors(sieve)
    for column, value in never(sieve.rows, where):
        sieve.find("value_never", Severity.WARNING, column=column, value=value)
    kept = matching(sieve.rows, where)
    sieve.set_aside = int((~kept).sum())
    sieve.rows = sieve.rows if kept.all() else picked(sieve.rows, kept)


def _needed(kind: Kind, spec: SourceSpec) -> tuple[str, ...]:
    """Return the roles without which a row is nothing; polygons of no known kind need no code if none is declared."""
    if kind.form == "polygons" and "id" not in (*kind.columns, *spec.columns):
        return ()
    return NEEDED_ROLES[kind.form]


def _roles(sieve: Sieve) -> pd.DataFrame:
    """Return the rows with the columns that play a role, as text, beside the other columns as they came."""
    rows, kind, spec = sieve.rows, sieve.kind, sieve.spec
    out = pd.DataFrame(index=rows.index)
    needed = _needed(kind, spec)
    if kind.form == "polygons":
        out["id"] = [str(n + 1) for n in range(len(rows))]
    for role in dict.fromkeys([*needed, *kind.columns, *spec.columns]):
        names = (spec.columns[role],) if role in spec.columns else kind.columns.get(role, (role,))
        column = find(names, rows.columns)
        if column is not None:
            out[role] = texts(rows[column], TIDY.get(role, kind.tidy.get(role))) if role in CODE_ROLES else rows[column]
            if role in kind.tidy:
                _say_zeros(sieve, texts(rows[column]), out[role], column=column)
            _readable(sieve, out, role, column, needed=role in needed)
        elif role in needed or role in spec.columns:
            sieve.lacks(names)
    others = [column for column in rows.columns if column not in out.columns and column != "geometry"]
    return pd.concat([out, rows[others]], axis=1)


def _say_zeros(sieve: Sieve, written: pd.Series, tidy: pd.Series, *, column: str) -> None:
    """Note how many codes had lost their first zeros, as they do where a spreadsheet takes them for numbers."""
    pairs = zip(written.str.replace("_", ""), tidy, strict=True)
    lost = [0 < len(code) < len(whole) and whole == code.rjust(len(whole), "0") for code, whole in pairs]
    if any(lost):
        row = int(written.index[lost.index(True)])
        sieve.find("zeros_put_back", Severity.NOTE, row=row, column=column, count=sum(lost))


def _readable(sieve: Sieve, out: pd.DataFrame, role: str, column: str, *, needed: bool) -> None:
    """Reject the rows whose entry cannot play its role."""
    if role == "imputed":
        flags, wrong = numbers(out[role], ())
        out[role] = flags.fillna(0.0)
        sieve.reject(wrong, "not_a_number", column)
    if needed:
        sieve.reject(out[role] == "", "no_code", column)
    if role in sieve.kind.patterns:
        sieve.reject(~out[role].str.fullmatch(sieve.kind.patterns[role]).astype(bool), "not_a_cell", column)


def _measures(sieve: Sieve, wanted: frozenset[str]) -> pd.DataFrame:
    """Return the measures as float64; a text that is no number rejects its row."""
    masks = masks_of(sieve.spec, sieve.kind)
    wanted |= _known_of(sieve.spec, wanted)
    columns: dict[str, pd.Series] = {}
    for name, measure in measures_of(sieve.spec, sieve.kind).items():
        for target, names in _columns_of(name, measure):
            column = find(names, sieve.rows.columns)
            if column is not None:
                columns[target], wrong = numbers(sieve.rows[column], masks)
                sieve.reject(wrong, "not_a_number", column)
                if (masked := hidden(sieve.rows[column], masks)).any():
                    columns[f"masked:{target}"] = masked
                if name in wanted and measure.unit in COUNTED:
                    sieve.reject(columns[target] < 0, "negative", column)
            elif name in wanted and not measure.periods:
                sieve.lacks(names)
        if name in wanted and measure.periods and not any(t in columns for t, _ in _columns_of(name, measure)):
            sieve.lacks(tuple(measure.periods.values()))
    named = {name if name.startswith("masked:") else f"measure:{name}": column for name, column in columns.items()}
    return pd.DataFrame(named, index=sieve.rows.index)


def _known_of(spec: SourceSpec, wanted: frozenset[str]) -> frozenset[str]:
    """Return the measures to which the results of a sample were adjusted, where some indicator uses such results."""
    altered = [spec.measures[name].altered for name in wanted & spec.measures.keys()]
    return frozenset(one.known for one in altered if one is not None and one.known is not None)


def _columns_of(name: str, measure: Measure) -> list[tuple[str, tuple[str, ...]]]:
    """Return (column of the snapshot, names in the file): one, or one a period as `name@period`."""
    if measure.periods:
        return [(f"{name}@{period}", (column,)) for period, column in measure.periods.items()]
    return [(name, measure.columns)]


def _against_schema(sieve: Sieve, schema: Mapping[str, object]) -> None:
    described = table_schema(schema, str(sieve.spec.table_schema))
    found = against(sieve.rows, described, masks=masks_of(sieve.spec, sieve.kind))
    labels = sieve.rows.index.to_numpy(dtype="int64")
    sieve.against_schema(Faults(found.rules, tuple(labels[rows] for rows in found.rows)))
    _columns_against_schema(sieve, found)
    if described.unknown:
        sieve.find("schema_unchecked", Severity.NOTE, checks=", ".join(described.unknown), schema=described.title)


def _columns_against_schema(sieve: Sieve, found: Faults) -> None:
    """Note what is wrong with the columns; entries are told by the account of the rejected rows."""
    schema = sieve.spec.table_schema
    extra = [rule.column for rule in found.rules if rule.name == "column_extra"]
    for rule in found.rules:
        if rule.name == "column_missing":
            sieve.find("schema_column", column=rule.field, schema=schema)
        elif rule.name == "column_case":
            sieve.find("schema_column_case", Severity.WARNING, column=rule.column, field=rule.field)
        elif rule.name == "column_forbidden":
            sieve.find("schema_column_forbidden", column=rule.column, schema=schema)
        elif rule.name == "columns_order":
            sieve.find("schema_columns_order", columns=rule.asks["columns"])
        elif rule.name == "columns_none":
            sieve.find("schema_columns_none", schema=schema)
    if extra:
        shown = ", ".join(extra[:NAMED]) + (", …" if len(extra) > NAMED else "")
        sieve.find("schema_columns_extra", Severity.WARNING, columns=shown, count=len(extra), schema=schema)


def _unique(sieve: Sieve, out: pd.DataFrame) -> None:
    """Reject cells that stand twice with the same values; two zones, or two versions of a cell, are an error."""
    if sieve.kind.form not in ("grid", "polygons"):
        return
    named = sieve.left(out)
    code = "zone_twice"
    if sieve.kind.form == "grid":
        code = "cell_twice"
        again = named.duplicated(["id", *(column for column in named if str(column).startswith("measure:"))])
        sieve.reject(again, "repeated")
        named = named[~again]
    twice = named.loc[named["id"].duplicated(), "id"]
    if not twice.empty:
        ids = sorted(set(twice))
        shown = ", ".join(ids[:NAMED]) + (", …" if len(ids) > NAMED else "")
        sieve.find(code, row=int(twice.index[0]), ids=shown, count=len(ids))


def _counted_once(sieve: Sieve, out: pd.DataFrame) -> None:
    """Reject rows of a partner's table that stand twice; two numbers for the same people are an error.

    Who stands behind a figure is worked out from them: people counted twice would be taken for enough.
    """
    named = sieve.left(out)
    numbers = {measure.column for measure in sieve.spec.measures.values()}
    told = [c for c in named if not str(c).startswith(("measure:", "masked:")) and c not in numbers]
    again = named.duplicated([*told, *(c for c in named if str(c).startswith("measure:"))])
    sieve.reject(again, "repeated")
    named = named[~again]
    twice = named.loc[named.duplicated(told), "unit"]
    if not twice.empty:
        ids = sorted(set(twice))
        shown = ", ".join(ids[:NAMED]) + (", …" if len(ids) > NAMED else "")
        sieve.find("unit_twice", row=int(twice.index[0]), ids=shown, count=len(twice))


def _snapshot(sieve: Sieve, out: pd.DataFrame) -> Snapshot:
    rejected = sieve.rejections()
    accepted = sieve.left(out).reset_index(drop=True)
    account = RowAccount(len(sieve.raw.frame) + len(sieve.raw.broken), len(accepted), len(rejected), sieve.set_aside)
    sieve.findings.extend(sieve.account())
    if accepted.empty and rejected.empty:
        sieve.find("where_keeps_none", name=sieve.raw.file.name, read=account.read)
    elif accepted.empty:
        sieve.find("no_row_left", name=sieve.raw.file.name, read=account.read, source=sieve.source)
    findings = tuple(sieve.findings)
    file = sieve.raw.file if sieve.kind.form == "raster" else None
    return Snapshot(
        sieve.source, sieve.kind.id, accepted, sieve.raw.content, account, findings, rejected, sieve.faults(), file,
        sieve.addressed, sieve.crs,
    )  # fmt: skip
