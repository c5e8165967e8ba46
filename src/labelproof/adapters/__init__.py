"""What touches the world: clock, entropy, password hashes, subject keys, signing keys."""
