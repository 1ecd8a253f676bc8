"""Room: hardware. Printers that CUPS knows: configuration and driver side by side."""
