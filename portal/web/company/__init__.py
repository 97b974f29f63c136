"""Screens for company roles."""
