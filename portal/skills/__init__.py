"""Soft skills of those who accompany: questionnaires as data, waves, a person's own profile, what they choose to share."""
