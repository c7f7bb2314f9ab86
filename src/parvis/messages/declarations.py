"""Messages about declarations that do not agree with each other, or with where the territory lies."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
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
    "altered_sampled": Message(
        N_("known, together, surveys or lasting, without a sample"),
        N_("They say what the places of a sample hold, and mean nothing for rounding and noise."),
        N_("Give sampled, the share of places in the sample, or leave them out."),
    ),
    "altered_surveys": Message(
        N_("the years of surveys without how lasting what they find is, or the reverse"),
        N_("What surveys of other years find is as far from the year of the values as places change in between."),
        N_("Give surveys, such as [-2, -1, 0, 1, 2], and lasting, or leave both out."),
    ),
    "altered_known": Message(
        N_('known names "{name}", which is no measure of this source'),
        N_("It is the number of places in and outside the sample, such as dwellings, to which results are adjusted."),
        N_("Give its column under measures as well, or leave out known: intervals are then wider."),
    ),
    "licence_of_open": Message(
        N_("an open source without its licence"),
        N_("What others may do with the figures depends on it, and most licences ask to be named."),
        N_("Add licence, such as etalab-2.0, ODbL-1.0 or CC-BY-4.0; if there is none, the regime is not open."),
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
}
