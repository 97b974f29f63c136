"""Help for the platform administration: refused sign-ins step by step, and guides for identity providers."""
