"""All benchmarks, by name."""

from bench import areas, disclosure, journeys

CASES = {**areas.CASES, **disclosure.CASES, **journeys.CASES}
