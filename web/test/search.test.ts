import assert from "node:assert/strict";
import { test } from "node:test";
import { entriesOf, found } from "../src/search";
import type { Index } from "../src/index";

const index: Index = {
  zonings: [
    {
      id: "qpv", name: "Quartiers prioritaires", page: "zones/qpv/index.html",
      zones: [
        ["QP1", "Abreuvoir - Bondy Nord - Bondy Centre - Pont-de-Bondy", "Bondy, Bobigny", "zones/qpv/QP1.html"],
        ["QP2", "Centre", "Épinay-sur-Seine", "zones/qpv/QP2.html"],
        ["QP3", "Centre", "Bondy", "zones/qpv/QP3.html"],
      ],
    },
    { id: "iris", name: "IRIS", page: "", zones: [["930100101", "Bondy 1", "Bondy", ""]] },
  ],
  indicators: [{ id: "doctors", name: "Médecins", question: "Combien de médecins ?", theme: "Santé", zonings: ["qpv"] }],
  states: [],
};
const entries = entriesOf(index);
const addresses = (question: string): string[] => found(entries, question).map(({ address }) => address);

test("a zone is found by parts of its name in any order, and a name that begins so comes first", () => {
  assert.deepEqual(addresses("centre"), ["zones/qpv/QP2.html", "zones/qpv/QP3.html", "zones/qpv/QP1.html"]);
  assert.deepEqual(addresses("pont abreuv"), ["zones/qpv/QP1.html"]);
});

test("a commune finds its zones, and those that bear its name come first", () => {
  assert.deepEqual(addresses("bondy"), ["zones/qpv/QP1.html", "zones/qpv/QP3.html"]);
  assert.deepEqual(addresses("EPINAY"), ["zones/qpv/QP2.html"]);
});

test("a code, a theme and a question are found; zones without a sheet are not", () => {
  assert.deepEqual(addresses("qp3"), ["zones/qpv/QP3.html"]);
  assert.deepEqual(addresses("sante"), ["indicators/doctors.html"]);
  assert.deepEqual(addresses("930100101"), []);
});

test("nothing asked finds nothing", () => assert.deepEqual(addresses("  - "), []));
