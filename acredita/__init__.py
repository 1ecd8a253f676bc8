"""acredita."""
