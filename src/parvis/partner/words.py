"""What is wrong with an entry and what to do about it, in words for whoever fills in the file; French in `locale/`."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from dataclasses import dataclass

from parvis.i18n import translations
from parvis.messages import N_
from parvis.model.fault import Rule
from parvis.partner.patterns import QUOTED, described


@dataclass(frozen=True)
class Words:
    """What is wrong, and what to do, with `{blanks}` that a rule fills."""

    wrong: str
    do: str


EXACTLY = N_("Write one of these, exactly so and without spaces around: {enum}.")
DATE = N_("Write the date in the form {form}.")

LIST = Words(N_("not a list in the agreed form"), N_("Write the list exactly as in the example."))

TYPES: Mapping[str, Words] = {
    "date": Words(N_("not a date in the agreed form"), DATE),
    "datetime": Words(
        N_("not a day and time in the agreed form"), N_("Write the day and the time in the form {form}.")
    ),
    "time": Words(N_("not a time of day in the agreed form"), N_("Write the time in the form {form}.")),
    "integer": Words(N_("not a whole number"), N_("Write a whole number, in digits only, without unit.")),
    "number": Words(N_("not a number"), N_("Write a number in digits, with {decimal} before decimals, without unit.")),
    "boolean": Words(N_("not an answer that was agreed on"), N_("Write “{true}” or “{false}”.")),
    "year": Words(N_("not a year"), N_("Write the year in four digits.")),
    "yearmonth": Words(N_("not a month"), N_("Write the year, a hyphen and the month in two digits.")),
    "geopoint": Words(N_("not a place"), N_("Write the longitude, a comma and the latitude, in decimal degrees.")),
    "array": LIST,
    "list": LIST,
    "email": Words(N_("not an e-mail address"), N_("Write one e-mail address, without spaces.")),
    "uri": Words(N_("not a web address"), N_("Write the address in full, from https:// on.")),
}
OTHER_TYPE = Words(N_("not of the agreed type ({type})"), N_("Write it as the description of the column says."))

COLUMNS: Mapping[str, Words] = {
    "column_missing": Words(N_("the column is missing"), N_("Add a column named exactly “{field}”, and fill it in.")),
    "column_case": Words(N_("the column is named otherwise"), N_("Rename the column “{column}” to “{field}”.")),
    "column_extra": Words(
        N_("the column was not agreed on"), N_("Leave it out if you can; nothing in it was checked.")
    ),
    "column_forbidden": Words(N_("the column was not agreed on"), N_("Remove the column.")),
    "columns_order": Words(N_("the columns are not in the agreed order"), N_("Put them in this order: {columns}.")),
    "columns_none": Words(
        N_("none of the agreed columns is there"), N_("Check that it is the right file; it may be another.")
    ),
}

ENTRIES: Mapping[str, Words] = {
    "required": Words(N_("empty"), N_("Fill in the cell: this column may not be empty.")),
    "unique": Words(
        N_("stands in an earlier row already"),
        N_("Remove the row if it is there twice; else correct the entry: each may occur once."),
    ),
    "key_empty": Words(N_("empty"), N_("Fill in what identifies the row: {columns}.")),
    "key_twice": Words(
        N_("stands in an earlier row already"),
        N_("Remove the row if it is there twice; else correct what identifies it: {columns}."),
    ),
    "enum": Words(N_("none of the agreed entries"), EXACTLY),
    "pattern": Words(
        N_("not in the agreed form"), N_("Write it as the description of the column says, without spaces around.")
    ),
    "pattern_described": Words(N_("not in the agreed form"), N_("Write, without spaces around: {form}.")),
    "arrayItem": LIST,
    "minLength": Words(N_("too short"), N_("Write at least {minLength} characters.")),
    "maxLength": Words(N_("too long"), N_("Write at most {maxLength} characters.")),
    "minimum": Words(N_("too small"), N_("Check the entry: the least that was agreed on is {minimum}.")),
    "maximum": Words(N_("too large"), N_("Check the entry: the most that was agreed on is {maximum}.")),
    "exclusiveMinimum": Words(N_("too small"), N_("Check the entry: it must be above {exclusiveMinimum}.")),
    "exclusiveMaximum": Words(N_("too large"), N_("Check the entry: it must be below {exclusiveMaximum}.")),
    "siren": Words(
        N_("not a SIREN number"), N_("Copy the nine digits again: their check digit shows that one of them is wrong.")
    ),
    "siret": Words(
        N_("not a SIRET number"),
        N_("Copy the fourteen digits again: their check digit shows that one of them is wrong."),
    ),
    "one-of-required": Words(N_("empty, and so is “{other}”"), N_("Fill in this column or “{other}”.")),
    "cohesive-columns": Words(
        N_("filled in only in part"), N_("Fill in this column and {others}, or leave all of them empty.")
    ),
    "compare-columns": Words(
        N_("does not fit the column “{other}”"), N_("Correct one of the two: “{column}” must be {op} “{other}”.")
    ),
    "sum-columns": Words(N_("not the sum that it should be"), N_("Correct it: it must be the sum of {others}.")),
    "year-interval": Words(N_("not a pair of years"), N_("Write two years that follow in time as 2024/2025.")),
    "nomenclature-actes": Words(
        N_("not a matter of the nomenclature of acts"),
        N_("Write the matter, a slash without spaces around, and the sub-matter."),
    ),
    "nomenclature-acte": Words(
        N_("not a matter of the nomenclature of acts"),
        N_("Write the matter, a slash without spaces around, and the sub-matter."),
    ),
    "french-gps-coordinates": Words(
        N_("not a place in France"), N_("Write [longitude, latitude], in this order, with decimal points.")
    ),
    "no_code": Words(N_("empty"), N_("Fill in the code.")),
    "not_a_cell": Words(N_("not the name of a grid cell"), N_("Write it as CRS3035RES200mN2891800E3770600.")),
    "not_a_number": Words(
        N_("not a number"), N_("Write a number in digits, without unit; leave the cell empty if you do not know it.")
    ),
    "negative": Words(N_("less than nothing"), N_("Write 0 or more; leave the cell empty if you do not know it.")),
    "repeated": Words(N_("repeats an earlier row"), N_("Remove the row.")),
    "no_place": Words(N_("without a place"), N_("Fill in the coordinates or the address.")),
    "not_a_point": Words(N_("the place is not one point"), N_("Give one point a row.")),
    "not_a_line": Words(N_("the place is not a line"), N_("Give it as a line.")),
    "not_a_polygon": Words(N_("the place has no surface"), N_("Give its outline as a polygon.")),
    "outside_crs": Words(N_("the place is impossible"), N_("Correct the coordinates; perhaps the two are swapped.")),
    "address_empty": Words(N_("empty"), N_("Fill in the address: number, street, postcode and commune.")),
    "address_unmatched": Words(
        N_("address not found"), N_("Correct the address: number, street, postcode and commune.")
    ),
    "address_roughly": Words(
        N_("the street was found, but not the number"),
        N_("Nothing to do if it is right; otherwise correct the number, so that the row is placed better."),
    ),
    "address_ambiguous": Words(
        N_("several addresses fit"), N_("Add what tells them apart, the postcode or the commune most often.")
    ),
    "fields": Words(
        N_("the row has more or fewer fields than there are columns"),
        N_("Put texts that hold a comma or semicolon between quotation marks, or save the file as a workbook."),
    ),
    "quotes": Words(
        N_("a quotation mark is not closed"), N_("Close it, or save the file as a workbook.")
    ),
}  # fmt: skip
UNKNOWN = Words(N_("does not keep the rule “{rule}”"), N_("Correct it as the description of the column says."))

OPERATORS: Mapping[str, str] = {
    "<": N_("less than"), "<=": N_("at most"), "==": N_("equal to"), ">=": N_("at least"), ">": N_("greater than"),
}  # fmt: skip
DECIMALS = {".": N_("a point"), ",": N_("a comma")}
LETTERS = {
    "fr": {"%Y": "AAAA", "%m": "MM", "%d": "JJ", "%y": "AA", "%H": "hh", "%M": "mm", "%S": "ss"},
    "en": {"%Y": "YYYY", "%m": "MM", "%d": "DD", "%y": "YY", "%H": "hh", "%M": "mm", "%S": "ss"},
}
DEFAULT_FORMS = {"date": "%Y-%m-%d", "datetime": "%Y-%m-%dT%H:%M:%SZ", "time": "%H:%M:%S"}
MOST_ENTRIES = 30


def wrong_and_do(rule: Rule, language: str) -> tuple[str, str]:
    """Return (what is wrong, what to do) for a rule that is broken, in a language."""
    catalogue = translations(language)
    words = _words(rule, language)
    blanks = _blanks(rule, language, catalogue)
    wrong, do = (catalogue.gettext(part).format_map(blanks) for part in (words.wrong, words.do))
    return wrong, do


def _words(rule: Rule, language: str) -> Words:
    if rule.name == "type":
        form = rule.asks.get("format", "")
        return TYPES.get(form) or TYPES.get(rule.asks.get("type", "")) or OTHER_TYPE
    if rule.name == "pattern" and described(rule.asks.get("pattern", ""), language):
        return ENTRIES["pattern_described"]
    return COLUMNS.get(rule.name) or ENTRIES.get(rule.name) or UNKNOWN


def _blanks(rule: Rule, language: str, catalogue: gettext.NullTranslations) -> dict[str, str]:
    asks = rule.asks
    blanks = {"field": rule.field, "column": rule.column, "rule": rule.name, **asks}
    if rule.name == "pattern":
        blanks["form"] = described(asks.get("pattern", ""), language)
    elif rule.name == "enum":
        entries = asks["enum"].split(" | ")
        blanks["enum"] = " · ".join(entries[:MOST_ENTRIES]) + (" …" if len(entries) > MOST_ENTRIES else "")
    elif rule.name == "compare-columns":
        blanks["op"] = catalogue.gettext(OPERATORS[asks["op"]])
    elif rule.name == "type":
        blanks["form"] = form_of(asks.get("type", ""), asks.get("format", ""), language)
        blanks["decimal"] = catalogue.gettext(DECIMALS.get(asks.get("decimal", "."), QUOTED)).format(
            text=asks.get("decimal", ".")
        )
        blanks |= {key: asks.get(key, "").split(", ")[0] for key in ("true", "false")}
    return blanks


def form_of(kind: str, form: str, language: str) -> str:
    """Return the form of a date or time as people write it.

    >>> form_of("date", "%d/%m/%Y", "fr"), form_of("date", "default", "en")
    ('JJ/MM/AAAA', 'YYYY-MM-DD')
    """
    written = DEFAULT_FORMS.get(kind, "") if form in ("default", "any", "") else form
    for directive, letters in LETTERS[language].items():
        written = written.replace(directive, letters)
    return written
