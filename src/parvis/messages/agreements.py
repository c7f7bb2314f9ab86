"""Messages about agreements, and what they permit."""

from __future__ import annotations

from parvis.messages.message import N_, Message

MESSAGES: dict[str, Message] = {
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
}
