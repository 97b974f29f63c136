"""The volunteer's path: application, hand-over, gates, clearance, training."""
