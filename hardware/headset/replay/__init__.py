"""Room: hardware. A recorded headset: configuration and driver side by side."""
