"""The command line, the settings and the demonstration: glues the rooms, sees everything."""

__version__ = "0.1.0"

__all__ = ["__version__"]
