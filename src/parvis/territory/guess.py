"""What was probably meant: for the question 'did you mean'."""

from __future__ import annotations

from collections.abc import Collection, Iterable

MOST_NAMES = 12

# Keys are English, and folders are often written by people who think in French.
ENGLISH = {
    "nom": "name",
    "titre": "title",
    "langues": "languages",
    "editeur": "publisher",
    "producteur": "producer",
    "millesime": "vintage",
    "millésime": "vintage",
    "chemin": "place",
    "path": "place",
    "annee": "year",
    "année": "year",
    "unite": "unit",
    "unité": "unit",
    "valeur": "value",
    "mesure": "measure",
    "mesures": "measures",
    "depuis": "from",
}


def nearest(written: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to what was written, or None where nothing is near.

    >>> nearest("vintag", ["title", "vintage"])
    'vintage'
    >>> nearest("nom", ["name", "unit"])
    'name'
    >>> nearest("zzz", ["title", "vintage"]) is None
    True
    """
    import difflib

    by_spelling = {word.lower(): word for word in known}
    plain = written.strip().lower()
    if ENGLISH.get(plain) in by_spelling:
        return ENGLISH[plain]
    close = difflib.get_close_matches(plain.replace("-", "_"), by_spelling, n=1, cutoff=0.6)
    close = close or difflib.get_close_matches(plain, by_spelling, n=1, cutoff=0.6)
    return by_spelling[close[0]] if close else None


def with_guess(written: str, known: Collection[str], /, **values: object) -> dict[str, object]:
    """Return a finding's values: what is known, and as `guess` the known word nearest to what was written."""
    near = nearest(written, known)
    said = {**values, "known": listed(known)}
    return {**said, "guess": near} if near else said


def listed(names: Collection[str]) -> str:
    """Return names in a row, a dozen at most.

    >>> listed(["qpv", "iris"]), listed([])
    ('qpv, iris', '-')
    """
    shown = ", ".join(list(names)[:MOST_NAMES])
    return f"{shown}, ..." if len(names) > MOST_NAMES else shown or "-"
