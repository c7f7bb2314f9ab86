"""The only place that knows every room: `parvis.open()` returns its façade."""

from parvis.run.facade import Territory, open_territory

__all__ = ["Territory", "open_territory"]
