"""Room: hardware. The opencv camera: configuration and driver side by side."""
