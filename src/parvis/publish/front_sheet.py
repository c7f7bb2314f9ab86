"""The first sheet of a workbook: what the figures are, whose, under what terms, and how to read them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pandas as pd

from parvis.messages import N_
from parvis.model.evidence import SourceRecord
from parvis.model.figure import Role, State
from parvis.model.observatory import Observatory
from parvis.model.period import period_order
from parvis.publish import addresses, ooxml
from parvis.publish.licences import licence
from parvis.publish.ooxml import Style
from parvis.publish.words import STATES, Speech

Line = tuple[str, str]  # what, and what is said of it

FICTIONAL = N_("This territory is invented: its figures describe nobody.")


def front_of_indicator(observatory: Observatory, speech: Speech, id_: str, figures: pd.DataFrame) -> list[str]:
    """Return the rows of the first sheet of an indicator's workbook."""
    spec, language, say = observatory.folder.indicators[id_], speech.language, speech.say
    lines = [
        (say(N_("The question")), spec.question.in_(language)),
        (say(N_("Definition")), spec.definition.in_(language)),
        (say(N_("With care")), spec.caveats.in_(language) if spec.caveats else ""),
        (say(N_("Unit")), speech.unit_name(spec.unit)),
        (say(N_("Zonings")), ", ".join(_zoning_names(observatory, language, figures["zoning"]))),
        (say(N_("Periods")), _periods(speech, figures["period"])),
        (say(N_("Figures")), _counted(speech, figures)),
        *_sources(observatory, speech, figures["sources"]),
        *_terms(observatory, speech, addresses.indicator_page(id_)),
    ]
    sheets = [
        (N_("Table"), N_("places by periods, rounded as on the pages of the site")),
        (N_("Figures"), N_("every figure of this indicator with its interval and state, unrounded")),
        (N_("Columns"), N_("what each column means")),
    ]
    return [*_rows(spec.name.in_(language), _where(observatory, speech), lines), *_reading(speech, sheets)]


def front_of_whole(observatory: Observatory, speech: Speech, *, with_figures: bool) -> list[str]:
    """Return the rows of the first sheet of the workbook of the whole; `with_figures`: it carries every figure."""
    figures, say = observatory.figures.frame, speech.say
    territory = observatory.folder.territory
    lines = [
        (say(N_("About")), territory.about.in_(speech.language) if territory.about else ""),
        (say(N_("Indicators")), speech.whole(len(observatory.folder.indicators))),
        (say(N_("Zonings")), ", ".join(_zoning_names(observatory, speech.language, figures["zoning"]))),
        (say(N_("Periods")), _periods(speech, figures["period"])),
        (say(N_("Figures")), _counted(speech, figures)),
        *_sources(observatory, speech, figures["sources"]),
        *_terms(observatory, speech, addresses.HOME),
    ]
    every = (
        N_("every figure with its interval and state, unrounded")
        if with_figures
        else N_("too many for a spreadsheet: they are in the files figures.csv and figures.parquet of the same site")
    )
    sheets = [
        (N_("One sheet a zoning"), N_("places by indicators, for the latest period, rounded as on the pages")),
        (N_("Indicators"), N_("the question and the definition of each")),
        (N_("Figures"), every),
        (N_("Columns"), N_("what each column means")),
    ]
    return [*_rows(territory.name.in_(speech.language), _where(observatory, speech), lines), *_reading(speech, sheets)]


WIDTHS = (26.0, 104.0)


def _line(what: str, said: str, style: int = Style.WRAPPED) -> str:
    high = ooxml.lines_high((what, WIDTHS[0]), (said, WIDTHS[1]))
    return ooxml.row(ooxml.text(what, style), ooxml.text(said, Style.WRAPPED), height=high)


def _rows(title: str, subtitle: str, lines: Iterable[Line]) -> Iterator[str]:
    yield ooxml.row(ooxml.text(title, Style.TITLE), height=26)
    yield ooxml.row(ooxml.text(subtitle, Style.PLAIN))
    yield ooxml.row()
    for what, said in lines:
        if said:
            yield _line(what, said, Style.LABEL)


def _reading(speech: Speech, sheets: Iterable[Line]) -> Iterator[str]:
    """Return how to read the tables: the sheets, the letters in place of numbers, and what a range means."""
    say = speech.say
    yield ooxml.row()
    yield ooxml.row(ooxml.text(say(N_("Sheets of this workbook")), Style.LABEL))
    for name, what in sheets:
        yield _line(say(name), say(what))
    yield ooxml.row()
    yield ooxml.row(ooxml.text(say(N_("How to read")), Style.LABEL))
    for what, said in (
        (N_("Range"), N_("Where two ranges overlap, the figures alone do not show which place is ahead.")),
        (N_("Zero"), N_("A zero is a figure: there are none. What is not shown is a letter, never a zero.")),
    ):
        yield _line(say(what), say(said))
    for state in STATES:
        words = speech.state(state)
        yield _line(words.code, f"{words.name[:1].upper()}{words.name[1:]}. {words.meaning}", Style.LABEL)


def _where(observatory: Observatory, speech: Speech) -> str:
    territory = observatory.folder.territory
    name = territory.name.in_(speech.language)
    return f"{name} – {speech.say(FICTIONAL)}" if territory.fictional else name


def _zoning_names(observatory: Observatory, language: str, codes: Iterable[str]) -> list[str]:
    found = set(codes)
    return [spec.name.in_(language) for id_, spec in observatory.folder.territory.zonings.items() if id_ in found]


def _periods(speech: Speech, periods: Iterable[str]) -> str:
    return ", ".join(speech.period(period) for period in sorted(set(periods), key=period_order, reverse=True))


def _counted(speech: Speech, frame: pd.DataFrame) -> str:
    states = frame.loc[frame["role"] == Role.FIGURE, "state"]
    shown = int(states.isin([state.value for state in State if state.has_value]).sum())
    words = N_("%(shown)s with a value, %(hidden)s without one, which say why")
    return speech.say(words, shown=speech.whole(shown), hidden=speech.whole(len(states) - shown))


def _sources(observatory: Observatory, speech: Speech, listed: Iterable[str]) -> list[Line]:
    used = {id_ for joined in set(listed) for id_ in joined.split()}
    records = [record for id_, record in observatory.evidence.sources.items() if id_ in used]
    label = speech.say(N_("Made from"))
    return [(label if not at else "", the_source(speech, record)) for at, record in enumerate(records)]


def the_source(speech: Speech, record: SourceRecord) -> str:
    """Return whom to name for a source, and its terms."""
    known = licence(record.licence)
    terms = known.name if known else record.licence or speech.say(N_("under agreement"))
    title = record.title.in_(speech.language)
    return f"{record.producer}, {title}, {speech.period(record.vintage)} ({terms})"


def terms_of(observatory: Observatory, speech: Speech) -> list[Line]:
    """Return licence, publisher, contact and edition, as far as they are known."""
    return [(what, said) for what, said in _terms(observatory, speech, addresses.HOME) if said]


def _terms(observatory: Observatory, speech: Speech, page: str) -> Iterator[Line]:
    say, territory = speech.say, observatory.folder.territory
    known = licence(territory.licence)
    words = f"{known.name} – {known.url}" if known else territory.licence
    yield say(N_("Licence of the figures")), words or say(N_("The publisher has stated no licence for the figures."))
    yield say(N_("Publisher")), territory.publisher
    yield say(N_("Questions about a figure")), territory.contact or ""
    built = say(N_("Built on %(day)s, build %(build)s, with Parvis %(version)s"),
                day=speech.day(observatory.built), build=observatory.release, version=observatory.version)  # fmt: skip
    yield say(N_("Edition")), built
    if territory.homepage:
        yield say(N_("On the site")), f"{territory.homepage.rstrip('/')}/{speech.language}/{page}"
