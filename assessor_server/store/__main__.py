"""Brings a server's store to the newest shape: python -m assessor_server.store DIR."""

import sys
from pathlib import Path

from assessor_server.store.engine import open_store

if __name__ == "__main__":
    open_store(Path(sys.argv[1])).dispose()
