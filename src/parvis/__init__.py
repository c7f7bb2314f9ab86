"""Parvis turns a territory folder into a published observatory of its neighbourhoods."""

__version__ = "0.1.0"
