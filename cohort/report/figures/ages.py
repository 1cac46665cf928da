"""By age, and by two quantities: migration by age, heat map, frontier."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import xarray as xr
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator, MultipleLocator

from cohort.errors import fail
from cohort.report.figures.select import Array, FigureError, Labelled, age_edges, exactly, quantity, step_of
from cohort.report.figures.style import (
    MUTED,
    SEX_COLOURS,
    TEXT_SIZE,
    arrange,
    canvas,
    caption,
    grid,
    headline,
    ink,
    number,
    persons_axis,
    say,
    styled,
)
from cohort.vocabulary import SEX_LABELS


def _signed(value: float, language: str) -> str:
    return number(value, language, sign=True)


@styled
def migration_by_age(
    source: Labelled,
    *,
    periods: tuple[int, int] | None = None,
    scenario_title: str = "",
    place: str = "",
    title: str | None = None,
    sources: Sequence[str] = (),
    ax: Axes | None = None,
    language: str = "en",
) -> Axes:
    """Draw net migration by age and sex, persons per year, averaged over periods. More leavers than arrivals is below zero.

    Parameters
    ----------
    source : Dataset or DataArray
        ``net_migration`` with dims (period, sex, age) of one area and scenario.
    periods : (int, int), optional
        First and last period label averaged over; all if not given.
    scenario_title : str
        What the scenario is called in the title.
    place, title, sources, ax, language
        As in :func:`totals`.

    Returns
    -------
    Axes
        One stepped line for each sex (male, female).

    Raises
    ------
    FigureError
        If a dim is missing, a scenario must be selected first, or no period lies in ``periods``.
    """
    array = quantity(source, "net_migration")
    dim, edges, labels = age_edges(array)
    array = exactly(array, ("period", "sex", dim), ("period", "sex", dim))
    step = step_of(source, array["period"].values)
    first, last = periods or (int(array["period"][0]), int(array["period"][-1]))
    chosen = array.sel(period=slice(first, last))
    if not chosen.sizes["period"]:
        fail(
            "migration_by_age",
            "periods",
            en=f"no period between {first} and {last}; there are {int(array['period'][0])} to {int(array['period'][-1])}.",
            ja=f"{first} から {last} に当たる期間がありません。{int(array['period'][0])} から {int(array['period'][-1])} までです。",
            kind=FigureError,
        )
    mean = chosen.mean("period") / step
    ax, own = canvas(ax)
    ax.set_xlim(edges[0], edges[-1])
    sexes = [str(sex) for sex in mean["sex"].values]
    for sex in sexes:
        values = mean.sel(sex=sex).values
        ax.stairs(
            values, edges, baseline=0, fill=True, color=SEX_COLOURS[sex], alpha=0.22, linewidth=0, zorder=2
        )
        ax.stairs(
            values,
            edges,
            baseline=None,
            fill=False,
            color=SEX_COLOURS[sex],
            linewidth=1.8,
            zorder=3,
            label=sex,
        )
    # the two lines run close together: their names stand above, not beside
    handles = [Patch(color=SEX_COLOURS[sex]) for sex in sexes]
    sums = [
        f"{SEX_LABELS[language][sex]} {_signed(float(mean.sel(sex=sex).sum()), language)}" for sex in sexes
    ]
    ax.legend(
        handles,
        sums,
        loc="lower right",
        bbox_to_anchor=(1.0, 1.0),
        ncols=2,
        borderaxespad=0.2,
        borderpad=0.1,
        handlelength=1.2,
        columnspacing=1.4,
        fontsize=TEXT_SIZE,
        labelcolor=[ink(SEX_COLOURS[sex]) for sex in sexes],
    )
    low, high = min(float(mean.min()), 0.0), max(float(mean.max()), 0.0)
    ax.set_ylim(low - 0.12 * (high - low), high + 0.12 * (high - low))
    ax.axhline(0, color=MUTED, linewidth=1.0, zorder=2.5)
    ax.spines["bottom"].set_visible(False)
    width = float(edges[1] - edges[0])
    unit = persons_axis(ax, language, signed=True)
    fine = MaxNLocator(6, steps=[1, 2, 2.5, 5, 10])
    ax.yaxis.set_major_locator(fine)
    group = say(
        language,
        f"persons per year, by {width:.0f}-year group"
        if width > 1
        else "persons per year, by single year of age",
        f"{unit}／年、{width:.0f}歳階級" if width > 1 else f"{unit}／年、各歳",
    )
    if high - low < 8:
        ax.yaxis.set_major_formatter(
            FuncFormatter(lambda value, _: f"{value:+g}".replace("-", "−") if value else "0")
        )
    caption(ax, say(language, f"Net migration ({group})", f"転入超過数（{group}）"))
    _age_axis(ax, edges, labels, language)
    grid(ax)
    when = (
        f"{int(chosen['period'][0])}–{int(chosen['period'][-1]) + step - 1}"
        if chosen.sizes["period"] * step > 1
        else f"{first}"
    )
    head = say(language, ", ", "・").join(word for word in (place, scenario_title) if word)
    head += say(language, ": ", "：") if head else ""
    headline(
        ax,
        head + _message(mean, edges, when, language) if title is None else title,
        sources,
        language,
        drop=40,
    )
    if own:
        arrange(ax)
    return ax


def _message(mean: xr.DataArray, edges: Array, when: str, language: str) -> str:
    """Say the total, and the five-year group that gains or loses most."""
    total = mean.sum("sex").values
    fives = (edges[:-1] // 5 * 5).astype(int)
    sums = {int(five): float(total[fives == five].sum()) for five in np.unique(fives)}
    most = max(sums, key=lambda five: abs(sums[five]))
    one, net = _signed(sums[most], language), float(total.sum())
    # in words a loss is a loss, without a sign; the part is said with its sign, which may be the other one
    return say(
        language,
        f"net {'loss' if net < 0 else 'gain'} of {number(abs(net))} a year by migration in {when}; "
        f"ages {most}–{most + 4}: {one}",
        f"{when}年は年{number(abs(net), 'ja')}の転{'出' if net < 0 else '入'}超過（{most}～{most + 4}歳は{one}）",
    ).replace("–", "～" if language == "ja" else "–")


def _age_axis(ax: Axes, edges: Array, labels: Sequence[str], language: str) -> None:
    last = edges[-2]
    ax.xaxis.set_major_locator(MultipleLocator(10))
    ax.xaxis.set_major_formatter(
        FuncFormatter(lambda value, _: labels[-1] if value == last else f"{value:.0f}")
    )
    ax.set_xlabel(say(language, "Age", "年齢（歳）"), size=TEXT_SIZE - 0.5)
