"""Messages about files, and the rows in them."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "file_missing": Message(
        N_("the file {name} is not there"),
        N_("A source without its file gives no figure."),
        N_("Put the file there, or mend `place`."),
    ),
    "file_is_folder": Message(N_("{name} is a folder, not a file"), "", N_("Name the file itself in `place`.")),
    "address_refused": Message(
        N_("{address} is not given out (status {status})"),
        N_("A source without its file gives no figure."),
        N_("Open the address in a browser; if the file has moved, mend `place`."),
    ),
    "address_circle": Message(
        N_("{address} leads on from address to address, and never to a file"),
        N_("A source without its file gives no figure."),
        N_("Open the address in a browser; if the file has moved, mend `place`."),
    ),
    "address_unreachable": Message(
        N_("{address} cannot be reached ({reason})"),
        N_("A source without its file gives no figure."),
        N_("Check the address and the connection of this machine; a file fetched by hand may be named in `place`."),
    ),
    "address_certificate": Message(
        N_("the certificate of {host} does not hold ({reason})"),
        N_("Whoever answers may not be who the address names."),
        N_("Check the address and the date of this machine; otherwise tell whoever runs the site."),
    ),
    "address_unsafe": Message(
        N_("{address} leads on to an address without encryption"),
        N_("On the way, anybody could change what is read there."),
        N_("Ask its producer for an https address, or fetch the file by hand."),
    ),
    "address_changed": Message(
        N_("what is at {address} is no longer what was fetched on {date}"),
        N_("Figures of this build rest on the new content."),
        N_("Compare them with the last release: `parvis diff`."),
    ),
    "download_truncated": Message(
        N_("the download of {address} broke off each time: {received} of {expected} bytes"),
        N_("Part of a file would pass for the whole."),
        N_("Try again later, or fetch the file by hand and name it in `place`."),
    ),
    "platform_answer": Message(
        N_("{address} names no file for {place}"),
        N_("A source without its file gives no figure."),
        N_("Check the identifiers on the page of the dataset."),
    ),
    "file_empty": Message(
        N_("the file {name} holds no row"),
        N_("An empty file is usually an export or a transfer that failed."),
        N_("Ask for the file again, or remove the source."),
    ),
    "file_cut": Message(
        N_("the file {name} stops in the middle of a row"),
        N_("It was cut off on the way: without the rows that are missing, figures would be too low."),
        N_("Fetch it or have it sent again; where it is whole, complete or remove its last line."),
    ),
    "file_forbidden": Message(
        N_("the file {name} may not be read"), "", N_("Give yourself the right to read it, then build again.")
    ),
    "file_unreadable": Message(
        N_("{name} cannot be read as {format}"),
        N_("It is damaged, or it is another format under this name."),
        N_("Open it in the program it comes from, and save it again."),
    ),
    "format_unknown": Message(
        N_("{name} is in a format that Parvis does not read"), "", N_("Save the file as one of: {known}.")
    ),
    "encoding_unknown": Message(
        N_("the text of {name} is in an unknown encoding (tried {tried})"),
        N_("Names and accents would come out wrong."),
        N_("Save the file as CSV UTF-8."),
    ),
    "quotes_broken": Message(
        N_("a quotation mark that is never closed, or that closes before the end of its field (such lines: {rows})"),
        N_("Where a row ends could not be told, and rows that follow would be lost."),
        N_("Close it; inside a text in quotation marks, a quotation mark is written twice."),
    ),
    "row_width": Message(
        N_("{found} fields on this line, where the header has {expected} (such lines: {rows})"),
        N_("A field more or less shifts values into the wrong columns."),
        N_("Look for stray delimiters; where the header was not found, write its line as `header` in the source."),
    ),
    "archive_in_archive": Message(
        N_("{name} holds no data but another archive ({inner})"),
        N_("Archives inside archives are not opened: each could unpack to a thousand times as much."),
        N_("Unpack it once, and name the inner archive in `place`."),
    ),
    "member_which": Message(
        N_("{name} holds several files with data: {present}"),
        "",
        N_("Say which one is meant with `member`."),
    ),
    "member_missing": Message(
        N_("{name} holds no file {member}, or more than one"),
        N_("It holds: {present}."),
        N_("Mend `member`."),
    ),
    "archive_without_data": Message(
        N_("{name} holds no file that Parvis reads"),
        N_("It holds: {present}."),
        N_("Have the data in it saved as one of: {known}."),
    ),
    "archive_climbs": Message(
        N_("{name} holds a path or a link that leads out of it"),
        N_("Unpacked as it asks, it would write over other files of this machine."),
        N_("Do not unpack it; tell whoever sent it, and ask for another."),
    ),
    "archive_bomb": Message(
        N_("{name} unpacks to more than {size} MB"),
        N_("For an archive of its size that is far too much: such archives are made to fill a disk."),
        N_("If it is sound after all, unpack it yourself and name the file in `place`."),
    ),
    "parts_missing": Message(
        N_("{name} comes without {missing}"),
        N_("It is one of several files of one name, and cannot be read alone."),
        N_("Ask for all of them, best in one .zip."),
    ),
    "file_locked": Message(
        N_("{name} is locked by a password"),
        N_("Parvis asks for no password and keeps none."),
        N_("Save it without a password; the folder in which it lies is what must be guarded."),
    ),
    "header_found": Message(
        N_("the names of the columns stand here; rows above them, taken for a title: {count}"),
    ),
    "header_missing": Message(
        N_("no row of {name} starts on line {header}"),
        "",
        N_("Write the line with the names of the columns, or remove `header`: it is looked for then."),
    ),
    "column_unnamed": Message(
        N_("columns with values and without a name: {count}; the first is column {position}"),
        N_("Parvis knows columns by their names."),
        N_("Name them, or remove the title lines above the header: the names of the columns come first."),
    ),
    "column_twice": Message(
        N_("columns that stand twice: {columns}"),
        N_("Parvis cannot tell which of the two is meant."),
        N_("Rename or remove one of them."),
    ),
    "column_missing": Message(
        N_("no column named {names}"),
        N_("The file has: {present}."),
        N_("If the column has another name, write that name in the source: under `columns`, `measures` or `where`."),
    ),
    "column_missing_near": Message(
        N_("no column named {names}: did you mean {near}?"),
        N_("The file has: {present}."),
        N_("If that is the column, write its name in the source: under `columns`, `measures` or `where`."),
    ),
    "where_column": Message(
        N_("`where` asks for the column {column}, which is not there"),
        N_("The file has: {present}."),
        N_("Mend the name of the column; where the file has lost it, ask its producer for a whole one."),
    ),
    "where_column_often": Message(
        N_("`where` asks for the column {column}, which is not there (other places that ask for it: {others})"),
        N_("The file has: {present}."),
        N_("Mend the name of the column; where the file has lost it, ask its producer for a whole one."),
    ),
    "dissolve_column": Message(
        N_("`dissolve` names the column {column}, which is not there"),
        N_("The file has: {present}."),
        N_("Mend the name of the column."),
    ),
    "units_unknown": Message(
        N_("rows whose code is none of the zoning {zoning}: {count}"),
        N_("Their values count in no figure; often the codes are of another year than the perimeters."),
        N_("Use perimeters of the year of the source, or correct the codes."),
    ),
    "official_twice": Message(
        N_("zones with several official values of {measure} for one period: {zones} ({count} in all)"),
        N_("Only one can be shown, and nobody can tell which holds."),
        N_("Keep one row a zone and period; `where` in the source may choose the rows that are meant."),
    ),
    "margin_twice": Message(
        N_("zones with several totals of {measure} for one period: {zones} ({count} in all)"),
        N_("Estimates can agree with one of them only, and nobody can tell which holds."),
        N_("Keep one row a zone and period; `where` in the source may choose the rows that are meant."),
    ),
    "margin_unused": Message(
        N_("no total that estimates from {units} could agree with: none of a zone of {zoning} that it covers wholly"),
        N_("The estimates are as if `margin` did not name this table."),
        N_("Compare its codes, its period and its hidden numbers with the zoning and the source, or leave it out."),
    ),
    "codes_unknown": Message(
        N_("no row of {source} has the code of a zone of the territory"),
        N_("Its figures would all be missing."),
        N_("Check that it is the right file, which column holds the code of the zone, and how codes are spelt."),
    ),
    "source_unused": Message(N_("nothing uses the source {source}: it is not read")),
    "outside_territory": Message(
        N_("the places of {source} lie outside the part of the Earth that {crs} is made for"),
        N_("No neighbourhood can be found there."),
        N_("Check that it is the right file, and in the right coordinate system."),
    ),
    "coordinates_swapped": Message(
        N_("x and y (longitude and latitude) look swapped in {name}"),
        N_("Exchanged, its places would lie in the territory; as they are, they do not."),
        N_(
            "Exchange the two under `columns` (x is the longitude, y the latitude); a file that carries geometry must "
            "be exported again, longitude first."
        ),
    ),
    "some_swapped": Message(
        N_("places whose x and y (longitude and latitude) look swapped: {count}"),
        N_("They would lie in the territory if exchanged; as they are, they count in no figure."),
        N_("Have them corrected in the file."),
    ),
    "nothing_in_territory": Message(
        N_("no place of {source} lies in the territory"),
        N_("Its figures would all be 0 or missing."),
        N_("Check that it is the right file, and in the right coordinate system."),
    ),
    "sheet_which": Message(
        N_("{name} has several sheets with entries: {present}"), "", N_("Say which one is meant with `sheet`.")
    ),
    "sheet_missing": Message(N_("{name} has no sheet named {sheet}"), N_("It has: {present}."), N_("Mend `sheet`.")),
    "layer_which": Message(N_("{name} has several layers: {present}"), "", N_("Say which one is meant with `layer`.")),
    "layer_missing": Message(N_("{name} has no layer named {layer}"), N_("It has: {present}."), N_("Mend `layer`.")),
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
        N_("the source says {said}, but {name} says {carried}"),
        N_("One of the two puts every place in the wrong spot."),
        N_("Remove `crs` from the source if the file is right; otherwise have the file mended."),
    ),
    "crs_overruled": Message(
        N_("{name} says {carried}, but its coordinates cannot be in it; {said} holds, as the source says"),
    ),
    "crs_impossible": Message(
        N_("coordinates such as x {x}, y {y} cannot be in {crs}"),
        N_("They lie far outside the part of the Earth that this system is made for."),
        N_("Find out in which system the file really is, and write it as `crs` in the source."),
    ),
    "zone_twice": Message(
        N_("identifiers that stand on more than one row: {ids} ({count} in all)"),
        N_("Zones with one identifier would share or double their figures."),
        N_("Keep one row an identifier; if several rows are parts of one zone, join their polygons."),
    ),
    "cell_twice": Message(
        N_("cells that stand on several rows with different values: {ids} ({count} in all)"),
        N_("Nobody can tell which row is right."),
        N_("Ask its producer which row holds, and keep one row a cell."),
    ),
    "unit_twice": Message(
        N_("zones that stand on several rows with different numbers: {ids} ({count} in all)"),
        N_("People counted twice would be taken for enough to be shown."),
        N_("Ask its producer which row holds, and keep one row a zone and period."),
    ),
    "value_never": Message(
        N_("no row has {value} in the column {column}"),
        N_("Most often this is a matter of spelling."),
        N_("Check the entries under `where`."),
    ),
    "where_keeps_none": Message(
        N_("`where` keeps none of the {read} rows of {name}"),
        N_("No figure can rest on it."),
        N_("Check the entries under `where`."),
    ),
    "no_row_left": Message(
        N_("no row of {name} can be used (rows read: {read})"),
        N_("No figure can rest on it."),
        N_("The reasons follow; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_fields": Message(
        N_("rows rejected because they do not have the {about} fields of the header: {count}"),
        N_("A field more or less shifts values into the wrong columns."),
        N_("Look for stray delimiters; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_quotes": Message(
        N_("rows rejected because a quotation mark is never closed, or closes before the end of its field: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Close it; inside a text it is written twice. .parvis/rejected/{source}.csv holds the rows."),
    ),
    "zeros_put_back": Message(
        N_("codes in the column {column} that had lost their first zero, which was put back: {count}"),
        N_("Spreadsheets take a code such as 01001 for a number."),
        N_("Have the column kept as text."),
    ),
    "rows_without_code": Message(
        N_("rows rejected because they have no code in the column {about}: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have the codes filled in; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_not_cells": Message(
        N_("rows rejected because the column {about} does not name a cell of this kind: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Cells are named like CRS3035RES200mN2891800E3770600; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_not_numbers": Message(
        N_("rows rejected because the column {about} holds text where a number is due: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have the numbers corrected, or leave unknown ones empty; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "report_without_agreement": Message(
        N_("the file of {source} is not read: the agreement {agreement} is not in force"),
        N_("Without an agreement in force nobody may look at what the file holds, not even to check it."),
        N_("Renew the agreement first; `parvis agreements` says where it stands."),
    ),
    "rows_against_schema": Message(
        N_("rows rejected because they break the schema (field and rule: {about}): {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have the entries corrected, or the schema; `parvis report {source}` writes what to tell the producer."),
    ),
    "rows_negative": Message(
        N_("rows rejected because the column {about} counts less than nothing: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have the counts corrected, or leave unknown ones empty; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_repeated": Message(
        N_("rows rejected because they repeat a cell with the same values: {count}"),
        N_("Its residents would count twice."),
        N_("Tell its producer; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_without_place": Message(
        N_("rows rejected because they have no place: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have them located; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_not_points": Message(
        N_("rows rejected because their place is not one point: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have them located by one point each; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_not_lines": Message(
        N_("rows rejected because their geometry is not a line: {count}"),
        N_("Rejected rows are not drawn."),
        N_("Name a layer of lines; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_not_polygons": Message(
        N_("rows rejected because their geometry has no surface: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Ask its producer for polygons; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_address_empty": Message(
        N_("rows rejected because they have no address in {about}: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have the addresses filled in; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_address_unmatched": Message(
        N_("rows rejected because the address in {about} was not found: {count}"),
        N_("Rejected rows count in no figure."),
        N_(
            ".parvis/rejected/{source}.csv holds the rows with the nearest addresses; `parvis report {source}` writes "
            "what to tell the producer."
        ),
    ),
    "rows_address_ambiguous": Message(
        N_("rows rejected because the address in {about} may be one of several: {count}"),
        N_("Counted at the wrong one, they would tell of another neighbourhood."),
        N_(
            "Have postcode or commune added; .parvis/rejected/{source}.csv holds the rows with the addresses that they "
            "may mean."
        ),
    ),
    "addresses_roughly": Message(
        N_(
            "rows located by address: {number} at their number, {nearest} at the nearest number, {street} by the street"
        ),
        N_("On a long street the wrong side of a border may be meant."),
        N_("A higher `threshold` under `address` rejects the rough ones; .parvis/addresses/ says which they are."),
    ),
    "address_reference_bare": Message(
        N_("the address file {source} has neither postcodes nor names of communes"),
        N_("An address of the same street elsewhere passes for one in the territory."),
        N_("Use the CSV of the BAN as it is published."),
    ),
    "address_reference_streets": Message(
        N_("the address file {source} has no names of streets"),
        N_("Addresses cannot be looked up in it."),
        N_("Use the CSV of the BAN, or name the columns under `columns` (number, street, commune, ...)."),
    ),
    "rows_outside_crs": Message(
        N_("rows rejected because their coordinates cannot be in {about}: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have their coordinates corrected; .parvis/rejected/{source}.csv holds the rows."),
    ),
}
