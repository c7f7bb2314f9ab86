"""The private audit as one self-contained page, to be read on a screen or printed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined

from parvis.i18n import translations
from parvis.model.figure import KEY, NO_BREAKDOWN
from parvis.model.folder import Folder, PolicySpec, Rule
from parvis.officer import words
from parvis.officer.options import Option

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
MOST = 500
"""Hidden figures on the page; the table beside it holds them all."""

NAMED = 3
"""Figures named where several are protected by one, or hidden with it."""

Say = Callable[[str], str]


@dataclass(frozen=True)
class Told:
    """What the page tells: the audit's tables, what could be done, and the names of zones by zoning and id."""

    figures: pd.DataFrame
    verdicts: pd.DataFrame
    history: Mapping[str, int]
    options: tuple[Option, ...]
    folder: Folder
    zones: Mapping[str, Mapping[str, str]]
    build: str
    date: str


def page(told: Told, language: str, *, others: Mapping[str, str], table: str) -> str:
    """Return the page; `others` are the pages in other languages, `table` the file beside it that holds every row."""
    environment = Environment(
        loader=PackageLoader("parvis.officer"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    say = translations(language).gettext
    rows = hidden(told)
    more = len(rows) - MOST
    return environment.get_template("audit.html").render(
        language=language, others=others, language_names=LANGUAGE_NAMES,
        title=say(words.TITLE).format(title=told.folder.territory.name.in_(language)),
        private=say(words.PRIVATE), sound=bool(told.verdicts["holds"].all()), lines=_lines(told, say),
        headings=[say(heading) for heading in words.HEADINGS],
        rows=[_row(told, index, language, say) for index in rows.index[:MOST].tolist()],
        more=say(words.MORE_ROWS).format(count=_number(more, language), name=table) if more > 0 else "",
        rules=list(policy_rows(told.folder.policy, told.date)), policy_title=say(words.POLICY),
        policy_headings=[say(heading) for heading in words.POLICY_HEADINGS],
    )  # fmt: skip


def hidden(told: Told) -> pd.DataFrame:
    """Return the rows of figures that are hidden, those for what they say themselves first."""
    rows = told.figures[told.figures["rule"].ne("") & told.figures["state"].eq("suppressed")]
    return rows.iloc[(rows["rule"].eq("secondary")).argsort(kind="stable")]


def policy_name(policy: PolicySpec, date: str) -> str:
    """Return the name of a set of parameters: the same for the same values in force, another for any other."""
    return hashlib.sha256(json.dumps(policy.in_force(date)).encode()).hexdigest()[:8]


def policy_rows(policy: PolicySpec, date: str) -> list[tuple[str, str, str, str]]:
    """Return (rule, value, unit, reference) of every rule in force on an ISO date."""
    out = []
    for name in type(policy).model_fields:
        held = getattr(policy, name)
        rules = {name: held} if isinstance(held, Rule) else {f"{name}.{unit}": rule for unit, rule in held.items()} \
            if isinstance(held, dict) else {}  # fmt: skip
        for label, rule in rules.items():
            values = [value for value in rule.values if value.since <= date]
            if values:
                last = max(values, key=lambda value: value.since)
                out.append((label, f"{last.value:g}", rule.unit, last.reference))
    return out


def _lines(told: Told, say: Say) -> list[str]:
    figures, open_ = told.figures, int((~told.verdicts["holds"]).sum())
    guarded = figures["regime"].ne("open")
    rows = hidden(told)
    secondary, rules = int(rows["rule"].eq("secondary").sum()), len(rows)
    counts = {
        "shown": int((guarded & figures["state"].eq("published")).sum()), "hidden": rules, "secondary": secondary,
        "primary": rules - secondary,
    }  # fmt: skip
    policy = policy_name(told.folder.policy, told.date)
    lines = [
        say(words.OPEN).format(count=open_) if open_ else say(words.HOLDS),
        say(words.COUNTS).format(**counts),
        say(words.KNOWN).format(**told.history),
        say(words.ABOUT).format(build=told.build, date=told.date, policy=policy),
    ]
    if told.options:
        lines.append(say(words.COSTS))
    others = len(told.folder.policy.published_by_others)
    return [*lines, say(words.OTHERS).format(count=others)] if others else lines


def _row(told: Told, index: int, language: str, say: Say) -> dict[str, object]:
    figure = told.figures.loc[index]
    name = "/".join(str(figure[column]) for column in (*KEY, "method"))
    verdict = told.verdicts[told.verdicts["figure"].eq(name)]
    saved = told.verdicts.loc[told.verdicts["protected_by"].str.split("\n").map(lambda by: name in by), "figure"]
    return {
        "figure": _label(told, figure, language), "number": _number(figure["value"], language),
        "behind": _number(figure["contributors"], language), "rule": say(words.RULES[str(figure["rule"])]),
        "range": _range(verdict.iloc[0], language, say) if len(verdict) else "",
        "close": bool(len(verdict) and not verdict["holds"].iloc[0]),
        "with": _names(told, verdict["protected_by"].iloc[0].split("\n") if len(verdict) else [], language, say),
        "saves": say(words.SAVES).format(figures=_names(told, list(saved), language, say)) if len(saved) else "",
        "options": [_option(told, one, figure, language, say) for one in told.options if one.row == index],
    }  # fmt: skip


def _label(told: Told, figure: Mapping[str, object] | pd.Series, language: str) -> str:
    spec = told.folder.indicators[str(figure["indicator"])]
    zoning, zone = str(figure["zoning"]), str(figure["zone"])
    place = told.zones.get(zoning, {}).get(zone, zone)
    parts = [spec.name.in_(language), f"{place} ({zoning})", str(figure["period"])]
    if figure["breakdown"] != NO_BREAKDOWN:
        categories = told.folder.breakdowns[str(figure["breakdown"])].categories
        parts.insert(1, categories[str(figure["category"])].name.in_(language))
    return " · ".join(parts)


def _names(told: Told, names: list[str], language: str, say: Say) -> str:
    names = [name for name in names if name]
    named = [_of_name(told, name, language, say) for name in names[:NAMED]]
    more = [say(words.AND_MORE).format(count=len(names) - NAMED)] if len(names) > NAMED else []
    return "; ".join([*named, *more])


def _of_name(told: Told, name: str, language: str, say: Say) -> str:
    """Return the label of a figure, or of what one leaves of another."""
    whole, less, part = name.partition("/less/")
    if less:
        return f"{_of_name(told, whole, language, say)} − {_of_name(told, part, language, say)}"
    whole, without, _ = name.partition("/without/")
    if without:
        return say(words.REMAINDER).format(figure=_of_name(told, whole, language, say))
    parts = name.split("/")
    return _label(told, dict(zip(KEY, parts, strict=False)), language) if len(parts) > len(KEY) else say(words.ROWS)


def _range(verdict: pd.Series, language: str, say: Say) -> str:
    ends = {"low": _number(verdict["low"], language), "high": _number(verdict["high"], language)}
    return say(words.AT_LEAST if verdict["holds"] else words.TOO_CLOSE).format(**ends)


def _option(told: Told, one: Option, figure: pd.Series, language: str, say: Say) -> str:
    if one.kind == "merge":
        zone = told.zones.get(str(figure["zoning"]), {}).get(one.zone, one.zone)
        count = _number(one.contributors, language)
        said = say(words.EXACT_MERGE if one.exact else words.MERGE)
        text = said.format(zone=zone, contributors=count, lost=one.lost, won=one.won)
    elif one.kind == "drop":
        breakdown = told.folder.breakdowns[str(figure["breakdown"])].name.in_(language)
        said = say(words.EXACT_DROP if one.exact else words.DROP)
        text = said.format(breakdown=breakdown, lost=one.lost, won=one.won)
    else:
        said = say(words.EXACT_WIDEN if one.exact else words.WIDEN)
        text = said.format(periods=one.periods, lost=one.lost, won=one.won)
    return text if one.exact else say(words.ESTIMATE).format(option=text)


def _number(number: float, language: str) -> str:
    """Return a number as a language writes it; infinity as its sign, what is not known as a dash."""
    if pd.isna(number):
        return "–"
    if abs(number) > 1e15:
        return "∞"
    written = f"{round(number, 1):,.10g}" if number % 1 else f"{number:,.0f}"
    return written.replace(",", "\N{NARROW NO-BREAK SPACE}").replace(".", ",") if language == "fr" else written
