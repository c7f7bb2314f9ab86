"""References from file to file: each leads somewhere, none to itself, none round in a circle."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from parvis.model.finding import Finding
from parvis.model.folder import ZoningSpec
from parvis.territory.declared import Declared
from parvis.territory.document import Document, Trail
from parvis.territory.guess import with_guess

TERRITORY_REFERENCES: dict[Trail, str] = {
    ("zonings", "*", "source"): "sources",
    ("context", "*"): "sources",
    ("addresses",): "sources",
    ("zonings", "*", "complement_of"): "zonings",
    ("zonings", "*", "union_of"): "zonings",
    ("zonings", "*", "clip_to"): "zonings",
    ("zonings", "*", "compare", "*"): "zonings",
}
POLICY_REFERENCES: dict[Trail, str] = {
    ("published_by_others", "*", "indicator"): "indicators",
    ("published_by_others", "*", "zoning"): "zonings",
    ("published_by_others", "*", "breakdown"): "breakdowns",
}
QUANTITIES = ("value", "numerator", "denominator")
ROUTES: tuple[Trail, ...] = (
    ("official",),
    ("located",),
    ("estimated",),
    ("estimated", "inside"),
    ("estimated", "along", "*"),
    ("estimated", "margin", "*"),
    ("area",),
    ("raster",),
    ("access", "from"),
    ("access", "to"),
)
WAYS: tuple[Trail, ...] = (("timetables", "*"), ("streets",))
REFERENCES: dict[str, dict[Trail, str]] = {
    "sources": {
        ("units",): "zonings",
        ("extent",): "zonings",
        ("schema",): "schemas",
        ("agreement",): "agreements",
        ("address", "reference"): "sources",
    },
    "indicators": {
        ("zonings", "*"): "zonings",
        ("breakdown",): "breakdowns",
        ("beside", "*"): "indicators",
        ("parts", "*", "indicator"): "indicators",
        **{(quantity, *route, "source"): "sources" for quantity in QUANTITIES for route in ROUTES},
        **{(quantity, "estimated", "margin", "*", "zoning"): "zonings" for quantity in QUANTITIES},
        **{(quantity, "estimated", "earlier", "*"): "sources" for quantity in QUANTITIES},
        **{("value", "access", when, *way): "sources" for when in ("travel", "before") for way in WAYS},
    },
    "breakdowns": {("categories", "*", "parent"): "categories"},
    "agreements": {
        ("clauses", "*", "zonings", "*"): "zonings",
        ("clauses", "*", "breakdowns", "*"): "breakdowns",
        ("clauses", "*", "purposes", "*"): "purposes",
    },
}
"""Where a text is the name of something declared elsewhere, by section; `*` is any key or position."""

CODES = {
    "sources": "source_unknown",
    "zonings": "zoning_unknown",
    "indicators": "indicator_unknown",
    "breakdowns": "breakdown_unknown",
    "schemas": "schema_unknown",
    "categories": "category_unknown",
    "agreements": "agreement_unknown",
    "purposes": "purpose_unknown",
}
ONCE: tuple[Trail, ...] = (
    ("languages",),
    ("zonings",),
    ("zonings", "*", "compare"),
    ("beside",),
    *((q, "estimated", "measures") for q in QUANTITIES),
    *((q, "estimated", "categories", "*") for q in QUANTITIES),
    *((q, "estimated", "earlier") for q in QUANTITIES),
    *(("value", "access", when, "timetables") for when in ("travel", "before")),
)
"""Lists in which an entry that stands twice would be shown or counted twice."""


def reference_findings(declared: Declared) -> Iterator[Finding]:
    """Yield every reference that leads nowhere, to itself or round in a circle, and entries that stand twice.

    The files' text is enough for it, so that a mistake elsewhere in a file does not hide these.
    """
    if declared.territory_document:
        yield from _dangling(declared.territory_document, TERRITORY_REFERENCES, declared)
        yield from _repeated(declared.territory_document)
    if declared.policy_document:
        yield from _dangling(declared.policy_document, POLICY_REFERENCES, declared)
    for section, references in REFERENCES.items():
        for name, document in declared.documents[section].items():
            yield from _dangling(document, references, declared)
            yield from _repeated(document)
            for trail, beside in document.find(("beside", "*")):
                if section == "indicators" and beside == name:
                    yield Finding("beside_itself", document.where(trail))
    yield from _zoning_findings(declared)
    yield from _category_circles(declared)


def _dangling(document: Document, references: Mapping[Trail, str], declared: Declared) -> Iterator[Finding]:
    for pattern, target in references.items():
        known = _known(target, document, declared)
        if known is None:
            continue
        for trail, name in document.find(pattern):
            if name not in known:
                yield Finding(CODES[target], document.where(trail), with_guess(name, sorted(known), name=name))


def _known(target: str, document: Document, declared: Declared) -> frozenset[str] | None:
    if target == "zonings":
        return declared.zonings
    if target in ("categories", "purposes"):
        own = document.data.get(target)
        return frozenset(own) if isinstance(own, dict) else None
    return declared.ids[target]


def _repeated(document: Document) -> Iterator[Finding]:
    for pattern in ONCE:
        seen: set[tuple[Trail, str]] = set()
        for trail, entry in document.find((*pattern, "*")):
            if not isinstance(trail[-1], int):
                continue
            if (trail[:-1], entry) in seen:
                yield Finding("entry_twice", document.where(trail), {"entry": entry})
            seen.add((trail[:-1], entry))


def _zoning_findings(declared: Declared) -> Iterator[Finding]:
    if declared.territory is None or declared.territory_document is None:
        return
    document, zonings = declared.territory_document, declared.territory.zonings
    for name, zoning in zonings.items():
        for position, other in enumerate(zoning.compare):
            if other == name:
                yield Finding("compare_itself", document.where(("zonings", name, "compare", position)))
    made_from = {name: dict(_made_from(zoning)) for name, zoning in zonings.items()}
    for circle in _circles({name: list(parts.values()) for name, parts in made_from.items()}):
        first, second = circle[0], circle[1]
        key = next(key for key, other in made_from[first].items() if other == second)
        where = document.where(("zonings", first, key))
        yield Finding("zoning_circle", where, {"circle": " → ".join(circle)})


def _made_from(zoning: ZoningSpec) -> Iterator[tuple[str, str]]:
    for key, other in (
        ("complement_of", zoning.complement_of),
        ("union_of", zoning.union_of),
        ("clip_to", zoning.clip_to),
    ):
        if other is not None:
            yield key, other


def _category_circles(declared: Declared) -> Iterator[Finding]:
    for name, breakdown in declared.breakdowns.items():
        parents = {code: [c.parent] if c.parent else [] for code, c in breakdown.categories.items()}
        for circle in _circles(parents):
            where = declared.where("breakdowns", name, ("categories", circle[0], "parent"))
            yield Finding("category_circle", where, {"circle": " → ".join(circle)})


def _circles(follows: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Yield each circle once, its first node repeated at its end.

    >>> list(_circles({"a": ["b"], "b": ["a"], "c": ["a"], "d": ["d"]}))
    [['a', 'b', 'a'], ['d', 'd']]
    """
    finished: set[str] = set()
    for start in follows:
        path: list[str] = []
        yield from _walk(start, follows, path, finished)


def _walk(node: str, follows: Mapping[str, list[str]], path: list[str], finished: set[str]) -> Iterator[list[str]]:
    if node in path:
        yield [*path[path.index(node) :], node]
        return
    if node in finished or node not in follows:
        return
    path.append(node)
    for following in follows[node]:
        yield from _walk(following, follows, path, finished)
    path.pop()
    finished.add(node)
