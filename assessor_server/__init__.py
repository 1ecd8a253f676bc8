"""assessor_server."""
