"""What people have within reach, in words: a sentence about those who live in a place."""

from __future__ import annotations

from parvis.messages import N_
from parvis.model.access import Access
from parvis.model.evidence import Evidence, Reach
from parvis.model.folder import IndicatorSpec
from parvis.publish import numbers
from parvis.publish.readings import Reader
from parvis.publish.shelf import FigureRow


def sentence(
    reader: Reader, evidence: Evidence, spec: IndicatorSpec, row: FigureRow, every: FigureRow | None = None
) -> str:
    """Return what a figure of access says of the people of its place; empty for other figures and without a number.

    `every` is the figure of all that matches, wherever it is, beside that of what is within reach.
    """
    how = evidence.figures[row.evidence].reach if row.evidence in evidence.figures else None
    access = spec.value.access if spec.value else None
    if how is None or access is None or not row.is_shown:
        return ""
    if access.before is not None:
        return _change(reader, how, access, row)
    if access.people.category is not None:
        return _matched(reader, access, row, every)
    if access.nearest is not None:
        return _nearest(reader, how, row)
    return _within(reader, how, access, row)


def told_with(spec: IndicatorSpec) -> str | None:
    """Return the indicator whose figure `sentence` tells along, all that matches wherever it is; None for others."""
    access = spec.value.access if spec.value else None
    matched = access is not None and access.people.category is not None and access.before is None
    return next(iter(spec.beside), None) if matched else None


def _within(reader: Reader, how: Reach, access: Access, row: FigureRow) -> str:
    speech, minutes = reader.speech, _minutes(reader, access)
    number = reader.read(row).with_unit
    if access.told == "mean":
        return speech.say(
            N_("On average people here reach %(number)s within %(minutes)s."), number=number, minutes=minutes
        )
    said = speech.say(
        N_("Half of the residents reach at least %(number)s within %(minutes)s."), number=number, minutes=minutes
    )
    if how.tenth is None or how.ninetieth is None:
        return said
    ends = {"tenth": _of_row(reader, row, how.tenth), "ninetieth": _of_row(reader, row, how.ninetieth)}
    return f"{said} {speech.say(N_('One in ten reaches at most %(tenth)s, one in ten %(ninetieth)s or more.'), **ends)}"


def _nearest(reader: Reader, how: Reach, row: FigureRow) -> str:
    speech = reader.speech
    said = speech.say(N_("Half of the residents need %(number)s at the most."), number=reader.read(row).with_unit)
    if how.ninetieth is None:
        more = speech.say(N_("One in ten does not get there within %(minutes)s minutes."), minutes=how.longest)
    else:
        more = speech.say(N_("One in ten needs %(ninetieth)s or more."), ninetieth=_of_row(reader, row, how.ninetieth))
    return f"{said} {more}"


def _change(reader: Reader, how: Reach, access: Access, row: FigureRow) -> str:
    if access.told != "mean" or how.gaining is None or how.losing is None:
        return ""
    if row.lower <= 0 <= row.upper:
        words = N_("It is not clear that residents reach more than before in %(minutes)s, or less: the range holds 0.")
        return reader.speech.say(words, minutes=_minutes(reader, access))
    words = (
        N_("Residents reach %(number)s more than before in %(minutes)s, on average: %(gaining)s gain, %(losing)s lose.")
        if row.value >= 0
        else N_(
            "Residents reach %(number)s less than before in %(minutes)s, on average: %(gaining)s gain, %(losing)s lose."
        )
    )
    shares = {"gaining": _percent(reader, how.gaining), "losing": _percent(reader, how.losing)}
    number = _of_row(reader, row, abs(row.value))
    return reader.speech.say(words, number=number, minutes=_minutes(reader, access), **shares)


def _matched(reader: Reader, access: Access, row: FigureRow, every: FigureRow | None) -> str:
    if access.within is None or every is None or not every.is_shown:
        return ""
    values = {
        "every": reader.read(every).with_unit,
        "number": reader.read(row).number,
        "minutes": _minutes(reader, access),
    }
    return reader.speech.say(
        N_("Of %(every)s that match what somebody here looks for, %(number)s can be reached within %(minutes)s."),
        **values,
    )


def _minutes(reader: Reader, access: Access) -> str:
    assert access.within is not None
    shown = numbers.shown(access.within, 0, reader.speech.language)
    return reader.speech.say(N_("%(number)s minutes"), number=shown)


def _of_row(reader: Reader, row: FigureRow, value: float) -> str:
    """Return another number of a figure's kind, rounded as the figure is, with its unit."""
    place = reader.place(row)
    shown = numbers.rounded(value, place)
    return reader.speech.with_unit(numbers.written(shown, place, reader.speech.language), shown, row.unit)


def _percent(reader: Reader, value: float) -> str:
    shown = numbers.rounded(value, 0)
    return reader.speech.with_unit(numbers.written(shown, 0, reader.speech.language), shown, "percent")
