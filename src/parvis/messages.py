"""What every finding says: what is wrong, why it matters, what to do; English here, French in `locale/`."""

from __future__ import annotations

from dataclasses import dataclass

from parvis.i18n import translations
from parvis.model.finding import Finding


@dataclass(frozen=True)
class Message:
    """Words with `{blanks}` that a finding's values fill."""

    what: str
    why: str = ""
    do: str = ""


def N_(words: str) -> str:  # noqa: N802 - the name gettext tools look for
    """Mark words for translation, unchanged."""
    return words


MESSAGES: dict[str, Message] = {
    # --- territory: the folder's own text ---
    # --- collect and check: sources ---
    "file_missing": Message(
        N_("the file {name} is not there"),
        N_("A source without its file gives no figure."),
        N_("Put the file there, or mend `place` in the source's description."),
    ),
    "file_is_folder": Message(N_("{name} is a folder, not a file"), "", N_("Name the file itself in `place`.")),
    "file_empty": Message(
        N_("the file {name} holds no row"),
        N_("An empty file is usually an export or a transfer that failed."),
        N_("Ask for the file again, or remove the source."),
    ),
    "file_forbidden": Message(
        N_("the file {name} may not be read"), "", N_("Give yourself the right to read it, then build again.")
    ),
    "file_unreadable": Message(
        N_("{name} cannot be read as {format}"),
        N_("It is damaged, or it is another format under this name."),
        N_("Open it in the program it comes from, and save it again."),
    ),
    "format_unknown": Message(N_("the format {extension} is not known"), "", N_("Save the file as one of: {known}.")),
    "encoding_unknown": Message(
        N_("the text of {name} is in an unknown encoding (tried {tried})"),
        N_("Names and accents would come out wrong."),
        N_("Save the file as CSV UTF-8."),
    ),
    "row_width": Message(
        N_("line {line} has {found} fields where the header has {expected} ({rows} such rows)"),
        N_("A field more or less shifts values into the wrong columns."),
        N_("Look for a stray delimiter or an unclosed quotation mark on that line."),
    ),
    "column_twice": Message(
        N_("columns that stand twice: {columns}"),
        N_("Parvis cannot tell which of the two is meant."),
        N_("Rename or remove one of them."),
    ),
    "column_missing": Message(
        N_("no column named {names}"),
        N_("The file has: {present}."),
        N_("If the column has another name, say so under `columns` or `measures` of the source. Nearest: {near}."),
    ),
    "sheet_missing": Message(N_("no sheet named {sheet}"), N_("The file has: {present}."), N_("Mend `sheet`.")),
    "layer_which": Message(
        N_("the file has several layers: {present}"), "", N_("Say which one is meant with `layer`.")
    ),
    "layer_missing": Message(N_("no layer named {layer}"), N_("The file has: {present}."), N_("Mend `layer`.")),
    "geometry_missing": Message(
        N_("{name} holds no geometry"),
        N_("Without places, its rows belong to no neighbourhood."),
        N_("Use a file with geometry, or name the columns of coordinates under `columns` (x, y)."),
    ),
    "crs_missing": Message(
        N_("{name} does not say in which coordinate system its places are"),
        N_("The same numbers name other places in another system."),
        N_("Ask its producer, then write it as `crs` in the source, e.g. `crs: EPSG:2154`."),
    ),
    "crs_unknown": Message(
        N_("the coordinate system {crs} is not known"), "", N_("Write an EPSG code, e.g. EPSG:2154 or EPSG:4326.")
    ),
    "crs_contradicts": Message(
        N_("the source says {said}, but the file says {carried}"),
        N_("One of the two puts every place in the wrong spot."),
        N_("Remove `crs` from the source if the file is right; otherwise have the file mended."),
    ),
    "crs_impossible": Message(
        N_("coordinates near {x}, {y} cannot be in {crs}"),
        N_("They lie far outside the part of the Earth that this system is made for."),
        N_("Find out in which system the file really is, and write it as `crs`; check that x and y are not swapped."),
    ),
    "id_twice": Message(
        N_("{count} identifiers stand on more than one row: {ids}"),
        N_("Two zones or cells with one identifier would share or double their figures."),
        N_("Keep one row an identifier; if several rows are parts of one zone, join their polygons."),
    ),
    "value_never": Message(
        N_("no row has {value} in the column {column}"), "", N_("Check the spelling under `where`.")
    ),
    "rows_rejected": Message(
        N_("{count} rows rejected: {reason}"),
        N_("They count in no figure; they are kept with their reason in .parvis/rejected/."),
    ),
    "no_row_left": Message(
        N_("no row of {name} can be used ({read} read, {rejected} rejected)"),
        N_("No figure can rest on it."),
        N_("Look at the reasons in .parvis/rejected/ and at `where` in the source."),
    ),
    # --- locate: geometry ---
    # --- estimate, protect ---
    # --- build, release, operation ---
}


def in_words(finding: Finding, language: str) -> tuple[str, str, str]:
    """Return (what, why, what to do) of a finding in a language; empty strings where there is nothing to say."""
    message = MESSAGES[finding.code]
    say = translations(language).gettext
    parts = (say(part).format(**finding.values) if part else "" for part in (message.what, message.why, message.do))
    what, why, do = parts
    return what, why, do
