"""The words of the scripts, written in the page's language beside the data; {blanks} are filled in the browser."""

from __future__ import annotations

from parvis.messages import N_
from parvis.publish.words import N2_, Speech

WORDS: dict[str, str] = {
    "sort": N_("Sort by this column"),
    "filter": N_("Find in this table"),
    "search": N_("Find a neighbourhood, a commune or a question"),
    "search_hint": N_("Neighbourhood, commune, question"),
    "search_address": N_("Find a neighbourhood, a commune, an address or a question"),
    "search_address_hint": N_("Neighbourhood, address, question"),
    "search_nowhere": N_("{commune} – in no neighbourhood of this site"),
    "search_part": N_("{commune} – {zone}, in part"),
    "search_whole": N_("{commune} – {zone}"),
    "search_results": N_("Results"),
    "search_none": N_("Nothing is found under these words."),
    "map_keys": N_("Arrow keys go from place to place."),
    "compare": N_("Compare"),
    "compare_zone": N_("Places"),
    "compare_add": N_("Add a place"),
    "compare_theme": N_("Theme"),
    "compare_chosen": N_("Chosen places"),
    "compare_remove": N_("Take {name} away"),
    "compare_none": N_("Choose the places to set side by side."),
    "compare_indicator": N_("Indicator"),
    "compare_nothing": N_("–"),
    "compare_first": N_("{name}: {words}."),
    "compare_more": N_("more than {places}"),
    "compare_less": N_("less than {places}"),
    "compare_between": N_("; "),
    "compare_unclear": N_("no clear difference from {places}"),
    "copy": N_("Copy with its source"),
    "copied": N_("Copied"),
    "fold_open": N_("Open every theme"),
    "fold_close": N_("Fold every theme"),
    "embed": N_("Show this figure on another site"),
    "embed_copy": N_("Copy this into the page:"),
    "alone_none": N_("This observatory has no such figure."),
    "alone_range": N_("Range: {range}"),
    "alone_source": N_("Source: {sources}. "),
    "alone_more": N_("How this figure was made"),
    "explore_discs": N_("The surface of a disc stands for the number."),
    "explore": N_("Map"),
    "explore_zoning": N_("Kind of place"),
    "explore_view": N_("Date or category"),
    "explore_choose": N_("Point at a place, or choose it in the list."),
    "explore_without": N_("This browser cannot draw the map. The list says the same."),
    "travel_minutes": N_("Minutes on the way"),
    "travel_said": N_("{minutes} minutes: {surface} km²"),
    "tip_touch": N_("Touch again to open the sheet."),
}

COUNTED: dict[str, tuple[str, str]] = {
    "rows_left": N2_("{number} row", "{number} rows"),
    "search_found": N2_("{number} result", "{number} results"),
}


def script_words(speech: Speech) -> dict[str, str]:
    """Return the words of the scripts in a language; of those that count, the singular and the plural."""
    catalogue = speech.catalogue
    said = {key: catalogue.gettext(words) for key, words in WORDS.items()}
    for key, (one, many) in COUNTED.items():
        said[f"{key}_one"], said[f"{key}_many"] = catalogue.ngettext(one, many, 1), catalogue.ngettext(one, many, 2)
    return said
