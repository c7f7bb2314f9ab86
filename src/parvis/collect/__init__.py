"""From a source to a snapshot of its rows."""
