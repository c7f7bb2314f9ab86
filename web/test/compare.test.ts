import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { addressOf, parsed } from "../src/address";
import { findZone, type Index, type Zone } from "../src/index";
import { relation, type Sides } from "../src/relation";

interface Case { here: Sides; other: Sides; together: number; relation: string; why: string }

test("a difference is claimed where the build would claim it", () => {
  const cases = JSON.parse(readFileSync("../tests/shared/relations.json", "utf8")) as Case[];
  for (const one of cases) assert.equal(relation(one.here, one.other, one.together), one.relation, one.why);
});

test("an address gives back the choice it was made of", () => {
  const choice = { zones: ["qpv2024/QN99/1 é", "communes/99,001"], theme: "Santé & soins" };
  assert.deepEqual(parsed(addressOf(choice)), choice);
  assert.deepEqual(parsed(""), { zones: [], theme: "" });
  assert.deepEqual(parsed("#zones=a/1,a/1"), { zones: ["a/1"], theme: "" });
});

test("a zone whose name another zoning has before says of which kind it is", () => {
  const zones: Zone[] = [["QP1", "Blanqui", "Bondy", ""]];
  const index: Index = {
    zonings: [
      { id: "qpv", name: "Quartiers prioritaires", page: "", zones },
      { id: "rest", name: "La commune hors du quartier", page: "", zones },
    ],
    indicators: [], states: [],
  };
  assert.deepEqual(["qpv/QP1", "rest/QP1"].map((key) => findZone(index, key)?.name),
    ["Blanqui (Bondy)", "Blanqui (Bondy) – La commune hors du quartier"]);
  assert.equal(findZone(index, "rest/QP1")?.short, "Blanqui – La commune hors du quartier");
  assert.equal(findZone(index, "rest/QP2"), undefined);
});
