"""A seeded world, built only by calling operations."""
