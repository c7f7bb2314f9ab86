"""From estimates and policy to figures that may be published, and a private audit."""

from parvis.protect.publishable import protect

__all__ = ["protect"]
