import assert from "node:assert/strict";
import { test } from "node:test";
import type { Index } from "../src/index";
import { addressesFound, split, type Street } from "../src/streets";

globalThis.parvisWords = {
  language: "fr", site: "", territory: "", built: "", addresses: true, ground: [],
  words: { search_whole: "{zone}", search_part: "{zone}, en partie", search_nowhere: "{commune}, aucun" },
};
const index: Index = {
  zonings: [{
    id: "qpv", name: "Quartiers prioritaires", page: "zones/qpv/index.html",
    zones: [["QP1", "Blanqui", "", "zones/qpv/QP1.html"], ["QP2", "Nord", "", "zones/qpv/QP2.html"]],
  }],
  indicators: [], states: [],
};
const streets: Street[] = [
  ["Rue de la République", "Bondy", [["", ["qpv/QP1"]]]],
  ["Avenue Pasteur", "Bondy", [["1 3 3bis", ["qpv/QP1"]], ["2 4", ["qpv/QP2"]], ["5", []]]],
  ["Rue Pasteur", "Aulnay", [["", []]]],
];
const told = (question: string): string[] =>
  addressesFound(index, streets, question, 10).map(({ name, beside, address }) => `${name} > ${beside} > ${address}`);

test("a number is told from its street", () => {
  assert.deepEqual(split("12 bis, rue Pasteur"), ["12bis", "rue Pasteur"]);
  assert.deepEqual(split("3b rue Pasteur"), ["3b", "rue Pasteur"]);
  assert.deepEqual(split("rue du 8 mai"), ["", "rue du 8 mai"]);
});

test("a street in one zone is found with or without a number", () => {
  assert.deepEqual(told("rue de la republique"), ["Rue de la République > Blanqui > zones/qpv/QP1.html"]);
  assert.deepEqual(told("7 rue republique"), ["Rue de la République > Blanqui > zones/qpv/QP1.html"]);
});

test("the number says in which zone an address of a street in several lies", () => {
  assert.deepEqual(told("3 bis avenue pasteur"), ["3bis Avenue Pasteur > Blanqui > zones/qpv/QP1.html"]);
  assert.deepEqual(told("4 avenue pasteur bondy"), ["4 Avenue Pasteur > Nord > zones/qpv/QP2.html"]);
  assert.deepEqual(told("5 avenue pasteur"), ["5 Avenue Pasteur > Bondy, aucun > zones/qpv/index.html"]);
});

test("without a number that is known, all zones of the street are told", () => {
  const both = ["Avenue Pasteur > Blanqui, en partie > zones/qpv/QP1.html", "Avenue Pasteur > Nord, en partie > zones/qpv/QP2.html"];
  assert.deepEqual(told("avenue pasteur"), both);
  assert.deepEqual(told("99 avenue pasteur"), both);
});

test("a street in no zone is said to be; a few letters ask for nothing", () => {
  assert.deepEqual(told("rue pasteur aulnay"), ["Rue Pasteur > Aulnay, aucun > zones/qpv/index.html"]);
  assert.deepEqual(told("12 r"), []);
});
