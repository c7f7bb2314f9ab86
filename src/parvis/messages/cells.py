"""Messages about tables in the neutral form: cells and equations."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "cells_no_file": Message(N_("there is no file {name}"), "", N_("Check the path.")),
    "cells_unreadable": Message(
        N_("this is no CSV in UTF-8: {reason}"), "", N_("Save the table as CSV, separated by commas, in UTF-8.")
    ),
    "cells_columns": Message(
        N_("columns are missing: {missing}"), "", N_("Name the columns in the first line: {wanted}.")
    ),
    "cells_empty": Message(
        N_("the file has no cell"), N_("Nothing is neither safe nor unsafe."), N_("Give it a line a cell.")
    ),
    "cell_number": Message(
        N_("{column} is not a number"), "", N_("Write a number with a decimal point, without spaces or units.")
    ),
    "cell_doubled": Message(
        N_("{key} stands here for the second time"),
        N_("Which of the two is meant cannot be known."),
        N_("Remove or rename one of them."),
    ),
    "cell_status": Message(N_("there is no status {status}"), "", N_("It is one of: {known}.")),
    "cell_unknown": Message(
        N_("the cell {cell} is not in {file}"),
        N_("What the table says of it would be left out of the audit."),
        N_("Add the cell, or mend its name."),
    ),
    "cell_bounds": Message(
        N_("the value of the cell {cell} is not from lb to ub"),
        N_("Everybody would be sure of something wrong, and nothing would be possible."),
        N_("Widen the bounds to what is known beforehand for certain."),
    ),
    "cell_negative": Message(
        N_("{column} is below 0"), N_("Weights and protection levels are distances."), N_("Write 0 or more.")
    ),
    "record_doubled": Message(
        N_("an id stands here for the second time ({count} such lines)"),
        N_("One person would count as two."),
        N_("Keep one line a person."),
    ),
    "zonings_two": Message(
        N_("differences need two zonings at least, not {count}"), "", N_("Name them, separated by commas.")
    ),
    "threshold_zero": Message(
        N_("a threshold of {threshold} protects nobody"), "", N_("Give the number from which a group may be shown.")
    ),
    "cells_inadditive": Message(
        N_("the equation {equation} does not add up: {left} is left over"),
        N_("An audit of numbers that contradict each other says nothing."),
        N_("Use unrounded numbers, or mend the equation."),
    ),
}
