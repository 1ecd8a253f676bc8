"""The demonstration: the whole journey on one machine: real processes, sockets and pages."""
