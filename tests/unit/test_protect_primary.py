"""Rules on single figures, on totals whose parts are few enough to reckon by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from parvis.model.figure import ESTIMATE_COLUMNS
from parvis.model.folder import PolicySpec, Rule, RuleValue
from parvis.protect import Threshold
from parvis.protect.primary import rules
from parvis.run.contributors import _concentrated


@pytest.mark.parametrize(
    ("parts", "agreed", "most", "share", "left"),
    [
        # 60 + 30 + 8 + 2 = 100: the second knows the first to within 8 + 2 = 10, a sixth of 60.
        ([60, 30, 8, 2], [0, 0, 0, 0], 1, 0.60, 10 / 60),
        ([60, 30, 8, 2], [0, 0, 0, 0], 2, 0.90, 10 / 60),
        # The first has agreed: the second may not be known, and the first knows it to within 10 of 30.
        ([60, 30, 8, 2], [1, 0, 0, 0], 1, 0.30, 10 / 30),
        ([2, 8, 60, 30], [0, 0, 0, 0], 1, 0.60, 10 / 60),
        ([60, 30, 8, 2], [1, 1, 1, 1], 1, 0.0, np.inf),
        ([60, 0, 0, 0], [0, 0, 0, 0], 1, 1.0, 0.0),
        ([0, 0, 0, 0], [0, 0, 0, 0], 1, np.nan, np.nan),
    ],
)
def test_what_holders_have_and_leave(
    parts: list[float], agreed: list[int], most: int, share: float, left: float
) -> None:
    found = _concentrated(np.array(parts, dtype=float), np.array(agreed, dtype=bool), most)
    assert found == pytest.approx((share, left), nan_ok=True)


def frame(**changes: object) -> pd.DataFrame:
    row: dict[str, object] = {
        **dict.fromkeys(ESTIMATE_COLUMNS, ""), "indicator": "i", "zoning": "q", "zone": "A", "category": "total",
        "value": 100.0, "contributors": 30.0, "dominance": 0.6, "remainder": 1 / 6, "sources": "s", "unit": "euros",
    }  # fmt: skip
    return pd.DataFrame([{**row, **changes}])


@pytest.mark.parametrize(
    ("threshold", "changes", "rule"),
    [
        (Threshold("enterprises", 3, 0.85), {}, ""),
        (Threshold("enterprises", 3, 0.5), {}, "dominated"),
        # p = 15 %: 10 of 60 is 16.7 %, far enough; p = 20 % is not had.
        (Threshold("enterprises", 3, None, remainder=0.15), {}, ""),
        (Threshold("enterprises", 3, None, remainder=0.20), {}, "close"),
        (
            Threshold("enterprises", 3, None, remainder=0.20),
            {"remainder": np.nan, "contributors": 0.0, "value": 0.0},
            "",
        ),
        (Threshold("persons", 11, None, group=0.95), {"unit": "percent", "value": 96.0}, "group"),
        (Threshold("persons", 11, None, group=0.95), {"unit": "percent", "value": 95.0}, ""),
        (Threshold("persons", 11, None), {"contributors": 10.0}, "few"),
        (Threshold("persons", 11, None), {"contributors": np.nan}, "unknown"),
        (Threshold("persons", 11, None), {"contributors": 0.0, "value": 0.0}, ""),
    ],
)
def test_rules(threshold: Threshold, changes: dict[str, object], rule: str) -> None:
    assert rules(frame(**changes), {"s": threshold}).tolist() == [rule]


def test_a_category_that_nearly_all_belong_to() -> None:
    # 39 of 40 are recipients: it is known of everybody there but one.
    both = pd.concat([frame(value=40.0), frame(value=39.0, category="recipients"), frame(value=1.0, category="others")])
    found = rules(both.reset_index(drop=True), {"s": Threshold("persons", 1, None, group=0.95)})
    assert found.tolist() == ["", "group", ""]


def test_a_p_q_rule_is_a_p_rule_on_a_wider_base() -> None:
    # p = 10 %, q = 50 %: what is left must be a fifth of the part; from 2026 on.
    def dated(value: float) -> dict[str, Rule]:
        held = RuleValue.model_validate({"value": value, "from": "2026-01-01", "reference": "test"})
        return {"enterprises": Rule(unit="percent", values=(held,))}

    policy = PolicySpec.model_construct(p_percent=dated(10), prior_percent=dated(50))
    assert policy.limit("p_percent", "enterprises", "2025-12-31") is None
    assert policy.limit("p_percent", "enterprises", "2026-01-01") == 10
    assert policy.limit("prior_percent", "households", "2026-01-01") is None
    assert set(PolicySpec.by_unit()) >= {"thresholds", "dominance", "p_percent", "group_disclosure"}
