"""Documentation of the data: what every table holds, where it comes from, and what its checks found."""
