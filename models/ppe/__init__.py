"""Helmet and reflective vest, worn or missing, for the person nearest the middle."""
