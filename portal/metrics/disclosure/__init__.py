"""Statistical disclosure control: pure functions on sets of persons, no ORM, no clock (rules R2 to R10 of the method)."""
