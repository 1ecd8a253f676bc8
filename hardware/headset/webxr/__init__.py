"""Room: hardware. A headset's own browser: configuration and driver side by side."""
