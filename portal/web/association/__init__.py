"""Screens for the association desk."""
