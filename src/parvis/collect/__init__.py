"""From a source to its content, as it is; first formats: CSV, Excel, Parquet, GeoJSON, GeoPackage."""

from parvis.collect.read import READERS, content_hash, read

__all__ = ["READERS", "content_hash", "read"]
