"""`wave.yml`: what a wave's contract may say, how it is read, and how a first one is drafted."""
