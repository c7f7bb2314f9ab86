"""From a source to its content, as it is; first formats: CSV, Excel, Parquet, GeoJSON, GeoPackage."""

from parvis.collect.read import READERS, read

__all__ = ["READERS", "read"]
