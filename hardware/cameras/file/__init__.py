"""Room: hardware. The file camera: configuration and driver side by side."""
