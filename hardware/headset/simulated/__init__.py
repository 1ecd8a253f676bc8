"""Room: hardware. The simulated headset: configuration and driver side by side."""
