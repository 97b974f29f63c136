"""Routing: recommendations, eligibility, the proven allocation, ties, fairness, splitting and seasons, beside what others do."""
