"""What each figure rests on, from the page back to the hash of the file."""
