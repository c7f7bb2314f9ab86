import assert from "node:assert/strict";
import { test } from "node:test";
import { reached, rows } from "../src/travel";

test("letters are steps of minutes; other signs are never reached", () => {
  assert.deepEqual(reached("09Az-", 10), [true, true, true, false, false]);
  assert.deepEqual(reached("09Az-", 61), [true, true, true, true, false]);
});

test("cells of a row become one rectangle, and rows stay apart", () => {
  assert.equal(rows([true, true, false, true, false, true], 3, 10), "M0 0h20v10H0zM0 10h10v10H0zM20 10h10v10H20z");
});
