"""One export -> rows in the warehouse's `raw` schema."""
