"""The words of the private audit; French in `locale/fr/officer.po`."""

from __future__ import annotations

from parvis.messages import N_

TITLE = N_("Private audit of {title}")
PRIVATE = N_(
    "For the disclosure officer alone: this page holds numbers that nobody else may learn. It is never published."
)
ABOUT = N_("Build {build}, rules in force on {date}: set {policy}.")
HOLDS = N_("No hidden number can be worked out more closely than it may.")
OPEN = N_("{count} numbers can be worked out too closely from what was published before, or by others.")
COUNTS = N_(
    "{shown} confidential figures are shown, {hidden} hidden: {primary} for what they say, {secondary} for what they "
    "would give away."
)
KNOWN = N_("Of the confidential figures {before} were known before; this build says {new} for the first time.")
HEADINGS = (
    N_("Figure"), N_("Number"), N_("Who stand behind it"), N_("Rule"), N_("Left possible"), N_("Hidden with it"),
    N_("What could be done"),
)  # fmt: skip
RULES = {
    "few": N_("too few"),
    "dominated": N_("one or some have most of it"),
    "close": N_("one could work out another's part"),
    "group": N_("nearly all belong to it"),
    "unknown": N_("nobody knows how many"),
    "secondary": N_("would give others away"),
}
AT_LEAST = N_("at least {low} to {high}")
TOO_CLOSE = N_("too close: {low} to {high}")
SAVES = N_("protects {figures}")
REMAINDER = N_("what the zones of another zoning leave of {figure}")
ROWS = N_("a small group that figures set apart")
AND_MORE = N_("and {count} more")
EXACT_MERGE = N_(
    "Merge with {zone}: {contributors} together; with all protected again {lost} figures less are shown, {won} more"
)
EXACT_DROP = N_(
    "Drop the breakdown {breakdown} there: with all protected again {lost} figures less are shown, {won} more"
)
EXACT_WIDEN = N_("One figure for {periods} periods: with all protected again {lost} figures less are shown, {won} more")
ESTIMATE = N_("{option} (estimate)")
COSTS = N_(
    "What an option costs is worked out by protecting everything again, for the first options of the page as long as "
    "time lasts. Where it says “estimate”, only the figures concerned are counted: others may come back, or go."
)
MERGE = N_("Merge with {zone}: {contributors} together; {lost} figure less, 1 more for both")
DROP = N_("Drop the breakdown {breakdown} there: {lost} figures less, {won} others shown again")
WIDEN = N_("One figure for {periods} periods: {lost} figures less over that time")
MORE_ROWS = N_("{count} more are in {name}.")
POLICY = N_("The rules in force")
POLICY_HEADINGS = (N_("Rule"), N_("Value"), N_("Unit"), N_("Reference"))
OTHERS = N_("Published by others: {count} sets of figures count as known.")
