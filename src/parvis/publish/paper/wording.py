"""The few words that every sheet on paper bears, in one language."""

from __future__ import annotations

from typing import Any

from parvis.messages import N_
from parvis.publish.words import Speech


def wording(language: str) -> dict[str, Any]:
    """Return the words by their part in a sheet; `page` has blanks for a page's number and how many there are."""
    say = Speech(language).say
    return {
        "key": say(N_("Key figures")),
        "page": say(N_("Page %(page)s of %(pages)s"), page="{page}", pages="{pages}"),
        "heads": [say(N_("Place")), say(N_("Value")), say(N_("Range"))],
        "category_heads": [say(N_("Category")), say(N_("Value")), say(N_("Range"))],
        "indicator": say(N_("Indicator")),
        "beside": say(N_("Beside others")),
        "strips": say(N_("Thick line: here, with its range; thin lines: the places beside it.")),
        "codes": say(N_("Codes printed in place of a number")),
        "sources": say(N_("Sources")),
        "part": say(N_("Extract of the sheet:")),
        "empty": say(N_("There is no figure for this place yet: no indicator of this observatory is made for it.")),
    }
