"""A release as files: every one is made from the same frozen, rounded values as the screen, and holds nothing else (R13)."""
