"""How far off projections of all municipalities were, and what that makes of one: draws, ranges, shares.

`fields` takes the errors of past rates by age, `fitting` measures them, `calibration` is what they make: random fields; `bench` lays them
over all municipalities, `coverage` counts how many counts to come the ranges held. Of one place: `central` is the path without luck,
`streams` gives luck by name, `luck` is what it adds to rates, `draws` projects with it, `outcome` is what is read off.
"""
