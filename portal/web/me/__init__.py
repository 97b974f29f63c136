"""Screens for the employee and volunteer."""
