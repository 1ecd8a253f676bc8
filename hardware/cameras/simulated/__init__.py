"""Room: hardware. The simulated camera: configuration and driver side by side."""
