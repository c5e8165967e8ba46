"""What the inner layers ask of the world, as Protocols, and the values that pass between them."""
