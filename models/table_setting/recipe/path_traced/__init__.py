"""Path-traced training scenes (Mitsuba 3): the metal, glass and cloth that drawn scenes lack."""
