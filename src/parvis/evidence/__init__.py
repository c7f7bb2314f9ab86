"""What each figure rests on, from the page back to the hash of the file."""

from parvis.evidence.trace import record, trace

__all__ = ["record", "trace"]
