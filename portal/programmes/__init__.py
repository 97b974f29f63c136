"""Associations and antennas, programmes, intakes, places, campaigns."""
