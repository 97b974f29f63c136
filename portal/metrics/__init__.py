"""Figures for HR and CSR: facts, indicators, disclosure control, frozen releases."""
