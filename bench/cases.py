"""All benchmarks, by name."""

from bench import areas, disclosure, growth, intervals, journeys, pixels, records

CASES = {
    **areas.CASES,
    **records.CASES,
    **pixels.CASES,
    **growth.CASES,
    **disclosure.CASES,
    **journeys.CASES,
    **intervals.CASES,
}
