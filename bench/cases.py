"""All benchmarks, by name."""

from bench import areas, disclosure

CASES = {**areas.CASES, **disclosure.CASES}
