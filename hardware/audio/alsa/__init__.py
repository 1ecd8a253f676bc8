"""Room: hardware. Sound through ALSA: configuration and drivers side by side."""
