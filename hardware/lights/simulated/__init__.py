"""Room: hardware. The simulated light: configuration and driver side by side."""
