"""Room: hardware. A wired headset through OpenXR: configuration and driver side by side."""
