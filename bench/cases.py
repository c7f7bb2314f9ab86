"""All benchmarks, by name."""

from bench import areas, disclosure, growth, journeys, pixels, records

CASES = {**areas.CASES, **records.CASES, **pixels.CASES, **growth.CASES, **disclosure.CASES, **journeys.CASES}
