"""Volunteer profiles, wishes, the rule registry and recommendations."""
