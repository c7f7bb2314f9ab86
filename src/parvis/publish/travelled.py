"""How a figure of what is within reach was worked out, in words: when, by which timetables, along which streets."""

from __future__ import annotations

from datetime import datetime, timedelta

from parvis.messages import N_
from parvis.model.access import Travel
from parvis.model.evidence import Reach
from parvis.publish import numbers
from parvis.publish.words import Speech

BY = {
    "transit": N_("by public transport and on foot"),
    "foot": N_("on foot"),
    "bicycle": N_("by bicycle"),
}


def setting_out(speech: Speech, travel: Travel) -> str:
    """Return how one travels and from when on, in a few words."""
    if travel.departure is None:
        return speech.say(BY[travel.by])
    return speech.say(
        N_("%(by)s, setting out on %(day)s between %(first)s and %(last)s"),
        by=speech.say(BY[travel.by]),
        **_when(speech, travel),
    )


def _when(speech: Speech, travel: Travel) -> dict[str, str]:
    assert travel.departure is not None
    first = datetime.fromisoformat(travel.departure)
    last = first + timedelta(minutes=travel.window)
    return {"day": speech.period(travel.departure[:10]), "first": f"{first:%H:%M}", "last": f"{last:%H:%M}"}


def facts(speech: Speech, how: Reach) -> list[tuple[str, str]]:
    """Return how a figure of access was worked out: (what, how much) pairs."""
    said = [(speech.say(N_("Travelling")), speech.say(BY[how.by]))]
    if how.by == "transit" and how.departure is not None:
        start = datetime.fromisoformat(how.departure)
        values = {"day": speech.period(how.departure[:10]), "time": f"{start:%H:%M}", "minutes": how.window}
        said.append(
            (
                speech.say(N_("Setting out")),
                speech.say(N_("%(day)s, %(time)s and the %(minutes)s minutes from then"), **values),
            )
        )
    for source, first, last in how.feeds:
        values = {"source": source, "first": speech.period(first), "last": speech.period(last)}
        said.append(
            (
                speech.say(N_("Timetable")),
                speech.say(N_("%(source)s, which holds from %(first)s to %(last)s"), **values),
            )
        )
    if how.detour is not None:
        longer = numbers.shown(how.detour, 1, speech.language)
        said.append(
            (
                speech.say(N_("Streets")),
                speech.say(N_("none known: straight lines, made %(longer)s times longer"), longer=longer),
            )
        )
    speed = numbers.shown(how.kmh, 1, speech.language)
    said.append((speech.say(N_("Speed on foot or by bicycle")), speech.say(N_("%(speed)s km/h"), speed=speed)))
    said.append((speech.say(N_("Worked out by")), how.engine))
    return said
