"""Sources of the workforce; a connector only reads."""
