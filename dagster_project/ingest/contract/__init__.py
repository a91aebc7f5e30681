"""`wave.yml`: what a wave's contract may say, and how it is read."""
