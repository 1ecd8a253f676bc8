"""Room: kiosk. The touch application: one file a screen, shown by the stage, in one window."""

import os

os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")  # pygame greets on standard output
