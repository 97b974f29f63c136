"""Plugs to the systems of associations."""
