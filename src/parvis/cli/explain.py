"""A figure's whole story in the terminal."""

from __future__ import annotations

import difflib
import json
from pathlib import Path
from typing import Any

from parvis.cli.language import LANGUAGE, N_, say
from parvis.errors import AnalystError, OperatorError

METHODS = {
    "official": N_("official figure, as its producer publishes it for this very zone"),
    "located": N_("counted: every record was placed, and those in the zone were summed"),
    "measured": N_("measured on the map"),
    "as_published": N_("sum of whole units, as their producer publishes them"),
    "area_weighted": N_("estimate: each unit counts in proportion to its surface inside the zone"),
}

REASONS = {
    "coverage": N_("the sources cover too little of the zone"),
    "too_coarse": N_("the source's units are too large for this zone"),
    "too_wide": N_("the interval is too wide for the number to mean anything"),
    "no_agreement": N_("no agreement permits it"),
    "masked_by_producer": N_("its producer hides it"),
    "not_collected": N_("nobody collects it here"),
    "undefined": N_("there is nobody whom it could be about"),
}


def story(folder: Path, indicator: str, zone: str) -> dict[str, Any]:
    """Return all that the last build says of an indicator in a zone; raises where there is no such figure."""
    from parvis.publish import read_evidence

    build = folder / "build" if (folder / "build").is_dir() else folder
    if not (build / "manifest.json").is_file():
        raise OperatorError.of("no_build", folder, name=folder.resolve().name)
    evidence = read_evidence(build, indicator)
    mine = [figure for figure in evidence["figures"] if figure["zone"] == zone]
    if not mine:
        zones = sorted({figure["zone"] for figure in evidence["figures"]})
        near = difflib.get_close_matches(zone, zones, n=1)
        shown = ", ".join(near or zones[:5])
        raise AnalystError.of("zone_without_figure", None, indicator=indicator, zone=zone, near=shown)
    rows = _rows(build)
    told = [{**figure, **rows.get((figure["evidence"], figure["role"]), {})} for figure in mine]
    named = dict.fromkeys(e for figure in mine for e in figure.get("beside", ()))
    beside = [rows[key] for e in named for key in ((e, "figure"), (e, "evidence")) if key in rows]
    return {**{k: v for k, v in evidence.items() if k != "figures"}, "figures": told, "beside": beside}


def _rows(build: Path) -> dict[tuple[str, str], dict[str, Any]]:
    import pyarrow.parquet as pq

    rows = pq.read_table(build / "figures.parquet").to_pylist()
    return {(row["evidence"], row["role"]): {k: None if v != v else v for k, v in row.items()} for row in rows}


def words(told: dict[str, Any]) -> str:
    """Return the story for people."""
    lines = [_text(told["name"]), _text(told["question"]), _text(told["definition"])]
    if told["caveats"]:
        lines.append(say(N_("Caveat: {words}")).format(words=_text(told["caveats"])))
    for figure in told["figures"]:
        lines.extend(["", *_figure(figure)])
    if told["beside"]:
        lines.extend(
            ["", say(N_("To compare with (another concept, date or method: a difference is a gap, not an error):"))]
        )
        lines.extend(f"  {row['indicator']} {row['period']}: {_value(row)} ({row['method']})" for row in told["beside"])
    lines.extend(["", say(N_("Sources:"))])
    lines.extend(line for name, source in told["sources"].items() for line in _source(name, source))
    return "\n".join(lines)


def _text(label: dict[str, str]) -> str:
    return label.get(LANGUAGE) or next(iter(label.values()))


def _value(row: dict[str, Any]) -> str:
    return f"{row['value']:,.6g} {row['unit']}" if row["value"] is not None else row["state"]


def _figure(figure: dict[str, Any]) -> list[str]:
    category = "" if figure["category"] == "total" else f" [{figure['category']}]"
    lines = [f"{figure['zoning']} {figure['zone']} {figure['period']}{category}: {_value(figure)}"]

    def add(sentence: str, **values: object) -> None:
        lines.append("  " + say(sentence).format(**values))

    if figure["value"] is None:
        add(N_("No number: {reason}."), reason=say(REASONS.get(figure["reason"], figure["reason"])))
    if figure["lower"] is not None and figure["lower"] < figure["upper"]:
        add(N_("Between {lower:,.6g} and {upper:,.6g}, {level:.0%} sure."),
            lower=figure["lower"], upper=figure["upper"], level=figure["level"])  # fmt: skip
    if (
        figure["bound_lower"] is not None
        and figure["bound_upper"] is not None
        and figure["bound_lower"] < figure["bound_upper"]
    ):
        add(
            N_("For certain between {lower:,.6g} and {upper:,.6g}."),
            lower=figure["bound_lower"],
            upper=figure["bound_upper"],
        )
    add(N_("How: {method}."), method=say(METHODS[figure["method"]]))
    if figure["coverage"] is not None:
        add(N_("The source covers {share:.0%} of the zone."), share=figure["coverage"])
    if figure.get("units"):
        add(N_("{units} units, of which the zone's border cuts {cut}; together they weigh {weight:.2f} units."),
            units=figure["units"], cut=figure["cut"], weight=figure["source_units"])  # fmt: skip
    if figure.get("imputed_share"):
        add(N_("{share:.0%} of it comes from units whose values the producer imputed."), share=figure["imputed_share"])
    for part in figure.get("contributions", ())[:5]:
        lines.append(f"    {part['unit']}: {part['weight']:.4f} x {part['value']:g}")
    return lines


def _source(name: str, source: dict[str, Any]) -> list[str]:
    terms = source["licence"] or source["regime"]
    lines = [f"  {name}: {_text(source['title'])}, {source['producer']}, {source['vintage']}, {terms}"]
    if source.get("content"):
        lines.append(f"    sha256 {source['content'][:16]}…, " + json.dumps(source["rows"]))
    lines.extend(f"    {_text(rule)}" for rule in source["rules"])
    return lines
