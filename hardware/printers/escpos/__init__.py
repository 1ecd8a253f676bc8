"""Room: hardware. Receipt printers that speak ESC/POS: configuration and driver side by side."""
