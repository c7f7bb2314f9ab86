"""From a folder of YAML to a `Folder`, the only reader of YAML: every mistake at once, each with file:line:column."""

from parvis.territory.place import expand, filled, is_address
from parvis.territory.read import read
from parvis.territory.schemas import json_schemas, write_json_schemas
from parvis.territory.start import init

__all__ = ["expand", "filled", "init", "is_address", "json_schemas", "read", "write_json_schemas"]
