"""Fakes, and the laws that every adapter of a port must keep: shipped, so that your own back end can be held to them."""
