"""The report as one self-contained page, to be read on a screen or printed; it holds no entry of their file."""

from __future__ import annotations

from collections.abc import Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from parvis.i18n import translations
from parvis.messages import N_
from parvis.model.examination import Examination
from parvis.partner.complaints import AND_MORE, Complaint, line_of, whole
from parvis.partner.summary import HEADINGS, Summary

LANGUAGE_NAMES = {"fr": "Français", "en": "English"}
NOT_FOUND = N_("Addresses that were not found")
LINE_HEAD = N_("Line")
MOST_NEAREST = 200
"""Addresses named on the page; the workbook names those of every row."""
WORKBOOK = N_("The workbook {name} shows your own rows, with the cells to correct in colour.")


def page(
    told: Sequence[Complaint], summary: Summary, examined: Examination, *, workbook: str, others: dict[str, str]
) -> str:
    """Return the page; `workbook` is the file beside it, `others` the pages in other languages, by language."""
    environment = Environment(
        loader=PackageLoader("parvis.partner"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    say = translations(summary.language).gettext
    nearest = sorted(
        (line_of(examined, row), words) for one in told if not one.harmless for row, words in one.nearest.items()
    )
    more = len(nearest) - MOST_NEAREST
    return environment.get_template("report.html").render(
        summary=summary, told=told, headings=[say(heading) for heading in HEADINGS], workbook=workbook,
        beside=say(WORKBOOK).format(name=workbook), others=others, language_names=LANGUAGE_NAMES,
        nearest=nearest[:MOST_NEAREST], nearest_title=say(NOT_FOUND), nearest_head=say(LINE_HEAD),
        nearest_more=say(AND_MORE).format(count=whole(more, summary.language)) if more > 0 else "",
    )  # fmt: skip
