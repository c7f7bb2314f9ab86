"""Parvis beside its peers: `python -m bench`."""
