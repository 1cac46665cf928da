"""What all outputs share: the colours of scenarios, the curves that are drawn in them, and the date of the documents."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tests.told.made import Made
from tests.told.tables import bare
from tests.told.test_page import payload
from tests.told.test_report import lines_of
from tests.told.test_workbook import book
from tests.told.truth import Truth
from tests.told.workbook import charts

SVG = "{http://www.w3.org/2000/svg}"


def curves(made: Made, name: str) -> list[tuple[str, list[tuple[float, float]]]]:
    """Return colour and points of every curve of a chart."""
    found = []
    for one in ElementTree.parse(made.written("charts") / f"{name}.svg").iter(f"{SVG}path"):
        colour = re.search(r"stroke: (#[0-9a-fA-F]{6})", one.attrib.get("style", ""))
        points = re.findall(r"[ML] (-?[\d.]+) (-?[\d.]+)", one.attrib["d"])
        if colour and len(points) > 2 and "fill: none" in one.attrib["style"]:
            found.append((colour[1].lower(), [(float(x), float(y)) for x, y in points]))
    return found


def persons_per_unit(made: Made, name: str) -> float:
    """Return how many persons one unit of the picture's height is, from two numbers of the axis."""
    ticks = {}
    for one in ElementTree.parse(made.written("charts") / f"{name}.svg").iter(f"{SVG}text"):
        words = "".join(one.itertext())
        if "text-anchor: end" in one.attrib["style"] and re.fullmatch(r"[\d,]+", words) and "y" in one.attrib:
            ticks[float(words.replace(",", ""))] = float(one.attrib["y"])
    if max(ticks) < 1000:  # written in ten thousands
        ticks = {10_000 * count: y for count, y in ticks.items()}
    low, high = min(ticks), max(ticks)
    return (high - low) / (ticks[low] - ticks[high])


def drawn(made: Made, truth: Truth) -> dict[str, set[str]]:
    """Return the colours in which the curve of each main scenario is drawn in the first chart."""
    unit, found = persons_per_unit(made, "totals"), {}
    for name in truth.mains:
        path = [truth.at("population", name, year) for year in truth.years]
        found[name] = {
            colour
            for colour, points in curves(made, "totals")
            if len(points) == len(path)
            and all(
                (points[0][1] - y) * unit == pytest.approx(value - path[0], abs=unit * 0.05 + 1)
                for (_, y), value in zip(points, path, strict=True)
            )
        }
    return found


def test_a_scenario_has_one_colour(made: Made) -> None:
    truth, seen = made.truth, []
    colours = {one["name"]: one["colour"].lower() for one in payload(made)["scenarios"]}
    curves_of = drawn(made, truth)
    totals = charts(made.written("workbook") / f"{made.name}.xlsx")[0]
    sheet = {}
    content = book(made)["総人口" if made.language == "ja" else "Totals"]
    for series in totals["series"]:  # type: ignore[attr-defined]
        column, row = re.search(r"\$([A-Z]+)\$(\d+)", series["tx"]).groups()  # type: ignore[union-attr]
        place = 0
        for letter in column:
            place = 26 * place + ord(letter) - 64
        # a published series may be called like the scenario that repeats it: scenarios come first
        sheet.setdefault(bare(content[int(row) - 1][place - 1]), series["colour"].lower())
    for name in truth.mains:
        assert colours[name] in curves_of[name], name
        assert sheet[bare(truth.short(name, made.language))] == colours[name], name
        seen.append(colours[name])
    assert len(set(seen[:6])) == len(seen[:6])  # there are no more that everybody can tell apart


def test_the_date(made: Made) -> None:
    """Of the latest figure of the inputs, in every document."""
    truth, ja = made.truth, made.language == "ja"
    year, month, day = map(int, truth.latest().split("-"))
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    said = bare(f"{year}年{month}月{day}日" if ja else f"{day} {months[month - 1]} {year}")
    assert said in bare("".join(lines_of(made)[:12]))
    first, *_ = book(made).values()
    assert said in bare("".join(str(row[0]) for row in first[:3] if row))
    content = payload(made)
    assert bare(content["date"][made.language]) == said
    assert content["ahead"] == year + 1
