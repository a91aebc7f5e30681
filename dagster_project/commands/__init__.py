"""The command line `eforvaltning`, one file per group of commands."""
