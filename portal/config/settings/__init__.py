"""Settings split by subject; main is read by every command, testing by the suite."""
