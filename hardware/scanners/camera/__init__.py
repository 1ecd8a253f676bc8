"""Room: hardware. A camera as a scanner: configuration and driver side by side."""
