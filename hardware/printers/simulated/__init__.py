"""Room: hardware. The simulated printer: configuration and driver side by side."""
