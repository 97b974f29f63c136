"""Wagtail: campaigns and content only."""
