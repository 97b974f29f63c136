"""A small identity provider for a developer's machine: really signed answers, and a choice of who to be. DEBUG only."""
