"""How soon the terminal stands, how much memory it takes, how soon it answers a finger. `python -m benchmarks` runs all."""
