"""The site's words for codes: states, reasons, methods, units, themes; English here, French in `locale/fr/site.po`."""

from __future__ import annotations

import gettext
import math
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from parvis.i18n import translations
from parvis.messages import N_
from parvis.model.figure import AT_LEAST, Route, State
from parvis.publish import numbers


def N2_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - named like N_, for the tools that collect words
    """Mark a singular and a plural for translation, unchanged."""
    return one, many


@dataclass(frozen=True)
class StateWords:
    """A state without a value: the code printed in place of the number, its name, and what it means."""

    code: str
    name: str
    meaning: str


STATES: dict[State, StateWords] = {
    State.SUPPRESSED: StateWords(
        "c",
        N_("confidential"),
        N_("Showing the number could tell something about a person, a household or a firm."),
    ),
    State.MASKED_BY_PRODUCER: StateWords(
        "m",
        N_("masked by the producer"),
        N_("The producer of the source does not publish this number, to protect people."),
    ),
    State.NOT_PERMITTED: StateWords(
        "p",
        N_("not permitted"),
        N_("No clause of the agreement with the partner allows this number to be published."),
    ),
    State.NOT_COLLECTED: StateWords(
        "n",
        N_("not collected"),
        N_("No source at hand covers this place for this question."),
    ),
    State.UNRELIABLE: StateWords(
        "f",
        N_("not reliable"),
        N_("The source is too coarse, or the estimate too uncertain, for a number to be of use here."),
    ),
    State.INCOMPLETE: StateWords(
        "i",
        N_("incomplete"),
        N_("The source covers only a part of this place: its number would be too low, by nobody knows how much."),
    ),
    State.UNDEFINED: StateWords(
        "z",
        N_("without meaning"),
        N_("The number cannot be worked out here: it would be a division by zero."),
    ),
}
"""In the order of the legend; letters follow the habits of official statistics where there are any."""

REASONS: dict[str, str] = {
    "confidential": N_("This number is confidential."),
    "coverage": N_("The source covers too small a part of this place."),
    "too_coarse": N_("The source is too coarse for this place: too few of its units lie behind the estimate."),
    "too_wide": N_("The range around the estimate is too wide for a number to be of use."),
    AT_LEAST: N_("Half may be in the last class, which has no end: nothing is sure but that it is %(number)s or more."),
    "out_of_reach": N_("Half of the residents do not get there within the longest journey that was looked at."),
    "no_agreement": N_("The source is confidential, and no agreement allows this number to be published."),
}
"""Sentences for the reason codes of figures; a state's meaning stands in for a code that is not here."""


@dataclass(frozen=True)
class MethodWords:
    """How a number was had: a few words beside it, and a sentence or two for whoever asks."""

    short: str
    long: str


ALTERED: dict[str, MethodWords] = {
    "": MethodWords(
        N_("slightly altered to protect people"),
        N_(
            "A little noise was added to the number of people counted. The same people always have the same number. "
            "Each number is altered by itself, so that parts need not add up to their total: that is no error. Rates "
            "and means are worked out from altered numbers. The range says how far the noise may have moved the "
            "figure, and it is as wide for a small number as for a large one."
        ),
    ),
    "rounded": MethodWords(
        N_("rounded to protect people"),
        N_(
            "All numbers of the source are multiples of one number, up or down, so that nobody can be told from them. "
            "They were rounded together: parts still add up to their total. The range says how far a figure may be "
            "from the true number."
        ),
    ),
}
"""Why a number that is shown is not the true one, by the reason code of the figure."""

METHODS: dict[str, MethodWords] = {
    Route.OFFICIAL: MethodWords(
        N_("official figure"),
        N_(
            "The producer publishes this number for this very place. It is shown as it was published, unless it is "
            "said to be altered."
        ),
    ),
    Route.LOCATED: MethodWords(
        N_("counted on the spot"),
        N_("The records of the source have a place each; those that lie here were counted or summed."),
    ),
    Route.MEASURED: MethodWords(
        N_("measured on the map"),
        N_("The surface was measured on the map."),
    ),
    Route.ZONAL: MethodWords(
        N_("from the pixels of an image"),
        N_(
            "The source is an image of the ground (a raster). Its pixels here were averaged, summed or counted, those "
            "that the border cuts by their part inside. There is no interval: how far the value of a pixel is "
            "from the truth is for its producer to say."
        ),
    ),
    Route.REACHED: MethodWords(
        N_("worked out from timetables and streets"),
        N_(
            "For each place where people live, the ways door to door were looked for at every minute of departure, and "
            "what can be reached was counted at the middle one. The range tells how much it changes from one "
            "departure to another, and with where people live in cells that the border cuts."
        ),
    ),
    Route.AS_PUBLISHED: MethodWords(
        N_("as published"),
        N_(
            "The source describes this very place. Its number is shown as it was published, "
            "or summed from such numbers."
        ),
    ),
    Route.MODELLED: MethodWords(
        N_("estimate by where people live"),
        N_(
            "The source counts people on other units than this place. The number of each unit that the border cuts is "
            "shared out by where people are likely to live: along other sources with places of their own, where the "
            "indicator names some, else by the units around: more on the side on which people live denser there, and "
            "more inside where a border was drawn around certain people. Where totals of other zones are known and "
            "named, units are made to agree with them. It is an estimate and comes with an interval."
        ),
    ),
    Route.AREA_WEIGHTED: MethodWords(
        N_("estimate by surface"),
        N_(
            "The source counts people on other units than this place. The number of each unit that the border cuts is "
            "shared out in proportion to surface, as if people lived evenly over the unit. They do not, so the "
            "number is an estimate and comes with an interval."
        ),
    ),
    Route.GROUPED: MethodWords(
        N_("median from counts in classes"),
        N_(
            "The source counts people or households in classes, on units of its own. The share below each limit was "
            "estimated here, and the median lies in the class where it reaches one half: at the place it has if the "
            "classes on either side tell how all lie in that one. The range tells how far these shares may be off, and "
            "how far classes put together were from what is known of their halves."
        ),
    ),
    Route.COMPOSED: MethodWords(
        N_("index of several figures"),
        N_(
            "Each of several published figures is brought to a scale from 0 to 100, and the index is their weighted "
            "mean. Its range follows from theirs. How their errors go together is known where they come from open "
            "sources over the same units; of all others it is supposed that they are too low, or too high, at once. "
            "Where one of them is not shown there is no index."
        ),
    ),
}

THEMES: dict[str, str] = {
    "population": N_("Population"),
    "income": N_("Income"),
    "employment": N_("Employment"),
    "housing": N_("Housing"),
    "families": N_("Families"),
    "health": N_("Health"),
    "education": N_("Education"),
    "mobility": N_("Mobility"),
    "climate": N_("Climate"),
    "services": N_("Services"),
}

UNITS: dict[str, tuple[str, str]] = {
    "persons": N2_("person", "persons"),
    "households": N2_("household", "households"),
    "families": N2_("family", "families"),
    "dwellings": N2_("dwelling", "dwellings"),
    "facilities": N2_("facility", "facilities"),
    "addresses": N2_("address", "addresses"),
    "jobs": N2_("job", "jobs"),
    "offers": N2_("offer", "offers"),
    "recipients": N2_("recipient", "recipients"),
    "contracts": N2_("contract", "contracts"),
    "stops": N2_("stop", "stops"),
    "boardings": N2_("boarding", "boardings"),
    "sites": N2_("site", "sites"),
    "points": N2_("point", "points"),
    "years": N2_("year", "years"),
    "m2": N2_("square metre", "square metres"),
}
"""Units that follow their number as a noun."""

SIGNS: dict[str, str] = {
    "percent": N_("%(number)s%%"),
    "%": N_("%(number)s%%"),
    "euros": N_("€%(number)s"),
    "EUR": N_("€%(number)s"),
    "m": N_("%(number)s m"),
    "km": N_("%(number)s km"),
    "ha": N_("%(number)s ha"),
    "km2": N_("%(number)s km²"),
    "minutes": N_("%(number)s min"),
    "index": "%(number)s",
}
"""Units that are a sign, placed by each language in its way."""

UNIT_NAMES: dict[str, str] = {
    "percent": N_("per cent"),
    "%": N_("per cent"),
    "euros": N_("euros"),
    "EUR": N_("euros"),
    "m": N_("metres"),
    "km": N_("kilometres"),
    "ha": N_("hectares"),
    "km2": N_("square kilometres"),
    "minutes": N_("minutes"),
    "index": N_("index, without a unit"),
}

REGIMES: dict[str, str] = {
    "open": N_("Open data: published under a licence; its producer has already protected it."),
    "aggregated": N_("Confidential table of a partner, used under an agreement."),
    "records": N_("Confidential records of a partner, used under an agreement."),
}

EVENTS: dict[str, str] = {
    "released": N_("Published"),
    "withdrawn": N_("Withdrawn"),
    "superseded": N_("Replaced"),
}

GEOGRAPHIES: dict[str, str] = {
    "communes": N_("communes of %(year)s"),
    "iris": N_("IRIS of %(year)s"),
    "epci": N_("intermunicipalities of %(year)s"),
}

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}  # each in itself


@dataclass(frozen=True)
class Speech:
    """A language of the site: its words and its way with numbers."""

    language: str

    @property
    def catalogue(self) -> gettext.NullTranslations:
        """Return the catalogue of the language."""
        return translations(self.language)

    def say(self, words: str, **values: object) -> str:
        """Return words in this language, their %(blanks)s filled; a literal per cent sign is written %%."""
        return self.catalogue.gettext(words) % values

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """Return words in the singular or plural that a number asks for; %(number)s is the number, well written."""
        words = self.catalogue.ngettext(one, many, number)
        return words % {"number": self.whole(number), **values}

    def whole(self, number: int) -> str:
        """Return an integer in the language's form."""
        return numbers.whole(number, self.language)

    def ordinal(self, number: int) -> str:
        """Return a rank in the language's form."""
        return numbers.ordinal(number, self.language)

    def with_unit(self, written: str, number: Decimal, unit: str) -> str:
        """Return a written number followed by its unit, in the singular or plural that it asks for."""
        if unit in SIGNS:
            return self.say(SIGNS[unit], number=written)
        if unit in UNITS:
            noun = self.catalogue.ngettext(*UNITS[unit], math.ceil(abs(number)))
            return f"{written} {noun}"
        return f"{written} {unit}"

    def unit_name(self, unit: str) -> str:
        """Return the name of a unit, as it stands above a column; a unit that is not known names itself."""
        if unit in UNIT_NAMES:
            return self.say(UNIT_NAMES[unit])
        if unit in UNITS:
            return self.catalogue.ngettext(*UNITS[unit], 2)
        return unit

    @cache  # noqa: B019
    def method(self, code: str) -> MethodWords:
        """Return the words for a method; a code that is not known stands for itself."""
        words = METHODS.get(code, MethodWords(code, ""))
        return MethodWords(self._said(words.short), self._said(words.long))

    @cache  # noqa: B019
    def state(self, state: State) -> StateWords:
        """Return the words for a state that has no value."""
        words = STATES[state]
        return StateWords(words.code, self.say(words.name), self.say(words.meaning))

    def altered(self, reason: str) -> MethodWords:
        """Return the words for what was done to a number that is shown."""
        words = ALTERED[reason if reason in ALTERED else ""]
        return MethodWords(self._said(words.short), self._said(words.long))

    def reason(self, state: State, reason: str) -> str:
        """Return a sentence that says why there is no value."""
        code, _, number = reason.partition(":")
        if code == AT_LEAST and number:
            written = numbers.written(Decimal(number), 0, self.language)
            return self.say(REASONS[code], number=written)
        return self.say(REASONS[reason]) if reason in REASONS else self.state(state).meaning

    @cache  # noqa: B019  (there are as many as languages, and they live as long as the build)
    def period(self, period: str) -> str:
        """Return an ISO period in words: a date, month, year, or an interval of them.

        >>> Speech("en").period("2015/2019"), Speech("en").period("2019-01-01"), Speech("en").period("unknown")
        ('2015–2019', '1 January 2019', 'date unknown')
        """
        if period == "unknown":
            return self.say(N_("date unknown"))
        begin, _, end = period.partition("/")
        if not end:
            return numbers.day(begin, self.language)
        return f"{numbers.day(begin, self.language)}\N{EN DASH}{numbers.day(end, self.language)}"

    def day(self, iso: str) -> str:
        """Return a date in words."""
        return numbers.day(iso, self.language)

    def _said(self, words: str) -> str:
        return self.catalogue.gettext(words) if words else ""
