"""What is read in an address as typed: one case a line, with the reason why it must be read so."""

from __future__ import annotations

import pytest

from parvis.locate.typed import commune_words, parse, street_words

JAURES = ("jean", "jaures")

CASES = [
    # text, number, repeat, kind, name, why
    ("12 Rue Jean Jaurès", 12, "", "rue", JAURES, "the plain form"),
    ("12 RUE JEAN JAURES", 12, "", "rue", JAURES, "capitals without accents, as on envelopes"),
    ("12, rue Jean-Jaurès", 12, "", "rue", JAURES, "comma after the number, hyphen in the name"),
    ("12 r. Jean Jaurès", 12, "", "rue", JAURES, "R stands for rue (DGFiP, TOPO)"),
    ("n° 12 rue Jean Jaurès", 12, "", "rue", JAURES, "sign before the number"),
    ("rue Jean Jaurès, 12", 12, "", "rue", JAURES, "number after the street"),
    ("rue Jean Jaurès n°12 bis", 12, "bis", "rue", JAURES, "number after the street, with its sign"),
    ("12bis rue Jean Jaurès", 12, "bis", "rue", JAURES, "written together"),
    ("12 B rue Jean Jaurès", 12, "bis", "rue", JAURES, "B stands for bis (La Poste)"),
    ("12T RUE JEAN JAURES", 12, "ter", "rue", JAURES, "T stands for ter (La Poste)"),
    ("12 quater rue Jean Jaurès", 12, "quater", "rue", JAURES, "quater in full"),
    ("12-14 rue Jean Jaurès", 12, "", "rue", JAURES, "of several numbers the first holds (La Poste)"),
    ("12/14 rue Jean Jaurès", 12, "", "rue", JAURES, "the same with a stroke"),
    ("12 14 rue Jean Jaurès", 12, "", "rue", JAURES, "the same with a space"),
    ("12 à 18 rue Jean Jaurès", 12, "", "rue", JAURES, "a range in words"),
    ("12 bis-14 rue Jean Jaurès", 12, "bis", "rue", JAURES, "a range that starts with bis"),
    ("12RUE JEAN JAURES", 12, "", "rue", JAURES, "the space was lost where columns were joined"),
    ("12 Rue RUE JEAN JAURES", 12, "", "rue", JAURES, "the kind stands in two columns"),
    ("12 rue Jean Jaurès, bât. B, apt 34", 12, "", "rue", JAURES, "building and flat are no part of the street"),
    ("12 rue Jean Jaurès.apt.bât.B", 12, "", "rue", JAURES, "a flat without its number before the building"),
    ("Bât. B 12 rue Jean Jaurès", 12, "", "rue", JAURES, "the building first"),
    ("2ème étage 12 rue Jean Jaurès", 12, "", "rue", JAURES, "a floor is not the number"),
    ("12 rue Jean Jaurès BP 34", 12, "", "rue", JAURES, "post-office box"),
    ("12 rue Jean Jaurès CS 10034", 12, "", "rue", JAURES, "business delivery"),
    ("12 rue Jean Jaurès (au fond de la cour)", 12, "", "rue", JAURES, "a remark in brackets"),
    ("chez M. Untel, 12 rue Jean Jaurès", 12, "", "rue", JAURES, "the addressee first"),
    ("8 place du 8 Mai 1945", 8, "", "place", ("8", "mai", "1945"), "a date in the name"),
    ("Place du 8 Mai 1945", None, "", "place", ("8", "mai", "1945"), "no number; the year is none"),
    ("8 mai 1945", None, "", "", ("8", "mai", "1945"), "a date alone is a name, not number 8"),
    ("3 pl. du Onze Novembre", 3, "", "place", ("11", "novembre"), "numbers of a name in words"),
    ("3 av. du Gal de Gaulle", 3, "", "avenue", ("general", "gaulle"), "title and link words"),
    ("3 bd de la Mare-à-la-Veuve", 3, "", "boulevard", ("mare", "veuve"), "links are left out on both sides"),
    ("3 rue St-Louis", 3, "", "rue", ("saint", "louis"), "St stands for Saint"),
    ("3 rue du Sacré-Cœur", 3, "", "rue", ("sacre", "coeur"), "ligature"),
    ("3 rue de l’Égalité", 3, "", "rue", ("egalite",), "typographic apostrophe"),
    ("3 rond-point du Verger", 3, "", "rondpoint", ("verger",), "a kind of two words"),
    ("3 Avneue Jean Jaurès", 3, "", "avenue", JAURES, "a slip of the finger in the kind"),
    ("Jean Jaurès", None, "", "", JAURES, "no kind, no number"),
    ("7 l'Orme", 7, "", "", ("orme",), "the l of an article repeats no number"),
    ("", None, "", "", (), "nothing"),
    ("?", None, "", "", (), "no word at all"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "number", "repeat", "kind", "name"), [case[:5] for case in CASES],
                         ids=[case[5] for case in CASES])  # fmt: skip
def test_addresses(text: str, number: int | None, repeat: str, kind: str, name: tuple[str, ...]) -> None:
    said = parse(text)
    assert (said.number, said.repeat, said.kind, said.name) == (number, repeat, kind, name)


@pytest.mark.parametrize(
    ("text", "postcode", "commune"),
    [
        ("12 rue Jean Jaurès 93140 Bondy", "93140", "bondy"),
        ("12 rue Jean Jaurès, 93 140 BONDY CEDEX 2", "93140", "bondy"),
        ("12 rue de Lyon 75012 Paris 12e", "75012", "paris 12"),
        ("12 rue Jean Jaurès", "", ""),
    ],
)
def test_places_in_the_address(text: str, postcode: str, commune: str) -> None:
    said = parse(text)
    assert (said.number, said.postcode, said.commune) == (12, postcode, commune)


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("Le Pré-Saint-Gervais", "pre saint gervais"),
        ("PRE ST GERVAIS", "pre saint gervais"),
        ("Lyon 3ème", "lyon 3"),
        ("Marseille 8e Arrondissement", "marseille 8"),
        ("Villiers s/ Marne", "villiers sur marne"),
    ],
)
def test_communes(written: str, words: str) -> None:
    assert commune_words(written) == words


def test_names_of_buildings_are_kept_aside() -> None:
    said = parse("Résidence Les Lilas, bât. C, 3 rue de l’Égalité")
    assert (said.kind, said.name, said.besides) == ("rue", ("egalite",), (("lilas",),))


@pytest.mark.parametrize("street", ["Rue Neuve", "Grande Rue", "La Canebière", "Rue de la Rue"])
def test_no_street_is_without_a_name(street: str) -> None:
    assert street_words(street)[1]
