"""Messages about what protection asks of declarations and releases."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "zoning_not_open": Message(
        N_("the zoning is made of the source {source}, which is not open"),
        N_("The outlines of zones are published with every map: a partner's data would be too."),
        N_("Make zonings from open sources only."),
    ),
    "audit_unsolved": Message(
        N_("the audit of the confidential figures came to no result (solver status {status})"),
        N_("What cannot be shown to be safe is not published; the last build is as it was."),
        N_("Take out the indicators added last, one by one, and tell the authors of Parvis which one it was."),
    ),
    "audit_open": Message(
        N_("{count} numbers that nobody may learn could be worked out from the figures, whatever else is hidden"),
        N_("What cannot be shown to be safe is not published; the last build is as it was."),
        N_("Take out the indicators added last, one by one, and tell the authors of Parvis which one it was."),
    ),
    "pattern_open": Message(
        N_("{count} sensitive cells cannot be shown to be safe, whatever else is hidden: {cells}"),
        N_("A pattern that the audit does not hold for is not written; files of an earlier run are as they were."),
        N_(
            "Let more cells be hidden (status s, not z), give wider lb and ub where readers know less, or smaller lpl "
            "and upl; `parvis protect audit` shows the sums."
        ),
    ),
    "noise_of_records": Message(
        N_("cell_key for a source that is not one of records"),
        N_("The noise of a count follows from the records in it; a table has none."),
        N_("Leave `mechanism` out: figures of a table are protected by hiding some of them."),
    ),
    "rounding_of_tables": Message(
        N_("only numbers of tables (`regime: aggregated`) are rounded"),
        N_("Counts of records get noise or are hidden: rounded, each could be worked out from many overlapping ones."),
        N_("Leave `mechanism` out, or set it to cell_key."),
    ),
    "above_nothing": Message(
        N_('"{name}" is {value}, which is not above 0'),
        N_("A threshold of 0 protects nobody, and no number is rounded to multiples of 0."),
        N_("Give a number above 0, e.g. 10."),
    ),
    "rounding_impossible": Message(
        N_("{count} numbers cannot be rounded to multiples of {base} so that they add up as the true ones do"),
        N_("The table contradicts itself by several times the base: its totals are not those of its parts."),
        N_("Ask the producer for a table that adds up, or set a larger rounding_base in policy.yml."),
    ),
    "rounding_open": Message(
        N_("{count} numbers of {source} that nobody may learn could be worked out though all are rounded to {base}"),
        N_("What cannot be shown to be safe is not published; the last build is as it was."),
        N_("Set a larger rounding_base in policy.yml, above the threshold, or leave protected.mechanism out."),
    ),
    "mechanism_mixed": Message(
        N_("{other} and {source} are about the same people, and are protected in different ways"),
        N_("Numbers that are altered in one and true in the other, side by side, tell what is hidden."),
        N_("Give both the same protected.mechanism in sources/."),
    ),
    "rounding_changed": Message(
        N_("{source} is rounded to {base}, and a release has numbers of it that are no multiples of it"),
        N_("Numbers rounded to two bases, side by side, tell more than either."),
        N_("Set rounding_base in policy.yml back to what it was."),
    ),
    "mechanism_changed": Message(
        N_("{source} was protected in another way in the release {release}"),
        N_("Numbers with noise and without, side by side, tell what it hides: one mechanism for a source, for ever."),
        N_("Set protected.mechanism in sources/{source}.yml back to what it was."),
    ),
    "learnt_from_releases": Message(
        N_("{count} numbers that nobody may learn can be worked out with the help of past releases"),
        N_("What was published once is known for ever; hiding it now would only seem to help."),
        N_("Show the disclosure officer .parvis/audit_verdicts.parquet (`holds` is false), before any release."),
    ),
    "still_to_do": Message(
        N_("`{key}` is still to be filled in"),
        N_("It cannot be seen in the file: only you know it."),
        N_("Write it in the place of TO DO; `parvis add` left a word about it there, and docs/reference says more."),
    ),
}
