"""Labelproof: labels that can be defended."""
