"""The pair (binôme): sessions, concerns, reviews, closure."""
