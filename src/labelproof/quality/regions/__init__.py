"""Regions as arrays of numbers - spans, boxes, boxes in space: how much two share, and which is which of two sets."""
