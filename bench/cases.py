"""All benchmarks, by name."""

from bench import areas, disclosure, journeys, pixels, records

CASES = {**areas.CASES, **records.CASES, **pixels.CASES, **disclosure.CASES, **journeys.CASES}
