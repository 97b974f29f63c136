"""Plugs to other systems; they keep no business rule."""
