"""How far off projections of all municipalities were, and what that makes of one: draws, ranges, probabilities.

`fields` measures the errors of past rates by age, `calibration` what random fields have them, `bench` how many past counts their
ranges would have held; `streams` gives luck by name, `draws` projects with it, `outcome` is what is read off.
"""
