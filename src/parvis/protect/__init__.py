"""From estimates and policy to figures that may be published, and a private audit."""
