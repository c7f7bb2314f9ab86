"""From a territory folder to its declarations; the only reader of YAML."""
