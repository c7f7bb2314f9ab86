"""The words that go with an archive: what is in it, how to read it, and under what terms it may be used."""

from __future__ import annotations

from parvis.messages import N_
from parvis.model.observatory import Observatory
from parvis.publish.front_sheet import FICTIONAL, terms_of, the_source
from parvis.publish.words import STATES, Speech

_FILES = {
    "figures.csv": N_("every figure with its interval and state, unrounded"),
    "figures.parquet": N_("the same for data scientists"),
    "comparisons.csv": N_("changes, gaps and ranks of figures, with their intervals"),
    "zones.csv": N_("the places"),
    "indicators.csv": N_("the indicators: question, definition, unit"),
    "sources.csv": N_("the sources: producer, licence, period"),
    "zones.gpkg": N_("the places with their figures, for maps: one layer a zoning"),
    "evidence/": N_("what each figure rests on, one file an indicator"),
    "datapackage.json": N_("the meaning of each column, for people and for programs (Frictionless Data Package)"),
}


def read_me(observatory: Observatory, language: str) -> str:
    """Return the words as Markdown."""
    speech, territory = Speech(language), observatory.folder.territory
    say = speech.say
    colon = "\N{NO-BREAK SPACE}:" if language == "fr" else ":"
    states = [(f"`{state.value}` ({speech.state(state).name})", speech.state(state).meaning) for state in STATES]
    sources = [the_source(speech, record) for record in observatory.evidence.sources.values()]
    parts = [
        f"# {territory.name.in_(language)}",
        *([say(FICTIONAL)] if territory.fictional else []),
        *([territory.about.in_(language)] if territory.about else []),
        *_section(say(N_("Files")), [f"`{name}`{colon} {say(what)}" for name, what in _FILES.items()]),
        *_section(say(N_("What is not shown, and why")), [f"{state}{colon} {meaning}" for state, meaning in states]),
        say(N_("In `figures.csv` what is not shown has no value, and the column `state` says why; a 0 is a figure.")),
        *_section(say(N_("Sources used")), sources),
        *_section(say(N_("Terms")), [f"{what}{colon} {said}" for what, said in terms_of(observatory, speech)]),
    ]
    return "\n\n".join(parts) + "\n"


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"## {title}", "\n".join(f"- {line}" for line in lines)] if lines else []
