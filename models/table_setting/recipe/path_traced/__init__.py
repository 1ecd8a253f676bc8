"""Path-traced training scenes (Mitsuba 3): real metal, glass and cloth, which a drawn scene lacks."""
