"""Binôme: the mentoring portal of a company."""
