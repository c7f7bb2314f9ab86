"""From a source to its content, as it is."""

from parvis.collect.read import READERS, data_file, read

__all__ = ["READERS", "data_file", "read"]
