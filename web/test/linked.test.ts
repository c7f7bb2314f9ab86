import assert from "node:assert/strict";
import { test } from "node:test";
import { step } from "../src/linked";

test("arrows go round the zones, and begin at either end", () => {
  assert.equal(step("ArrowDown", -1, 3), 0);
  assert.equal(step("ArrowRight", 2, 3), 0);
  assert.equal(step("ArrowUp", -1, 3), 2);
  assert.equal(step("End", 0, 3), 2);
});

test("other keys lead nowhere", () => assert.equal(step("Tab", 1, 3), undefined));
