"""The story of a figure as text: numbers in the language's form, methods and reasons in the words of the site."""

from __future__ import annotations

import math
import re
import shutil
import textwrap
from collections.abc import Iterable, Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR
from itertools import groupby
from typing import Any

import click

from parvis.cli.language import LANGUAGE, N_, say
from parvis.model.figure import Role, Route, State
from parvis.model.text import Text
from parvis.publish import numbers
from parvis.publish.words import REGIMES, Speech

WIDEST = 100
MOST_PARTS = 5
RATIOS = ("share", "mean")
WHOLE = 1 - 1e-6
GLUED = re.compile(r"(?<=\d) (?=\d{3}\b|k?m\b|k?m²|ha\b)| (?=[:;?!%»])|(?<=«) ")
"""Spaces that authors of labels type as plain ones and at which no line may break."""

Row = dict[str, Any]


class Telling:
    """One story, told in the language of the command line."""

    def __init__(self, told: Row) -> None:
        self.told = told
        self.speech = Speech(LANGUAGE)
        self.width = min(WIDEST, shutil.get_terminal_size().columns)

    def text(self) -> str:
        """Return the whole text: the question, the figures place by place, what to compare with, methods, sources."""
        parts = [self._head(), *self._places(), self._beside(), self._methods(), self._sources()]
        return "\n\n".join("\n".join(lines) for part in parts if (lines := list(part)))

    def _head(self) -> Iterator[str]:
        yield _bold(_text(self.told["name"]))
        yield from self._wrapped(_text(self.told["question"]))
        yield from self._wrapped(_text(self.told["definition"]))
        if self.told["caveats"]:
            yield from self._wrapped(say(N_("With care: {words}")).format(words=_text(self.told["caveats"])))

    def _places(self) -> Iterator[Iterator[str]]:
        for (zoning, zone), figures in groupby(self.told["figures"], lambda figure: (figure["zoning"], figure["zone"])):
            yield self._place(zoning, zone, list(figures))

    def _place(self, zoning: str, zone: str, figures: list[Row]) -> Iterator[str]:
        name = self.told["zones"][zoning].get(zone)
        place = f"{name}, {zone}" if name and name != zone else zone
        yield _bold(say(N_("{zoning}: {place}")).format(zoning=_text(self.told["zonings"][zoning]), place=place))
        for figure in figures:
            yield from self._figure(figure)

    def _figure(self, figure: Row) -> Iterator[str]:
        yield "  " + say(N_("{when}: {value} ({method})")).format(
            when=self._when(figure), value=self._value(figure), method=self.speech.method(figure["method"]).short
        )
        for sentence in (*self._certainty(figure), *self._ground(figure)):
            yield from self._wrapped(sentence, "    ")
        yield from self._parts(figure)

    def _when(self, figure: Row) -> str:
        period = self.speech.period(figure["period"])
        if figure["category"] == "total":
            return period
        categories = self.told["categories"]
        category = figure["category"]
        return f"{period}, {_text(categories[category]) if category in categories else category}"

    def _value(self, row: Row) -> str:
        if row["value"] is None:
            return self.speech.state(State(row["state"])).name
        place = self._decimal_place(row)
        rounded = numbers.rounded(row["value"], place)
        return self.speech.with_unit(numbers.written(rounded, place, LANGUAGE), rounded, row["unit"])

    def _decimals(self, row: Row) -> int:
        head = row if "decimals" in row else self.told
        return numbers.decimals_for(row["unit"], head["kind"], head["decimals"])

    def _decimal_place(self, row: Row) -> int:
        lower, upper = (math.nan if row[end] is None else row[end] for end in ("lower", "upper"))
        return numbers.place_of(lower, upper, self._decimals(row))

    def _certainty(self, figure: Row) -> Iterator[str]:
        """Yield why there is no number, or how sure it is and what it was before it was rounded."""
        if figure["role"] == Role.EVIDENCE:
            yield say(N_("The same quantity had another way, beside the figure."))
        if figure["value"] is None:
            yield self.speech.reason(State(figure["state"]), figure["reason"])
            return
        if _differ(figure["lower"], figure["upper"]):
            part, whole = numbers.chances(figure["level"])
            yield say(N_("Between {lower} and {upper}, {part} chances in {whole}.")).format(
                part=part, whole=whole, **_bounds(figure["lower"], figure["upper"], self._decimal_place(figure))
            )
        if _differ(figure["bound_lower"], figure["bound_upper"]):
            bounds = _bounds(figure["bound_lower"], figure["bound_upper"], self._decimals(figure))
            certain = N_("For certain between {lower} and {upper}.")
            yield say(certain if bounds["upper"] else N_("For certain {lower} or more.")).format(**bounds)
        place = self._decimals(figure) + 2
        if numbers.rounded(figure["value"], place) != numbers.rounded(figure["value"], self._decimal_place(figure)):
            yield say(N_("Before rounding: {value}.")).format(value=numbers.shown(figure["value"], place, LANGUAGE))

    def _ground(self, figure: Row) -> Iterator[str]:
        """Yield how much of the zone and how many units of the source stand behind a figure, as far as it is told."""
        coverage = figure["coverage"]
        if coverage is not None and (
            figure["method"] in (Route.MODELLED, Route.AREA_WEIGHTED, Route.GROUPED) or coverage < WHOLE
        ):
            yield say(N_("The source covers {share} of the zone.")).format(share=self._share(coverage, 0))
        if figure.get("units"):
            yield say(
                N_(
                    "Units of the source behind it: {units}, of which the zone's border cuts {cut}; "
                    "together as much as {weight} whole units."
                )
            ).format(
                units=numbers.whole(figure["units"], LANGUAGE),
                cut=numbers.whole(figure["cut"], LANGUAGE),
                weight=numbers.shown(figure["source_units"], 1, LANGUAGE),
            )
        if figure.get("imputed_share"):
            imputed = N_("Part of it in units whose values the producer imputed: {share}.")
            of_ratio = N_("Part of its denominator in units whose values the producer imputed: {share}.")
            yield say(of_ratio if self.told["kind"] in RATIOS else imputed).format(
                share=self._share(figure["imputed_share"], 1)
            )

    def _share(self, share: float, place: int) -> str:
        """Return a share as a percentage, rounded down: what is short of everything is never written 100 %."""
        rounded = numbers.rounded(share * 100, place, ROUND_FLOOR)
        return self.speech.with_unit(numbers.written(rounded, place, LANGUAGE), rounded, "percent")

    def _parts(self, figure: Row) -> Iterator[str]:
        parts = list(zip(*figure.get("contributions", {}).values(), strict=True))[:MOST_PARTS]
        if not parts:
            return
        largest = N_("Largest parts (unit: weight × value):")
        of_ratio = N_("Largest parts of its denominator (unit: weight × value):")
        yield "    " + say(of_ratio if self.told["kind"] in RATIOS else largest)
        longest = max(len(unit) for unit, _, _ in parts)
        for unit, weight, value in parts:
            product = numbers.shown(weight * value, 1, LANGUAGE)
            factors = f"{numbers.shown(weight, 4, LANGUAGE)} × {numbers.shown(value, 1, LANGUAGE)}"
            yield f"      {unit:<{longest}}  {factors} = {product}"

    def _beside(self) -> Iterator[str]:
        if self.told["beside"]:
            yield _bold(say(N_("To compare with")))
            yield from self._wrapped(
                say(N_("Another concept, date or method: a difference is a gap, not an error.")), "  "
            )
        for row in self.told["beside"]:
            yield "  " + say(N_("{name}, {when}: {value} ({method})")).format(
                name=_text(row["name"]),
                when=self.speech.period(row["period"]),
                value=self._value(row),
                method=self.speech.method(row["method"]).short,
            )

    def _methods(self) -> Iterator[str]:
        yield _bold(say(N_("Methods")))
        for code in dict.fromkeys(row["method"] for row in (*self.told["figures"], *self.told["beside"])):
            method = self.speech.method(code)
            yield from self._wrapped(say(N_("{name}: {words}")).format(name=method.short, words=method.long), "  ")

    def _sources(self) -> Iterator[str]:
        yield _bold(say(N_("Sources")))
        for name, source in self.told["sources"].items():
            yield from self._source(name, source)

    def _source(self, name: str, source: Row) -> Iterator[str]:
        terms = source["licence"] or self.speech.say(REGIMES[source["regime"]])
        said = [_text(source["title"]), source["producer"], self.speech.period(source["vintage"]), terms]
        yield from self._wrapped(say(N_("{name}: {words}")).format(name=name, words=", ".join(said)), "  ")
        if source.get("rows"):
            yield from self._wrapped(_row_account(source["rows"]), "    ")
        if source.get("content"):
            yield f"    SHA-256 {source['content']}"
        for rule in source["rules"]:
            yield from self._wrapped(_text(rule), "    - ")

    def _wrapped(self, paragraph: str, indent: str = "") -> Iterable[str]:
        """Return the lines of a paragraph; what follows an indent's dash is set in as deep as its words."""
        return textwrap.wrap(
            GLUED.sub("\N{NO-BREAK SPACE}", paragraph),
            self.width,
            initial_indent=indent,
            subsequent_indent=" " * len(indent),
            break_long_words=False,
            break_on_hyphens=False,
        )


def _bold(heading: str) -> str:
    return click.style(heading, bold=True)


def _text(label: dict[str, str]) -> str:
    return Text(label).in_(LANGUAGE)


def _differ(lower: float | None, upper: float | None) -> bool:
    return lower is not None and upper is not None and lower < upper


def _bounds(lower: float, upper: float, place: int) -> dict[str, str]:
    """Return bounds as written, rounded outward; `upper` is empty where there is no upper bound."""
    return {
        "lower": numbers.shown(lower, place, LANGUAGE, ROUND_FLOOR),
        "upper": numbers.shown(upper, place, LANGUAGE, ROUND_CEILING) if math.isfinite(upper) else "",
    }


def _row_account(rows: dict[str, int]) -> str:
    written = {key: numbers.whole(count, LANGUAGE) for key, count in rows.items()}
    return say(N_("Rows read: {read}; accepted: {accepted}, rejected: {rejected}, set aside: {set_aside}.")).format(
        **written
    )
