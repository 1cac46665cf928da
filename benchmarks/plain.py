"""A good NumPy version of the same projection: vectorised over the batch, one loop over periods."""

from __future__ import annotations

import numpy as np


def plain(P, S, asfr, srb, rate, first, last, population, deaths, net_migration):
    """Even timing, births by ASFR, rates of migration. Arrays (batch, period, sex, age), the last three for the results."""
    batch, periods, _, ages = S.shape
    births = np.empty((batch, periods, 2))
    population[:, 0] = P
    entering = np.empty((batch, 2, ages))
    for t in range(periods):
        start, end, M, D = population[:, t], population[:, t + 1], net_migration[:, t], deaths[:, t]
        np.multiply(rate[:, t], start, out=M)
        half = 0.5 * M
        e = start + half
        entering[..., 1:] = e[..., :-1]
        entering[..., -1] += e[..., -1]
        np.multiply(S[:, t, :, 1:], entering[..., 1:], out=end[..., 1:])
        end[..., 1:] += half[..., 1:]
        mothers = slice(first, last + 1)
        women = e[:, 1, mothers] + end[:, 1, mothers]
        total = 0.5 * np.einsum("bx,bx->b", asfr[:, t, mothers], women)
        births[:, t, 0] = total * srb[:, t] / (1 + srb[:, t])
        births[:, t, 1] = total / (1 + srb[:, t])
        entering[..., 0] = births[:, t]
        end[..., 0] = S[:, t, :, 0] * births[:, t] + half[..., 0]
        np.subtract(1.0, S[:, t], out=D)
        D *= entering
        if (e < 0).any() or (end < 0).any():
            raise ValueError("negative")
    return births
