"""What flows between rooms: frozen values with their meaning in the type."""
