"""What screens and programs ask: compositions of the rooms' queries, after the same policies as commands."""
