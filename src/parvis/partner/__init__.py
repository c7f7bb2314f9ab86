"""From what was found in a partner's file to a report for those who made it: private, for it holds what they sent.

The room speaks French and English as `publish` does, and unlike it writes nothing that may be published.
"""

from parvis.partner.write import write

__all__ = ["write"]
