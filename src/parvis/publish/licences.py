"""The licences that open data come under, by identifier: their address, name and type."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType

ATTRIBUTION = "Attribution"
SHARE_ALIKE = "ViralEffect-ShareAlike"
PUBLIC_DOMAIN = "PublicDomain"


@dataclass(frozen=True)
class Licence:
    """A licence: the address of its text, its own name, and its type in the ADMS vocabulary of licence types."""

    url: str
    name: str
    type: str

    @property
    def type_url(self) -> str:
        """Return the address of the type."""
        return f"http://purl.org/adms/licencetype/{self.type}"


LICENCES = MappingProxyType(
    {
        "etalab-2.0": Licence(
            "https://www.etalab.gouv.fr/licence-ouverte-open-licence", "Licence Ouverte / Open Licence 2.0", ATTRIBUTION
        ),
        "ODbL-1.0": Licence("https://opendatacommons.org/licenses/odbl/1-0/", "Open Database License 1.0", SHARE_ALIKE),
        "ODC-By-1.0": Licence(
            "https://opendatacommons.org/licenses/by/1-0/", "Open Data Commons Attribution License 1.0", ATTRIBUTION
        ),
        "PDDL-1.0": Licence(
            "https://opendatacommons.org/licenses/pddl/1-0/",
            "Open Data Commons Public Domain Dedication and License 1.0",
            PUBLIC_DOMAIN,
        ),
        "OGL-UK-3.0": Licence(
            "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
            "Open Government Licence 3.0",
            ATTRIBUTION,
        ),
        "CC-BY-4.0": Licence(
            "https://creativecommons.org/licenses/by/4.0/", "Creative Commons Attribution 4.0", ATTRIBUTION
        ),
        "CC-BY-SA-4.0": Licence(
            "https://creativecommons.org/licenses/by-sa/4.0/",
            "Creative Commons Attribution-ShareAlike 4.0",
            SHARE_ALIKE,
        ),
        "CC0-1.0": Licence(
            "https://creativecommons.org/publicdomain/zero/1.0/", "Creative Commons Zero 1.0", PUBLIC_DOMAIN
        ),
        "MIT": Licence("https://opensource.org/license/mit", "MIT License", ATTRIBUTION),
    }
)

_BY_SPELLING = {identifier.casefold(): licence for identifier, licence in LICENCES.items()}


def licence(written: str | None) -> Licence | None:
    """Return the licence meant by an SPDX identifier in any case; None where the words are none that we know.

    >>> licence("odbl-1.0").name
    'Open Database License 1.0'
    >>> licence("as agreed by telephone") is None
    True
    """
    return _BY_SPELLING.get((written or "").strip().casefold())
