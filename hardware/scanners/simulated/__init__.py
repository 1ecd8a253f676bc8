"""Room: hardware. The simulated scanner: configuration and driver side by side."""
