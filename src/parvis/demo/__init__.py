"""A fictional town whose truth is known."""
