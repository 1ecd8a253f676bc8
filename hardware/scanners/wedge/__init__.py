"""Room: hardware. Scanners and badge readers that type: configuration and driver side by side."""
