"""What every room stands on: clock, ids, transitions, audit, privacy register, outbox."""
