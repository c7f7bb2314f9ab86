"""From tables and weights to estimates with intervals, and the relations among them."""
