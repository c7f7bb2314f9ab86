"""Messages about Table Schemas, and the rows against them."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "schema_unreadable": Message(
        N_("the schema cannot be read here ({problem})"),
        N_("Rows could be checked against nothing."),
        N_("Mend it, or take it again from where it came: schema.data.gouv.fr checks schemas."),
    ),
    "schema_invalid": Message(
        N_("this is not a Table Schema ({problem})"),
        N_("Rows could be checked against nothing."),
        N_("Mend it, or take it again from where it came: schema.data.gouv.fr checks schemas."),
    ),
    "schema_column": Message(
        N_("no column named {column}, which the schema {schema} requires"),
        N_("Rows without it are not what the producer and the city agreed on."),
        N_("Have the column delivered, or take the requirement out of the schema."),
    ),
    "schema_column_case": Message(
        N_("the column {column} is named {field} in the schema"),
        N_("It was read as {field}; other programs may not find it."),
        N_("Have the column renamed {field}."),
    ),
    "schema_column_forbidden": Message(
        N_("the column {column} is none of the schema {schema}, which allows no others"),
        N_("A column that was not agreed on may say more about people than it should."),
        N_("Have the column left out, or add it to the schema."),
    ),
    "schema_columns_extra": Message(
        N_("columns that the schema {schema} does not know ({columns}): {count}"),
        N_("Nothing in them was checked."),
        N_("Have them left out, or add them to the schema."),
    ),
    "schema_columns_order": Message(
        N_("the columns do not stand in the order of the schema, which asks for it"),
        N_("A program that reads the columns by position would take one for another."),
        N_("Have them put in this order: {columns}."),
    ),
    "schema_columns_none": Message(
        N_("no column of the schema {schema} is in the file"),
        N_("Nothing could be checked: it is probably the file of another source, or the schema of another file."),
        N_("Compare `place` and `schema` of the source."),
    ),
    "schema_unchecked": Message(
        N_("the schema {schema} asks for checks that Parvis does not know ({checks})"),
        N_("Everything else was checked; whether the file passes these is not known."),
        N_("Check them by hand, or with the validator that the schema's authors use."),
    ),
}
