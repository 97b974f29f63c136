"""Lucca: users, work contracts and the departments' tree: docs/hris/lucca.md."""
