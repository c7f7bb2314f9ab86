import assert from "node:assert/strict";
import { test } from "node:test";
import { answers, plain } from "../src/letters";

test("accents, case and punctuation do not count", () => {
  assert.equal(plain("Saint-Rémy-lès-Vallon"), "saint remy les vallon");
  assert.equal(plain("Cœur d’Île (n° 2)"), "coeur d ile n 2");
});

test("words may be cut short and in any order", () => {
  assert.ok(answers("abreuvoir bondy nord", "nor bon"));
  assert.ok(!answers("abreuvoir bondy nord", "sud"));
  assert.ok(!answers("abreuvoir bondy nord", "ondy"));
});
