"""Settings, addresses and servers: knows everyone, known by none."""
