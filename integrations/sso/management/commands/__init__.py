"""Commands of this plug."""
