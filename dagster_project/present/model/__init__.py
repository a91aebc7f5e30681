"""What the marts of a release hold, as typed rows."""
