"""What a sheet says on paper, in one language and without any mark-up: each format sets the same words its own way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parvis.messages import N_
from parvis.model.observatory import Notice
from parvis.publish.addresses import file_names
from parvis.publish.drawings import MapView, locator_map
from parvis.publish.edition import Edition
from parvis.publish.licences import licence
from parvis.publish.paper.comments import Block, by_theme, parsed, release_named
from parvis.publish.places import Place
from parvis.publish.readings import Reading
from parvis.publish.sheets import Beside, SheetFigure, sheet_themes
from parvis.publish.strips import Strip
from parvis.publish.trends import Trend
from parvis.publish.words import STATES

_MOST_KEY = 4  # figures on the front of a sheet


@dataclass(frozen=True)
class Line:
    """A line of a table: a place or category, its number (or a state's code), and its range (or the state's name)."""

    name: str
    aside: str
    number: str
    span: str
    here: bool = False
    strip: Strip | None = None

    @property
    def in_words(self) -> str:
        """Return what the line says, for those who do not see it drawn."""
        return f"{self.name} {self.number} ({self.span})" if self.span else f"{self.name} {self.number}"


@dataclass(frozen=True)
class Entry:
    """A figure of a sheet: `value` is the number with its unit, or the name of the state that stands in its place.

    `facts` are period and method; `words` sentences on other places, the past and other ways to the same number.
    """

    indicator: str
    name: str
    question: str
    value: str
    is_shown: bool
    interval: str
    note: str
    facts: str
    words: tuple[str, ...]
    lines: tuple[Line, ...]
    categories: tuple[Line, ...]
    trend: Trend | None
    trend_words: str
    caveats: str
    sources: tuple[int, ...]
    """Their numbers in `Paper.sources`, from 1."""


@dataclass(frozen=True)
class Theme:
    """A theme of a sheet: its figures, and what the officer says of it."""

    code: str
    name: str
    entries: tuple[Entry, ...]
    comment: tuple[Block, ...]


@dataclass(frozen=True)
class Paper:
    """A sheet: where it goes (`file`, without its ending), its head, its themes and what stands at its end."""

    file: str
    language: str
    title: str
    communes: str
    full_name: str
    kicker: str
    facts: str
    part: str
    """The themes that the paper is of; empty where it is of all."""
    territory: str
    publisher: str
    contact: str
    edition: str
    built: str
    warning: str
    map: MapView
    scale: str
    key: tuple[Entry, ...]
    comment: tuple[Block, ...]
    comment_title: str
    themes: tuple[Theme, ...]
    codes: tuple[tuple[str, str, str], ...]
    sources: tuple[tuple[str, str], ...]
    """(title, what else is known) of each source, in the order of its number in `Entry.sources`."""


def paper_of(
    edition: Edition, place: Place, comment: str, released: Notice | None = None, *, only: Sequence[str] = ()
) -> Paper:
    """Return the sheet of a zone, with an officer's comment as written (Markdown, may be empty).

    `released` is the last that was noted of the release of this build; None where it was not released. Of a paper of
    `only` some themes, named by their codes, the key figures, comments, codes and sources are those of these themes.
    """
    every = sheet_themes(edition, place)
    found = [theme for theme in every if theme[0] in only or not only]
    written_for, comment = release_named(comment)
    comments = by_theme(parsed(comment), {code: name for code, name, _ in every})
    ids = dict.fromkeys(id_ for _, _, figures in found for figure in figures for id_ in figure.making.sources)
    numbers = {id_: number for number, id_ in enumerate(ids, start=1)}
    themes = tuple(
        Theme(code, name, tuple(_entry(edition, figure, numbers) for figure in figures), comments.themes.get(code, ()))
        for code, name, figures in found
    )
    entries = [entry for theme in themes for entry in theme.entries]
    readings = [figure.reading for _, _, figures in found for figure in figures]
    spec, observatory, map_ = edition.zonings[place.zoning], edition.observatory, locator_map(edition, place)
    facts = [edition.say(N_("Code %(id)s"), id=place.id)]
    if spec.generation:
        facts.append(edition.say(N_("generation %(year)s"), year=spec.generation))
    facts.append(edition.say(N_("borders of %(year)s"), year=spec.year))
    return Paper(
        file=_file(edition, place, [code for code, _, _ in found] if only else ()),
        language=edition.language,
        title=place.name,
        communes=place.communes if place.full_name != place.name else "",
        full_name=place.full_name,
        kicker=edition.zoning_name(place.zoning),
        facts=" · ".join(facts),
        part=", ".join(theme.name for theme in themes) if only else "",
        territory=edition.text(edition.territory.name),
        publisher=edition.territory.publisher,
        contact=edition.territory.contact or "",
        edition=_edition_words(edition, released),
        built=observatory.built,
        warning=_warning(edition),
        map=map_,
        scale=_scale(edition, map_.bar.metres),
        key=tuple(entry for entry in entries if edition.indicators[entry.indicator].key)[:_MOST_KEY],
        comment=() if only else comments.whole,
        comment_title=_comment_title(edition, written_for),
        themes=themes,
        codes=tuple(_codes(edition, readings)),
        sources=tuple(_source(edition, id_) for id_ in ids),
    )


def _file(edition: Edition, place: Place, themes: Sequence[str]) -> str:
    """Return where a sheet goes: that of some themes beside that of all."""
    name = "-".join([file_names(edition.grounds.zone_ids[place.zoning])[place.id], *themes])
    return f"{place.zoning}/{name}.{edition.language}"


def _edition_words(edition: Edition, released: Notice | None) -> str:
    """Return which edition of the observatory a sheet is of, and whether it still holds."""
    observatory = edition.observatory
    if released is None:
        date = edition.speech.day(observatory.built)
        return edition.say(N_("Build %(id)s of %(date)s, not released"), id=observatory.release, date=date)
    words = {
        "released": N_("Release %(name)s"),
        "withdrawn": N_("Release %(name)s, withdrawn since"),
        "superseded": N_("Release %(name)s, replaced since"),
    }[released.event]
    return edition.say(words, name=released.release)


def _comment_title(edition: Edition, written_for: str) -> str:
    if not written_for:
        return edition.say(N_("Comment"))
    return edition.say(N_("Comment, written for release %(name)s"), name=written_for)


def _warning(edition: Edition) -> str:
    if not edition.territory.fictional:
        return ""
    said = (N_("Fictional territory."), N_("Every place and every figure of this sheet is invented."))
    return " ".join(map(edition.say, said))


def _scale(edition: Edition, metres: int) -> str:
    if metres >= 1000:
        return edition.say(N_("%(number)s km"), number=edition.speech.whole(metres // 1000))
    return edition.say(N_("%(number)s m"), number=edition.speech.whole(metres))


def _colon(edition: Edition) -> str:
    return "\N{NO-BREAK SPACE}:" if edition.language == "fr" else ":"


def _entry(edition: Edition, figure: SheetFigure, numbers: dict[str, int]) -> Entry:
    spec, reading = edition.indicators[figure.indicator], figure.reading
    note = reading.why
    if reading.number:
        note = reading.altered
    return Entry(
        indicator=figure.indicator,
        name=edition.text(spec.name),
        question=edition.text(spec.question),
        value=reading.with_unit or reading.state_name,
        is_shown=bool(reading.number),
        interval=reading.interval,
        note=note,
        facts=" · ".join(filter(None, (reading.period, reading.method.short))),
        words=tuple(filter(None, (figure.sentence, figure.change, *_others(edition, figure)))),
        lines=tuple(_compared(line) for line in figure.beside),
        categories=tuple(_line(reading, name) for name, reading in figure.categories),
        trend=figure.trend,
        trend_words=_trend_words(edition, figure),
        caveats=edition.text(spec.caveats),
        sources=tuple(numbers[id_] for id_ in figure.making.sources),
    )


def _compared(beside: Beside) -> Line:
    aside = "" if beside.here else beside.zoning_name
    if beside.other_period:
        aside = ", ".join(filter(None, (aside, beside.reading.period)))
    return _line(beside.reading, beside.name, aside, here=beside.here, strip=beside.strip)


def _line(reading: Reading, name: str, aside: str = "", *, here: bool = False, strip: Strip | None = None) -> Line:
    if not reading.number:
        return Line(name, aside, reading.code, reading.state_name, here, strip)
    return Line(name, aside, reading.number, reading.span, here, strip)


def _others(edition: Edition, figure: SheetFigure) -> Iterator[str]:
    """Yield what other ways, other concepts and other dates say of the same thing."""
    colon = _colon(edition)
    for other in figure.other_routes:
        said = edition.say(N_("The same quantity by another way, %(method)s:"), method=other.method.short)
        yield f"{said} {other.in_short}."
    for concept in figure.other_concepts:
        said = f"{edition.say(N_('Another concept or date,'))} {concept.name} ({concept.reading.period}){colon}"
        both = figure.reading.number and concept.reading.number
        gap = f" {edition.say(N_('A difference is a gap, not an error.'))}" if both else ""
        yield f"{said} {concept.reading.in_short}.{gap}"
    if figure.other_periods:
        dates = "; ".join(f"{other.period}{colon} {other.in_short}" for other in figure.other_periods)
        yield f"{edition.say(N_('Other dates:'))} {dates}."


def _trend_words(edition: Edition, figure: SheetFigure) -> str:
    if figure.trend is None:
        return ""
    points = (f"{point.reading.period} {point.reading.in_short}" for point in figure.trend.points)
    return f"{edition.indicator_name(figure.indicator)}{_colon(edition)} {'; '.join(points)}"


def _codes(edition: Edition, readings: Sequence[Reading]) -> Iterator[tuple[str, str, str]]:
    """Yield (code, name, meaning) of each state that stands in place of a number on the sheet."""
    found = {reading.row.state for reading in readings}
    for state in STATES:
        if state in found:
            words = edition.speech.state(state)
            yield words.code, words.name, words.meaning


def _source(edition: Edition, id_: str) -> tuple[str, str]:
    source = edition.observatory.evidence.sources.get(id_)
    if source is None:
        return id_, ""
    known = licence(source.licence)
    terms = known.name if known else source.licence
    return edition.text(source.title), ", ".join(filter(None, (source.producer, source.vintage, terms)))
