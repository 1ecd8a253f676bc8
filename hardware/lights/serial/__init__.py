"""Room: hardware. Lights on a serial line: configuration and driver side by side."""
