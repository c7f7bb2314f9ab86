"""Messages about rasters and the statistics of their pixels."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
    "raster_not_placed": Message(
        N_("the raster {name} does not say where its pixels lie"),
        N_("Without a corner and the size of a pixel, an image is nowhere."),
        N_("Export it with its georeference, or put its world file (.tfw) beside it."),
    ),
    "raster_numbers": Message(
        N_("the pixels of the raster {name} are no plain numbers"),
        N_("Complex numbers have no mean that means anything here."),
        N_("Export whole or decimal numbers, for instance the amplitude."),
    ),
    "raster_huge": Message(
        N_("the raster {name} claims {width} × {height} pixels, or blocks, beyond all measure of its size"),
        N_("A file of a few kilobytes can be made to keep a machine busy for days."),
        N_("Cut it to the territory and save it in tiles, or ask its producer for a coarser one."),
    ),
    "raster_not_open": Message(
        N_('the source "{source}" is a raster and not open'),
        N_("Whom the value of a pixel is about cannot be counted, so that no rule could protect them."),
        N_("Ask its producer for a table of protected counts, or for an open licence."),
    ),
    "band_missing": Message(
        N_('the raster {name} has no band "{band}"'),
        N_("Some figure rests on it."),
        N_("Write as `column` one of: {present}."),
    ),
    "band_empty": Message(
        N_("no pixel of band {band} of {name} has a value"),
        N_("Every figure had from it would be empty."),
        N_("Ask for the file again; if its value for missing pixels is wrong, write the right one as `nodata`."),
    ),
    "pixels_missing": Message(
        N_("pixels of band {band} of {name} without a value: {share}"),
        N_("They count as not covered, not as zeros."),
        N_("If they are values after all, write as `nodata` a value that no pixel has."),
    ),
    "band_of_classes": Message(
        N_('the values of "{measure}" in the source "{source}" stand for classes'),
        N_("The sum or the mean of the numbers of classes has no meaning."),
        N_("Ask for the share of some of them: `statistic: share` with `classes`."),
    ),
    "share_of_what": Message(
        N_("a statistic and what it is of do not go together"),
        N_("A share needs one of above and classes; a mean or a sum has neither."),
        N_("Write `statistic: share` with either above or classes, or leave both out."),
    ),
    "raster_in_ratio": Message(
        N_("a raster in a numerator or a denominator"),
        N_("Pixels are averaged over the surface; divided by something else they would be another thing."),
        N_("Write an indicator of kind level, count or area_share, with value.raster."),
    ),
    "raster_kind": Message(
        N_("the {statistic} of pixels in an indicator of kind {kind}"),
        N_("The kind tells what may be done with the figure: a mean cannot be added, a sum can."),
        N_("Write `kind: {due}`."),
    ),
    "form_raster": Message(
        N_('the source "{source}" ({kind}) is not a raster'),
        N_("Only a raster has pixels."),
        N_("Name a source of kind raster, or use located for points and estimated or area for areas."),
    ),
}
