"""What is known of each kind of source, as data with citations."""
