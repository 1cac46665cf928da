"""Speed, as ratios measured in one run. `python -m benchmarks` prints them; no test depends on a time."""
