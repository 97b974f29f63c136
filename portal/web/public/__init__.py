"""Screens for anyone."""
