"""Room: hardware. Simulated sound: configuration and drivers side by side."""
