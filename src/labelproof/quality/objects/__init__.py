"""What values with parts share: which objects of several people are one, and whether it is there."""
