"""The language in which the command line speaks."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from parvis.i18n import translations
from parvis.messages import N_

__all__ = ["N_", "chosen", "say"]


def chosen(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return `fr` or `en`: what `--lang` says, else PARVIS_LANG, else the machine's language, else English.

    >>> chosen(["--lang", "fr", "build"], {"LANG": "en_GB.UTF-8"})
    'fr'
    >>> chosen(["build"], {"LANG": "fr_FR.UTF-8"})
    'fr'
    """
    asked = next((b for a, b in pairwise(arguments) if a == "--lang"), "")
    asked = asked or next((a.removeprefix("--lang=") for a in arguments if a.startswith("--lang=")), "")
    for wish in (asked, *(environment.get(name, "") for name in ("PARVIS_LANG", "LC_ALL", "LC_MESSAGES", "LANG"))):
        if wish[:2].lower() in ("fr", "en"):
            return wish[:2].lower()
    return "en"


LANGUAGE = chosen(sys.argv[1:], os.environ)
say: Callable[[str], str] = translations(LANGUAGE).gettext
