"""A first wave.yml for a new export: what can be recognised in it, and gaps for its reader to fill in."""
