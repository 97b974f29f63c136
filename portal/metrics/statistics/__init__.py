"""Statistics of the figures: pure functions on numbers, each with its interval and the least it could have seen."""
