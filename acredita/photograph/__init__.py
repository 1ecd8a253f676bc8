"""Room: acredita. `acredita photograph`: a camera proven on site, from guide to report."""
