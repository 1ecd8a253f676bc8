"""Room: hardware. Scanners on a serial line: configuration and driver side by side."""
