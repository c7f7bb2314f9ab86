import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { addressOf, parsed } from "../src/address";
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
