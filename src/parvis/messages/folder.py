"""Messages about the folder's own text."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
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
    "altered_rule": Message(
        N_("values altered by several rules, or by none"),
        N_("How far they may be from the truth follows from the rule."),
        N_("Give exactly one of rounded_to, noise, sampled."),
    ),
    "altered_noise": Message(
        N_("noise without its variance, or without the most it adds"),
        N_("The interval needs the one, the certain bounds need the other."),
        N_("Give noise (its variance) and noise_most, as the producer documents them."),
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
        N_("Give at least one of official, located, estimated, area, raster."),
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
    "index_parts": Message(
        N_("an index without parts, or parts without an index"),
        N_("An index is made of the figures of other indicators, and nothing else is."),
        N_("Write `kind: index` and name under `parts` the indicators that it is made of."),
    ),
    "index_other": Message(
        N_("an index with {key}"),
        N_("It follows from its parts alone."),
        N_("Remove {key}, or declare it as an indicator of its own and name that under `parts`."),
    ),
    "part_scale": Message(
        N_("zero and hundred are the same value"),
        N_("The two values say how the part is brought to a scale from 0 to 100."),
        N_("Give the value that scores 0 and the one that scores 100."),
    ),
    "index_of": Message(
        N_('"{indicator}" is of kind {kind}: it cannot be part of an index'),
        N_("A count follows the size of the place, and an index of indices hides what it is made of."),
        N_("Name shares, means or published values."),
    ),
    "index_zoning": Message(
        N_('"{indicator}" has no figures for {zonings}'),
        N_("An index is shown where each of its parts is."),
        N_("Add the zoning to that indicator, or take it out of this one."),
    ),
    "level_official": Message(
        N_("a level without an official figure"),
        N_("Medians and published rates cannot be added up or divided among zones."),
        N_("Give value.official or value.raster, or choose a kind that follows from counts."),
    ),
    "area_none": Message(
        N_("a share of the surface without its surface"),
        "",
        N_("Give value.area with the polygons that are meant, or value.raster."),
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
    "address_form": Message(
        N_('`address` is given, but the kind "{kind}" is not one of points'),
        N_("An address makes each row a point."),
        N_("Write `kind: points`, or remove `address`."),
    ),
    "address_reference_kind": Message(
        N_('the source "{reference}" ({kind}) is not an address file'),
        N_("Addresses as typed are looked up in a file of addresses with their places."),
        N_("Name a source of the kind `ban`."),
    ),
    "address_reference_open": Message(
        N_('the address file "{reference}" is not open'),
        N_("The nearest addresses of those that are not found are named to whoever sent them."),
        N_("Use the national address base, which is open."),
    ),
    "engine_form": Message(
        N_("{engine} is no engine"),
        N_("Points are located on this machine (embedded), or by Spark at the address of its master."),
        N_("Write embedded, local[2], spark://host:7077, yarn or k8s://host:443."),
    ),
    "classes_order": Message(
        N_("the bounds of classes do not ascend"),
        N_("A zone could belong to two classes or to none."),
        N_("Write them from the least to the greatest, each once."),
    ),
    "theme_contrast": Message(
        N_("{colour} on white has a contrast of {ratio}: too little"),
        N_("Links and marks in it could not be read by everybody: WCAG 2.2 asks for {least} at least."),
        N_("Take a darker colour of the same hue."),
    ),
    "theme_ending": Message(
        N_("{place} is no file that the pages could show"),
        N_("Browsers would not read it, or would run what is in it."),
        N_("Give a file that ends in {endings}."),
    ),
    "theme_file_missing": Message(
        N_("there is no file {place} in the territory folder"),
        N_("The pages would have a hole where it belongs."),
        N_("Put it there, or remove the line."),
    ),
    "theme_file_heavy": Message(
        N_("{place} is larger than {most} kB"),
        N_("Every page loads it, on slow telephones too."),
        N_("Make it lighter: fewer characters in a font, a drawing rather than a photograph."),
    ),
    "form_context": Message(
        N_('the source "{source}" ({kind}) has nothing to draw'),
        N_("Maps draw polygons or lines around the zones."),
        N_("Name a source of kind polygons or lines."),
    ),
    "context_not_open": Message(
        N_('the source "{source}" is drawn on every map and not open'),
        N_("Its shapes would be published as they are."),
        N_("Draw an open source, or none."),
    ),
    "along_not_open": Message(
        N_('people are to be placed along the source "{source}", which is not open'),
        N_("Figures would give away where its records lie, and nothing audits that."),
        N_("Name an open source of points, or none."),
    ),
    "form_addresses": Message(
        N_('the source "{source}" ({kind}) is no address file'),
        N_("Readers look up in it in which neighbourhood an address lies."),
        N_("Name a source of kind ban."),
    ),
    "addresses_not_open": Message(
        N_('the address file "{source}" is published on the site and not open'),
        N_("All its streets and numbers would be published."),
        N_("Use the national address base, which is open."),
    ),
    "form_located": Message(
        N_('the source "{source}" ({kind}) has no points'),
        N_("Only records with a place of their own can be counted inside a zone."),
        N_("Name a source of points, or use estimated for areas and official for tables."),
    ),
    "form_along": Message(
        N_('the source "{source}" ({kind}) has neither points nor areas'),
        N_("It cannot say where the people of a unit live."),
        N_("Name points (addresses, dwellings), or cells with the people in each."),
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
