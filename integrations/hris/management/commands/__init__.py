"""Commands of the plug."""
