"""Sheets on paper (PDF, Word, PowerPoint): what the site says of a place, and what an officer says of it."""
