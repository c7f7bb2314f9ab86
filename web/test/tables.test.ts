import assert from "node:assert/strict";
import { test } from "node:test";
import { order } from "../src/tables";

test("numbers run up or down, and what has none stays last", () => {
  const keys = [3, NaN, 10, 1];
  assert.deepEqual(order(keys, true, "fr"), [3, 0, 2, 1]);
  assert.deepEqual(order(keys, false, "fr"), [2, 0, 3, 1]);
});

test("names sort as the language sorts them, with numbers by their size", () => {
  const keys = ["Secteur 10", "Échirolles", "Secteur 9", "Eu"];
  assert.deepEqual(order(keys, true, "fr"), [1, 3, 2, 0]);
});

test("equal rows keep their order", () => {
  assert.deepEqual(order([2, 2, 1], false, "en"), [0, 1, 2]);
});
