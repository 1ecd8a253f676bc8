"""Decoders for models made elsewhere, one file a kind of output; models/registry.py names them."""
