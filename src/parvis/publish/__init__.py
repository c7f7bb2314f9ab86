"""From figures and evidence to tables, catalogue and site."""
