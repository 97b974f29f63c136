"""The allocation: pure functions on arrays, no ORM, no clock. `solve` proposes, `certificate.verify` checks without the solver."""
