"""One module a subject; production reads the environment only."""
