"""Simple regular expressions in words: most national schemas ask for so many digits, with a letter before."""

from __future__ import annotations

import re
from collections.abc import Callable

from parvis.i18n import translations
from parvis.messages import N_

COUNTED = re.compile(r"(\\d|\[0-9\]|\[A-Z\]|\[a-z\]|\[A-Za-z\]|\[a-zA-Z\])(?:\{(\d+)\}|(\+)|)")
PLAIN = re.compile(r"(?:\\[-./_ ]|[A-Za-z0-9 _:/-])+")

ONE = {
    "digits": N_("one digit"), "capitals": N_("one capital letter"), "letters": N_("one letter"),
}  # fmt: skip
MANY = {
    "digits": N_("{count} digits"), "capitals": N_("{count} capital letters"), "letters": N_("{count} letters"),
}  # fmt: skip
SOME = {
    "digits": N_("digits only"), "capitals": N_("capital letters only"), "letters": N_("letters only"),
}  # fmt: skip
THEN = N_(", then ")
QUOTED = N_("“{text}”")


def described(pattern: str, language: str) -> str:
    r"""Return a regular expression in words, or "" where it is not one that can be told so.

    >>> described(r"^W\d{9}$", "en"), described(r"^(a|b)$", "en")
    ('“W”, then 9 digits', '')
    """
    rest = pattern.removeprefix("^").removesuffix("$")
    say = translations(language).gettext
    parts: list[str] = []
    while rest:
        if counted := COUNTED.match(rest):
            parts.append(_counted(counted, say))
            rest = rest[counted.end() :]
        elif (plain := PLAIN.match(rest)) and rest[plain.end() : plain.end() + 1] not in tuple("+*?{"):
            parts.append(say(QUOTED).format(text=plain[0].replace("\\", "")))
            rest = rest[plain.end() :]
        else:
            return ""
    return say(THEN).join(parts)


def _counted(found: re.Match[str], say: Callable[[str], str]) -> str:
    kind = "digits" if found[1] in (r"\d", "[0-9]") else "capitals" if found[1] == "[A-Z]" else "letters"
    if found[3]:
        return say(SOME[kind])
    return say(ONE[kind]) if found[2] in (None, "1") else say(MANY[kind]).format(count=found[2])
