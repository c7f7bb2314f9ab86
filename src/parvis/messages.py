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


GUESS = N_('Did you mean "{guess}"?')
"""Stands in place of what to do where a finding's values have a `guess`."""

MESSAGES: dict[str, Message] = {
    # --- territory: the folder's own text ---
    "folder_missing": Message(
        N_("there is no folder {folder}"), "", N_("Check the path, or make a territory folder with `parvis init`.")
    ),
    "territory_missing": Message(
        N_("no territory.yml here"),
        N_("It is what makes a folder a territory folder: it names the territory and its zonings."),
        N_("Go to your territory folder, or start one with `parvis init`."),
    ),
    "start_exists": Message(
        N_("this file is already there"),
        N_("`parvis init` never overwrites what somebody wrote."),
        N_("Choose an empty folder, or move the file away."),
    ),
    "folder_unknown": Message(
        N_('Parvis reads no folder "{folder}"'),
        N_("What the files in it declare would be left out without a word."),
        N_("Declarations belong in sources/, indicators/ or breakdowns/."),
    ),
    "folder_nested": Message(
        N_("a folder inside a folder of declarations"),
        N_("Parvis does not look inside: its files would be left out without a word."),
        N_("Move its files one level up."),
    ),
    "file_at_top": Message(
        N_("Parvis reads no file of this name here"),
        N_("What it declares would be left out without a word."),
        N_("Move it to sources/, indicators/ or breakdowns/."),
    ),
    "file_ending": Message(N_('the file name ends in "{ending}", not ".yml"'), N_("Parvis would not read it.")),
    "file_name": Message(
        N_("the file name cannot be an identifier"),
        N_("A file's name, without .yml, is the identifier that other files and addresses of pages use."),
    ),
    "file_not_yaml": Message(
        N_("not a declaration: {folder}/ holds only .yml files"),
        N_("Parvis would not read it."),
        N_("Data go to data/; notes may stay here as .md or .txt."),
    ),
    "schema_form": Message(
        N_("not a Table Schema: schemas/ holds only .json files"),
        N_("Parvis would not read it."),
        N_("Save the schema as JSON, the format of schema.data.gouv.fr."),
    ),
    "name_reserved": Message(
        N_('the name "{name}" is taken'),
        N_("It stands for the figure of all categories together."),
        N_("Choose another name."),
    ),
    "yaml_not_utf8": Message(
        N_("a character that is not UTF-8"),
        N_("The file was saved in another encoding: accents would come out wrong."),
        N_("Save the file again with the encoding UTF-8."),
    ),
    "yaml_control": Message(
        N_("an invisible control character"),
        N_("No YAML file may hold one; it usually comes with text copied from elsewhere."),
        N_("Delete this part of the line and type it again."),
    ),
    "yaml_empty": Message(
        N_("the file declares nothing"), N_("It is empty, or all its lines are comments."), N_("Fill it, or remove it.")
    ),
    "yaml_not_keys": Message(
        N_("the file is not made of `key: value` lines"), "", N_("Write one key a line, with a space after the colon.")
    ),
    "yaml_tab": Message(
        N_("a tab in the indentation"),
        N_("YAML allows spaces only; a tab looks the same and has no agreed width."),
        N_("Replace it by spaces (two a level)."),
    ),
    "yaml_indent": Message(
        N_("this line's indentation fits no line above it"),
        N_("Indentation says what belongs to what."),
        N_("Keys of one level start in the same column."),
    ),
    "yaml_colon": Message(
        N_("a second colon on this line"),
        N_("A colon followed by a space starts a value, so one inside a text must be protected."),
        N_('Put the whole value in quotes: `key: "before: after"`.'),
    ),
    "yaml_no_colon": Message(
        N_("a line without `key: value`"),
        N_("A key is followed by a colon and a space."),
        N_("Write `key: value`; a text of several lines is indented under its key."),
    ),
    "yaml_character": Message(
        N_("a value cannot start with {character}"),
        N_("This character has a meaning of its own in YAML."),
        N_("Put the value in quotes."),
    ),
    "yaml_quote": Message(
        N_("quotes that are opened and never closed"),
        N_("All that follows is taken for one text."),
        N_("Close them; inside single quotes, an apostrophe is written twice."),
    ),
    "yaml_quote_inside": Message(
        N_("quotes that close before the end of the value"),
        N_("The text itself contains {quote}, which ends it too early."),
        N_("Use the other kind of quotes around it, or none."),
    ),
    "yaml_bracket": Message(
        N_("a bracket that is opened and not closed"),
        N_("What stands in [...] or {{...}} is separated by commas and ends with its bracket."),
        N_("Close it, or add the comma that is missing."),
    ),
    "yaml_alias": Message(
        N_("a reference (*) to something not defined above"),
        N_("In YAML, * repeats what & has named before."),
        N_("If you mean the character itself, put the value in quotes."),
    ),
    "yaml_documents": Message(
        N_("a second document starts here"),
        N_("`---` ends a document, and what follows would be left out."),
        N_("Remove the line, or move what follows to a file of its own."),
    ),
    "yaml_syntax": Message(
        N_("this line cannot be read"),
        N_("YAML says: {problem}."),
        N_("Compare it with the lines above: indentation, colons, quotes, dashes."),
    ),
    "yaml_tag": Message(
        N_("the tag {tag}"),
        N_("Parvis reads every value as text, and knows by itself where it needs a number."),
        N_("Remove the tag; if the value is meant to start with an exclamation mark, put it in quotes."),
    ),
    "yaml_key_form": Message(N_("a key that is not a text"), "", N_("Write `key: value`; quote a value in braces.")),
    "yaml_merge": Message(
        N_("the key << copies keys from elsewhere"),
        N_("Whoever reads this place could not see what it says."),
        N_("Write the keys out."),
    ),
    "yaml_itself": Message(N_("a value that contains itself"), "", N_("Write out what is meant, without * here.")),
    "key_twice": Message(
        N_('the key "{key}" stands twice, first on line {line}'),
        N_("Only one of the two can hold."),
        N_("Remove or rename one of them."),
    ),
    "key_unknown": Message(
        N_('unknown key "{key}"'),
        N_("What it says would be left out without a word."),
        N_("Keys that are known here: {known}."),
    ),
    "key_missing": Message(
        N_('the key "{key}" is missing'), "", N_("Add a line `{key}: ...` here, indented like its neighbours.")
    ),
    "value_blank": Message(
        N_('"{key}" has no value'),
        N_("Parvis does not guess whether it was forgotten or is meant to be empty."),
        N_("Write the value, or remove the line."),
    ),
    "value_not_text": Message(N_('"{key}" needs one text'), "", N_("Write a single value after the colon.")),
    "value_not_integer": Message(N_('"{key}" needs a whole number'), "", N_("Write digits only, such as 2015.")),
    "value_not_number": Message(
        N_('"{key}" needs a number'), "", N_("Write digits, with a point before decimals, such as 0.95.")
    ),
    "value_not_boolean": Message(N_('"{key}" needs true or false'), "", N_("Write true or false, without quotes.")),
    "value_not_list": Message(
        N_('"{key}" needs a list'), "", N_("Write [one, two], or one `- entry` a line under it.")
    ),
    "value_not_keys": Message(
        N_('"{key}" needs keys of its own'), "", N_("Write `key: value` lines under it, indented by two spaces.")
    ),
    "value_empty_list": Message(N_('"{key}" needs at least one entry'), "", N_("Add an entry.")),
    "value_choice": Message(N_('"{written}" is not a choice for "{key}"'), "", N_("Write one of: {known}.")),
    "value_too_small": Message(N_('"{key}" is {written}, which is less than {limit}'), "", N_("Check the number.")),
    "value_too_great": Message(N_('"{key}" is {written}, which is more than {limit}'), "", N_("Check the number.")),
    "id_form": Message(
        N_('"{written}" cannot be an identifier'),
        N_("Identifiers become addresses of pages: small letters without accents, digits and _, a letter first."),
    ),
    "date_form": Message(N_('"{value}" is not a date'), "", N_("Write year, month and day: 2024-01-31.")),
    "date_impossible": Message(N_("{date} is not in the calendar"), "", N_("Check the month and the day.")),
    "period_form": Message(
        N_('"{value}" is not a period'),
        "",
        N_("Write a year (2019), a month (2019-06), a day (2019-06-30), an interval (2015/2019), or unknown."),
    ),
    "period_backwards": Message(N_("the period {value} ends before it starts"), "", N_("Put the earlier date first.")),
    "share_range": Message(
        N_('"{name}" is {value}, which is not between 0 and 1'),
        N_("The rule is a share: 95 % is written 0.95."),
        N_("Write the share as a decimal number."),
    ),
    "words_form": Message(
        N_('"{name}" needs words'), "", N_("Write them after the colon, or one line a language (fr, en) under it.")
    ),
    "words_language": Message(
        N_('"{language}" is not a language that Parvis speaks'), "", N_("Write the words under fr and en.")
    ),
    "words_none": Message(
        N_('"{name}" has no words in the language "{language}"'),
        N_("Readers of that language would see an empty label."),
        N_("Write them, or remove the line: the other language will stand in."),
    ),
    "zoning_origin": Message(
        N_('the zoning "{name}" comes from several places, or from nowhere'),
        N_("Its zones are either drawn in a file or made from another zoning."),
        N_("Give exactly one of source, complement_of, union_of."),
    ),
    "complement_of_what": Message(
        N_('the zoning "{name}" does not say what it is the rest of'),
        N_("A complement is what remains of something, such as the commune without the neighbourhood."),
        N_("Add clip_to with the zoning whose rest is meant."),
    ),
    "licence_of_open": Message(
        N_("an open source without its licence"),
        N_("What others may do with the figures depends on it, and most licences ask to be named."),
        N_("Add licence, such as etalab-2.0, ODbL-1.0 or CC-BY-4.0; if there is none, the regime is not open."),
    ),
    "measures_none": Message(
        N_("an estimate that names no measure"),
        N_("Parvis would not know which column to carry to the zones."),
        N_("Add measures with at least one measure of the source."),
    ),
    "route_none": Message(
        N_('"{name}" does not say how its number is had'),
        "",
        N_("Give at least one of official, located, estimated, area."),
    ),
    "ratio_parts": Message(
        N_("an indicator of kind {kind} without numerator or denominator"),
        N_("It is one quantity divided by another."),
        N_("Give both numerator and denominator."),
    ),
    "ratio_value": Message(
        N_("an indicator of kind {kind} with a value"),
        N_("It follows from numerator and denominator; a second way would give a second number."),
        N_("Remove value, or choose another kind."),
    ),
    "value_none": Message(
        N_("an indicator of kind {kind} without value"), "", N_("Add value, with the way in which the number is had.")
    ),
    "value_parts": Message(
        N_("an indicator of kind {kind} with numerator or denominator"),
        N_("Only a share or a mean is one quantity divided by another."),
        N_("Remove them and give value, or write `kind: share` or `kind: mean`."),
    ),
    "level_official": Message(
        N_("a level without an official figure"),
        N_("Medians and published rates cannot be added up or divided among zones."),
        N_("Give value.official, or choose a kind that follows from counts."),
    ),
    "area_none": Message(
        N_("a share of the surface without its surface"), "", N_("Give value.area with the polygons that are meant.")
    ),
    "source_unknown": Message(
        N_('there is no source "{name}"'),
        N_("A source is a file sources/{name}.yml."),
        N_("Sources of this folder: {known}."),
    ),
    "zoning_unknown": Message(
        N_('there is no zoning "{name}"'),
        N_("Zonings are declared under zonings in territory.yml."),
        N_("Zonings of this folder: {known}."),
    ),
    "indicator_unknown": Message(
        N_('there is no indicator "{name}"'),
        N_("An indicator is a file indicators/{name}.yml."),
        N_("Indicators of this folder: {known}."),
    ),
    "breakdown_unknown": Message(
        N_('there is no breakdown "{name}"'),
        N_("A breakdown is a file breakdowns/{name}.yml."),
        N_("Breakdowns of this folder: {known}."),
    ),
    "schema_unknown": Message(
        N_('there is no schema "{name}"'),
        N_("A Table Schema is a file schemas/{name}.json."),
        N_("Schemas of this folder: {known}."),
    ),
    "category_unknown": Message(
        N_('there is no category "{name}" in the breakdown'), "", N_("Its categories are: {known}.")
    ),
    "entry_twice": Message(
        N_('"{entry}" stands twice in this list'),
        N_("It would be shown or counted twice."),
        N_("Remove one of the two."),
    ),
    "beside_itself": Message(
        N_("the indicator stands beside itself"),
        N_("`beside` is for another concept or date that readers may compare with."),
        N_("Remove the entry."),
    ),
    "compare_itself": Message(
        N_("the zoning is compared with itself"),
        N_("A comparison needs something else, such as the commune."),
        N_("Remove the entry."),
    ),
    "zoning_circle": Message(
        N_("zonings made from each other in a circle: {circle}"),
        N_("None of them could be drawn first."),
        N_("Let one of them come from a source."),
    ),
    "category_circle": Message(
        N_("categories that are each other's parents: {circle}"),
        N_("A category cannot be part of itself."),
        N_("Remove the parent that is wrong."),
    ),
    "place_undefined": Message(
        N_("the environment variable {variable} is not set"),
        N_("The place of this file starts from it."),
        N_("Set it before you start Parvis ({variable}=/path/to/data), or write the path itself."),
    ),
    "place_outside": Message(
        N_("{place} leaves the territory folder"),
        N_("Whoever receives a copy of this folder will not have what lies beside it."),
        N_("Put the file under data/, or write a whole path, which may start with ${{NAME}}."),
    ),
    "kind_unknown": Message(
        N_('there is no kind of source "{kind}"'),
        N_("The kind says which columns to expect, and what the producer did to the values."),
        N_("`parvis kinds` lists the kinds; polygons, points and table fit any file."),
    ),
    "extent_missing": Message(
        N_("points that do not say where they are complete"),
        N_("A zone without a point may have none, or lie outside what the source covers: nobody could tell."),
        N_("Add extent with the zoning within which the source is complete, such as the commune."),
    ),
    "form_zoning": Message(
        N_('the source "{source}" ({kind}) has no areas to make zones of'),
        N_("A zoning is drawn from polygons or a grid."),
        N_("Name a source of polygons."),
    ),
    "form_area": Message(
        N_('the source "{source}" ({kind}) has no areas'),
        N_("A surface is measured on polygons or a grid."),
        N_("Name a source of polygons."),
    ),
    "form_located": Message(
        N_('the source "{source}" ({kind}) has no points'),
        N_("Only records with a place of their own can be counted inside a zone."),
        N_("Name a source of points, or use estimated for areas and official for tables."),
    ),
    "form_estimated": Message(
        N_('the source "{source}" ({kind}) has points, not areas'),
        N_("Estimates share out the values of areas that a zone's border cuts; points are in or out."),
        N_("Use located for points."),
    ),
    "form_official": Message(
        N_('the source "{source}" ({kind}) is not a table'),
        N_("Official figures are those that the producer publishes for the zone itself, one row a zone code."),
        N_("Name a table, or use estimated for areas and located for points."),
    ),
    "units_missing": Message(
        N_('the table "{source}" does not say which zones its rows describe'),
        N_("Without their outlines its values cannot be carried to other zones."),
        N_("Add units to sources/{source}.yml with the zoning meant, such as iris."),
    ),
    "unit_column_missing": Message(
        N_('the table "{source}" does not say which column holds the code of the zone'),
        N_("Its rows could be matched to no zone."),
        N_("Add to sources/{source}.yml: columns, and under it unit with the name of that column."),
    ),
    "measure_unknown": Message(
        N_('the source "{source}" has no measure "{measure}"'),
        N_("Measures come from the kind of the source, and from its own measures."),
        N_("Its measures: {known}."),
    ),
    "measure_not_additive": Message(
        N_('"{measure}" cannot be summed'),
        N_("Medians, rates and indices of parts do not add up to that of the whole."),
        N_("Use it as official figure of the zone, or use the counts that it was made from."),
    ),
    "universe_ratio": Message(
        N_('"{measure}" counts {universe}, but "{other}" counts {base}'),
        N_("A share of one population in another is no share: it may even pass 100 %."),
        N_("Take numerator and denominator from one universe."),
    ),
    "universe_mixed": Message(
        N_('"{measure}" counts {universe}, but "{other}" counts {base}'),
        N_("One series would mix two concepts, and a reader could not tell which figure is which."),
        N_("Make two indicators, and name one under beside of the other."),
    ),
    "breakdown_missing": Message(
        N_("categories without a breakdown: {categories}"),
        N_("The breakdown gives them their names and their order."),
        N_("Add breakdown with the name of a file in breakdowns/."),
    ),
    "breakdown_unfilled": Message(
        N_('no measure fills the breakdown "{breakdown}"'),
        "",
        N_("Add categories under estimated, with the measures of each, or remove breakdown."),
    ),
    "category_unfilled": Message(
        N_('categories of the breakdown "{breakdown}" that no measure fills: {categories}'),
        N_("Readers would take the part that is shown for the whole."),
        N_("Give each its measures, or use a breakdown without them."),
    ),
    "crs_not_metres": Message(
        N_("{crs} does not measure in metres"),
        N_("Surfaces and distances would be wrong; degrees are not lengths."),
        N_("Choose the projected system of the territory, e.g. EPSG:2154 for metropolitan France."),
    ),
    "crs_distorts": Message(
        N_("{crs} (Web Mercator) stretches distances"),
        N_("Its metre is two thirds of a metre in France: 300 m around a zone would be 200 m on the ground."),
        N_("Choose the projected system of the territory, e.g. EPSG:2154 for metropolitan France."),
    ),
    "agreement_unknown": Message(
        N_('there is no agreement "{name}"'),
        N_("Agreements are declared in agreements/, one file each."),
        N_("Agreements of this folder: {known}."),
    ),
    "purpose_unknown": Message(
        N_('the agreement has no purpose "{name}"'),
        N_("A clause permits what its purposes say, and nothing else."),
        N_("Purposes of this agreement: {known}."),
    ),
    "agreement_dates": Message(
        N_("the agreement ends ({end}) before it starts ({start})"),
        N_("No day lies within it: nothing could be used under it."),
        N_("Check both dates in the signed text."),
    ),
    "agreement_of_source": Message(
        N_("a source that is not open names its `agreement` and whom it is about (`protected`)"),
        N_("Confidential data may be used only under an agreement, and shown only if it gives nobody away."),
        N_("Add both, e.g. `agreement: caf_2026` and `protected: {{unit: recipients, measure: recipients}}`."),
    ),
    "protected_measure": Message(
        N_("an aggregated source says which measure counts those it protects"),
        N_("Without their number nobody can tell whether a figure is about too few of them."),
        N_("Add `measure` under `protected`."),
    ),
    "protected_unit": Message(
        N_('no threshold is known for the protected unit "{unit}"'),
        N_("A figure about too few of them would give them away."),
        N_("Use one of {known}, or set its threshold under `thresholds` in policy.yml."),
    ),
    "purpose_missing": Message(
        N_('it rests on the confidential source "{source}", and names no purpose'),
        N_("An agreement permits uses for a purpose; without one, none is permitted."),
        N_("Add `purpose`, one of the purposes of the agreement."),
    ),
    "source_not_declared": Message(N_('the folder has no source "{source}"'), "", N_("Its sources are: {known}.")),
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
    "learnt_from_releases": Message(
        N_("{count} numbers that nobody may learn can be worked out with the help of past releases"),
        N_("What was published once is known for ever; hiding it now would only seem to help."),
        N_("Show the disclosure officer .parvis/audit_verdicts.parquet (`holds` is false), before any release."),
    ),
    "agreement_withdrawn": Message(
        N_("the agreement {agreement} was withdrawn on {date}: {sources} not read"),
        N_("Its figures leave the next build; releases already made keep theirs until they are withdrawn."),
        N_("Run `parvis purge` to remove the data that came under it."),
    ),
    "agreement_ended": Message(
        N_("the agreement {agreement} ended on {date}: {sources} not read"),
        N_("Nothing may be published from its data any more."),
        N_("Renew it, or run `parvis purge` to remove the data that came under it."),
    ),
    "agreement_not_started": Message(
        N_("the agreement {agreement} starts on {date}: {sources} not read"),
        N_("Before that day its data may not be used."),
    ),
    "agreement_ends_soon": Message(
        N_("the agreement {agreement} ends on {date}"),
        N_("From the day after, the figures that rest on {sources} leave the observatory."),
        N_("Ask the provider about a renewal in time."),
    ),
    "use_purpose": Message(
        N_("no clause permits this use of {source}: its purpose is not among those of {clause}"),
        N_("Its figures are shown as not permitted, and are not worked out."),
        N_("Mend `purpose`, or ask the provider for an amendment."),
    ),
    "use_zoning": Message(
        N_("no clause permits figures from {source} for {zoning} ({clause})"),
        N_("Its figures are shown as not permitted, and are not worked out."),
        N_("Leave that zoning out, or ask the provider for an amendment."),
    ),
    "use_output": Message(
        N_("no clause permits this kind of figure from {source} ({clause})"),
        N_("Its figures are shown as not permitted, and are not worked out."),
        N_("Choose a kind that the clause lists, or ask the provider for an amendment."),
    ),
    "use_breakdown": Message(
        N_("no clause permits this breakdown of {source} ({clause})"),
        N_("Its categories are shown as not permitted, and are not worked out."),
        N_("Leave the breakdown out, or ask the provider for an amendment."),
    ),
    "still_to_do": Message(
        N_("`{key}` is still to be filled in"),
        N_("It cannot be seen in the file: only you know it."),
        N_("Write it in the place of TO DO; `parvis add` left a word about it there, and docs/reference says more."),
    ),
    # --- collect and check: sources ---
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
        N_("Mend the name of the column."),
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
    "report_of_what": Message(N_('there is no source "{name}"'), "", N_("Sources of this folder: {known}.")),
    "report_without_agreement": Message(
        N_("the file of {source} is not read: the agreement {agreement} is not in force"),
        N_("Without an agreement in force nobody may look at what the file holds, not even to check it."),
        N_("Renew the agreement first; `parvis agreements` says where it stands."),
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
    "rows_not_polygons": Message(
        N_("rows rejected because their geometry has no surface: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Ask its producer for polygons; .parvis/rejected/{source}.csv holds the rows."),
    ),
    "rows_outside_crs": Message(
        N_("rows rejected because their coordinates cannot be in {about}: {count}"),
        N_("Rejected rows count in no figure."),
        N_("Have their coordinates corrected; .parvis/rejected/{source}.csv holds the rows."),
    ),
    # --- locate: geometry ---
    "zoning_without_id": Message(
        N_("the source {source} does not say which column identifies its zones"),
        N_("Row numbers change from one file to the next, and with them what a figure is about."),
        N_("Name the column under `columns` of the source, e.g. `columns: {{id: CODE}}`."),
    ),
    "zoning_empty": Message(
        N_("the zoning {zoning} has no zone"),
        N_("Nothing can be estimated for it."),
        N_("Check `where` and `clip_to`, and that its source covers the territory."),
    ),
    "zones_vanished": Message(
        N_("zones of {zoning} of which nothing is left: {zones} ({count} in all)"),
        N_("They lie outside the zoning that they are cut to, or fill it; they have no figure there."),
        N_("Check that both zonings are of the same place and year."),
    ),
    "polygons_repaired": Message(
        N_("invalid polygons, repaired: {zones} ({count} in all); their area changes by at most {worst}"),
    ),
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
        N_("polygons with coordinates that are not numbers: {rows} ({count} in all)"),
        N_("They have no place."),
        N_("Have the file exported again."),
    ),
    "no_surface": Message(
        N_("rows that hold no surface: {rows} ({count} in all)"),
        N_("Lines, points and collapsed polygons have no area to estimate anything for."),
        N_("Ask the producer for their polygons, or leave the rows out with `where`."),
    ),
    "repair_too_large": Message(
        N_("invalid polygons that cannot be repaired without guessing at their area: {rows} ({count} in all)"),
        N_("Their border crosses itself so that several areas could be meant."),
        N_("Ask the producer for the right border, or redraw it."),
    ),
    # --- estimate, protect ---
    "zone_outside": Message(
        N_("zones of {zoning} outside all data for the indicator {indicator}: {zones} ({count} in all)"),
        N_("Their figures are shown as incomplete."),
        N_("Give a source that covers them, or leave them out of the zoning."),
    ),
    "divides_by_zero": Message(
        N_("the denominator of {indicator} is 0 for every zone of {zoning}"),
        N_("A rate without anybody it could be about is undefined."),
        N_("Check that the denominator's measure and `where` are the ones meant."),
    ),
    # --- build, release, operation ---
    "build_under_way": Message(
        N_("another build of this territory is under way"),
        N_("Two builds at once would mix their results."),
        N_("Wait until it has ended."),
    ),
    "disk_full": Message(
        N_("no space left on the disk"),
        N_("The build was abandoned; the last good one is untouched."),
        N_("Free some space, then build again."),
    ),
    "machine_refused": Message(
        N_("the machine refuses {name}: {reason}"),
        N_("The build was abandoned; the last good one is untouched."),
        N_("Mend what it says, then build again."),
    ),
    "folder_forbidden": Message(
        N_("no right to read or write {name}"),
        "",
        N_("Give yourself that right, or build elsewhere with --out."),
    ),
    "out_not_a_build": Message(
        N_("{name} holds files that no build of Parvis wrote"),
        N_("A build replaces the whole folder: what is in it would be lost."),
        N_("Name another folder with --out, or empty this one yourself."),
    ),
    "no_figures": Message(N_("{name} holds no figures.parquet"), "", N_("Name a build or a release.")),
    "port_taken": Message(N_("the port {port} is taken"), "", N_("Choose another with --port.")),
    "zone_without_figure": Message(
        N_("{indicator} has no figure for the zone {zone}"), "", N_("Zones are named by their code. Near: {near}.")
    ),
    "source_exists": Message(
        N_("there is already a source {source}"),
        N_("Writing over it would lose what its author said."),
        N_("Give another identifier with --id, or remove the file first."),
    ),
    "truth_inside": Message(
        N_("the truth may not be written into the territory folder"),
        N_("No real town knows the truth about itself: an observatory that could read it would prove nothing."),
        N_("Name a folder elsewhere."),
    ),
    "folder_not_empty": Message(
        N_("{name} is not empty"), N_("Its files would be mixed with the new ones."), N_("Name a new folder.")
    ),
    "demo_inhabitants": Message(
        N_("a fictional town of {count} inhabitants cannot be made"),
        N_("The town's plan was drawn for {least} to {most} inhabitants."),
        N_("Ask for a number between them with --inhabitants."),
    ),
    "no_build": Message(N_("there is no build in {name} yet"), "", N_("Run `parvis build` first.")),
    "figures_missing": Message(
        N_("there is no table of figures here"),
        "",
        N_("Name the folder of a build or of a release: it holds figures.parquet."),
    ),
    "figures_unreadable": Message(
        N_("this is not a table of figures that this version of Parvis can read"),
        N_("It was cut short or changed after it was written, or another version wrote it."),
        N_("Build again; bring a release back from a backup."),
    ),
    "evidence_unreadable": Message(
        N_("this evidence cannot be read"),
        N_("It was cut short or changed after it was written."),
        N_("Build again; bring a release back from a backup."),
    ),
    "indicator_without_evidence": Message(N_("this build has no indicator {indicator}"), "", N_("It has: {known}.")),
    "indicator_reserved": Message(
        N_("no indicator may be named {indicator}"),
        N_("Its table would stand in the place of the table of all figures."),
        N_("Give the file in indicators/ another name."),
    ),
    "manifest_missing": Message(
        N_("this folder has no manifest"),
        N_("The manifest is written last: without it a build is not complete."),
        N_("Run `parvis build`, and name the folder that it writes."),
    ),
    "manifest_unreadable": Message(
        N_("this manifest cannot be read"),
        N_("It was cut short or changed after it was written: nobody can tell whether the build is complete."),
        N_("Build again; bring a release back from a backup."),
    ),
    "manifest_version": Message(
        N_("this manifest has the schema version {found}; this version of Parvis reads {known}"),
        "",
        N_("Use the version of Parvis that wrote it, or build again."),
    ),
    "build_file_missing": Message(
        N_("a file of the manifest is not there"),
        N_("A release holds exactly what was built."),
        N_("Build again; bring a release back from a backup."),
    ),
    "build_file_changed": Message(
        N_("this file is not the one that was built"),
        N_("A release holds exactly what was built, so that its figures can be answered for."),
        N_("Build again. To change a figure, change the territory folder, not the build."),
    ),
    "build_file_unlisted": Message(
        N_("this file is not in the manifest"),
        N_("Nothing is published that Parvis did not write: it could be confidential."),
        N_("Move it elsewhere, then release again."),
    ),
    "release_date": Message(
        N_("{value} is no date"), N_("A release is named for its day."), N_("Write it as YYYY-MM-DD.")
    ),
    "release_unknown": Message(N_("there is no release {release}"), "", N_("There are: {known}.")),
    "release_withdrawn": Message(
        N_("the release {release} was withdrawn on {date}"), N_("A release is withdrawn once, and for good.")
    ),
    "release_not_in_force": Message(
        N_("the release {release} is not in force"),
        N_("Only a release that was neither withdrawn nor superseded is replaced, or replaces another."),
        N_("In force: {known}."),
    ),
    "release_itself": Message(
        N_("the release {release} cannot replace itself"), "", N_("Name the newer release, the one to be used.")
    ),
    "release_unrecorded": Message(
        N_("there is a folder in the place of the next release, and the ledger knows nothing of it"),
        N_("What lies among the releases passes for one."),
        N_("Move it elsewhere, then release again."),
    ),
    "release_gone": Message(
        N_("the files of this release are not there"),
        N_("What was published stays known to its readers: Parvis needs the files to count them as known."),
        N_("Bring the folder back from a backup, then withdraw the release again."),
    ),
    "release_kept_other": Message(
        N_("other files than those of this release are kept under its name"),
        N_("The withdrawn release would be lost, or they would."),
        N_("Move the folder elsewhere, then withdraw the release again."),
    ),
    "release_disk": Message(
        N_("the releases cannot be written: {reason}"),
        N_("Nothing was released; the earlier releases are untouched."),
        N_("Free some space, or give yourself the right to write there; then try again."),
    ),
    "releases_busy": Message(
        N_("somebody else is changing the releases"),
        N_("Two changes at once could lose a line of the ledger."),
        N_("Wait until it has ended."),
    ),
    "ledger_broken": Message(
        N_("line {line} of the ledger does not follow from the line before"),
        N_("A line was changed, removed or put in: the ledger no longer says what was released when."),
        N_("Bring the ledger back from version control or a backup. Do not mend it by hand."),
    ),
    "ledger_unreadable": Message(
        N_("line {line} of the ledger is no entry"),
        N_("The ledger no longer says what was released when."),
        N_("Bring the ledger back from version control or a backup. Do not mend it by hand."),
    ),
    "ledger_cut": Message(
        N_("line {line}, the last of the ledger, was cut short"),
        N_("The machine stopped while the line was written."),
        N_("Remove that line, then do once more what was under way."),
    ),
}


def in_words(finding: Finding, language: str) -> tuple[str, str, str]:
    """Return (what, why, what to do) of a finding in a language; empty strings where there is nothing to say."""
    message = MESSAGES[finding.code]
    say = translations(language).gettext
    do = GUESS if "guess" in finding.values else message.do
    parts = (say(part).format(**finding.values) if part else "" for part in (message.what, message.why, do))
    what, why, do = parts
    return what, why, do
