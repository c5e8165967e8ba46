"""The database: one writer, two engines underneath, the same statements on both."""
