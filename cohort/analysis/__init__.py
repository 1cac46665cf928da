"""What follows from a projection: measures, comparisons, verdicts and the answer in plain words."""
