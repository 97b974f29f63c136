"""Renders and sends what the outbox holds."""
