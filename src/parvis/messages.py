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
    "layer_crs_missing": Message(
        N_("the layer `{name}` has no coordinate system"),
        N_("The same numbers name other places in another system."),
        N_("Set it where the layer is read: `crs` of the source, or `set_crs` on a GeoDataFrame."),
    ),
    "layer_crs_not_metric": Message(
        N_("the layer `{name}` is in {crs}, which does not measure in metres on a plane"),
        N_("Areas and distances in degrees or feet are wrong."),
        N_("Bring it to a projected system in metres first, e.g. EPSG:2154 for mainland France."),
    ),
    "polygons_missing": Message(
        N_("{count} rows of the layer `{name}` have no geometry: {rows}"),
        N_("They could be given no part of anything."),
        N_("Give them one, or leave the rows out."),
    ),
    "not_polygons": Message(
        N_("{count} rows of the layer `{name}` are not polygons: {rows}"),
        N_("Points and lines have no area."),
        N_("Use a layer of polygons; `parvis.locate.repair` keeps the polygons of mixed geometry."),
    ),
    "polygons_invalid": Message(
        N_("{count} polygons of the layer `{name}` are invalid: {rows}"),
        N_("A border that crosses itself has no definite area."),
        N_("Repair them first, with `parvis.locate.repair`."),
    ),
    "polygons_empty": Message(
        N_("{count} polygons of the layer `{name}` are empty: {rows}"),
        N_("A share of no area is undefined."),
        N_("Leave these rows out."),
    ),
    "outside_crs": Message(
        N_("{count} rows of the layer `{name}` have no place in the coordinate system asked for: {rows}"),
        N_("Their coordinates are far outside the part of the Earth that it is made for."),
        N_("Find out in which system the file really is; check that x and y are not swapped."),
    ),
    "not_points": Message(
        N_("{count} rows of the layer `{name}` are not single points: {rows}"),
        N_("A record counts in the zone of its one place."),
        N_("Leave out rows without a place; split those with several points into one row each."),
    ),
    "near_negative": Message(N_("`near` is {near}"), "", N_("Give a distance in metres, 0 or more.")),
    "grid_shapes": Message(
        N_("a grid of {cells} corners, {ids} ids and cells of {size} m"),
        "",
        N_("Give x, y and ids of one length, and a size above 0."),
    ),
    "grid_irregular": Message(
        N_("{count} cells do not lie on one grid with the others: {rows}"),
        N_("Cells off the grid would overlap others and count twice."),
        N_("Check the size of the cells, or pass them as polygons."),
    ),
    "grid_cell_twice": Message(
        N_("{count} cells of the grid stand more than once: {rows}"),
        N_("Their residents would count twice."),
        N_("Keep one row a cell."),
    ),
    "inspire_id_unreadable": Message(
        N_("{count} rows do not name a cell as INSPIRE does: {rows}"),
        N_("Without its corner and size, a cell has no place."),
        N_("Look for ids like CRS3035RES200mN2891800E3770600, as text."),
    ),
    "inspire_ids_mixed": Message(
        N_("the cells are of {count} sizes or coordinate systems"),
        N_("A grid has one size of cell."),
        N_("Make one source of each size."),
    ),
    "inspire_id_twice": Message(
        N_("{count} rows name a cell that another row names already: {rows}"),
        N_("Their residents would count twice."),
        N_("Keep one row a cell."),
    ),
    "coordinates_infinite": Message(
        N_("{count} polygons have coordinates that are not numbers: {rows}"),
        N_("They have no place."),
        N_("Have the file exported again."),
    ),
    "no_surface": Message(
        N_("{count} rows hold no surface: {rows}"),
        N_("Lines, points and collapsed polygons have no area to estimate anything for."),
        N_("Ask the producer for their polygons, or leave the rows out with `where`."),
    ),
    "repair_too_large": Message(
        N_("{count} invalid polygons cannot be repaired without changing their area: {rows}"),
        N_("Their border crosses itself so that several areas could be meant."),
        N_("Ask the producer for the right border, or redraw it."),
    ),
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
