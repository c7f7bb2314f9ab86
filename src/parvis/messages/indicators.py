"""Messages about indicators: what they are made of, and whether their sources lend themselves to it."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
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
    "limits_kind": Message(
        N_("a median without limits, or limits without a median"),
        N_("A median is worked out from classes and their limits, and nothing else is."),
        N_("Write `kind: median` and under `limits` where each class begins, and where the last one ends if it does."),
    ),
    "limits_order": Message(
        N_("the limits of the classes do not ascend"),
        N_("Each class ends where the next begins."),
        N_("Write the limits and the measures from the lowest class to the highest, no limit twice."),
    ),
    "limits_count": Message(
        N_("limits: {given}, measures: {classes}"),
        N_("Each measure counts one class, of at least two; limits say where each begins and where the last one ends."),
        N_("Give {due} limits, or {least} where the last class has no end that nobody is above."),
    ),
    "median_estimated": Message(
        N_("a median that is not had from counts in classes alone"),
        N_("It follows from the measures of `value.estimated`, one a class."),
        N_("Give value.estimated and no other way; a median that is published is of `kind: level`."),
    ),
    "median_whole": Message(
        N_("a median with {key}"),
        N_("It is worked out from the share of all that is in each class: no part of them, and no total."),
        N_("Remove {key}."),
    ),
    "median_not_open": Message(
        N_('a median from the source "{source}", which is not open'),
        N_("The audit follows sums and rates; nobody could say what a median gives away."),
        N_("Name open sources, or ask the partner for the median itself (`kind: level`)."),
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
    "form_area": Message(
        N_('the source "{source}" ({kind}) has no areas'),
        N_("A surface is measured on polygons or a grid."),
        N_("Name a source of polygons."),
    ),
    "classes_order": Message(
        N_("the bounds of classes do not ascend"),
        N_("A zone could belong to two classes or to none."),
        N_("Write them from the least to the greatest, each once."),
    ),
    "earlier_kind": Message(
        N_('the earlier source "{source}" ({kind}) is not like the one that it goes before ({other})'),
        N_("A change between figures that were made from unlike units would be told where nothing changed."),
        N_("Name sources of the same kind, and of the same units where they are tables."),
    ),
    "earlier_period": Message(
        N_('the earlier source "{source}" describes {period}, which does not begin before {other}'),
        N_("Each period has one figure; change is told from the earlier to the later."),
        N_("Name as source the latest, under earlier those of earlier periods, and give each its vintage."),
    ),
    "margin_period": Message(
        N_('the margin "{source}" describes {period}, the estimate {other}'),
        N_("Totals of another year are not those of this one: to agree with them would move people who moved since."),
        N_("Name a table of the same year, or none."),
    ),
    "form_margin": Message(
        N_('the source "{source}" ({kind}) is not a table'),
        N_("A margin has one row a zone, with the total that is known of it."),
        N_("Name a table with a row a zone of `zoning`."),
    ),
    "margin_not_open": Message(
        N_('the estimate is to agree with "{source}", which is not open'),
        N_("Figures made to agree with confidential totals would give these away."),
        N_("Name an open table, or none."),
    ),
    "margin_of_confidential": Message(
        N_('"{source}" is not open, and its estimates are to agree with totals of other zones'),
        N_("What is confidential is carried by surface alone, which the audit can follow."),
        N_("Leave margin out."),
    ),
    "along_not_open": Message(
        N_('people are to be placed along the source "{source}", which is not open'),
        N_("Figures would give away where its records lie, and nothing audits that."),
        N_("Name an open source of points, or none."),
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
}
