"""Messages about estimates and figures."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
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
}
