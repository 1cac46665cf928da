"""The workbook: every number of the tables of results, with the format it is shown in; the sentences; what its charts draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.told.made import Made
from tests.told.sentences import Reader
from tests.told.tables import Table, Told, bare, expected, kind_of, wrong
from tests.told.workbook import Cell, Number, charts, sheets

_READ: dict[Path, dict[str, list[list[Cell]]]] = {}


def book(made: Made) -> dict[str, list[list[Cell]]]:
    path = made.written("workbook") / f"{made.name}.xlsx"
    if path not in _READ:
        _READ.clear()
        _READ[path] = sheets(path)
    return _READ[path]


def tables_of(rows: list[list[Cell]], language: str) -> list[tuple[str, list[list[Cell]]]]:
    """Return title and rows (headings first) of every table of results on a sheet."""
    found = []
    for start, row in enumerate(rows):
        if not row or not isinstance(row[0], str) or any(map(bare, row[1:])) or not kind_of(row[0], language):
            continue
        head = next(
            (
                i
                for i in range(start + 1, min(start + 6, len(rows)))
                if sum(bool(bare(c)) for c in rows[i]) > 1
            ),
            None,
        )
        if head is None:  # a title of the sheet
            continue
        body, width = [], max(i for i, cell in enumerate(rows[head]) if bare(cell)) + 1
        for line in rows[head:]:
            if not any(map(bare, line)):
                break
            body.append([*line, *[""] * (width - len(line))][:width])
        found.append((row[0], body))
    return found


def told_of(made: Made) -> list[tuple[Told, Cell]]:
    """Return every told number with its cell."""
    found: list[tuple[Told, Cell]] = []
    for name, rows in book(made).items():
        for title, lines in tables_of(rows, made.language):
            looks: list[Cell] = []

            def plain(cell: Cell, looks: list[Cell] = looks) -> object:
                return cell.value if isinstance(cell, Number) else cell

            cells = [[plain(cell) for cell in line] for line in lines]
            by_value = {
                id(value): cell
                for line, row in zip(lines, cells, strict=True)
                for cell, value in zip(line, row, strict=True)
            }
            told = Table(f"workbook, {name}", title, cells, made.truth, made.language).told()
            found += [(one, by_value[id(one.shown)]) for one in told]
    return found


def test_tables(made: Made) -> None:
    found = told_of(made)
    truth = made.truth
    single = len(truth.scenarios) * len(truth.years) * 2 * len(truth.ages)
    assert len(found) > single + len(truth.scenarios) * len(truth.years) * 17
    assert wrong([one for one, _ in found], truth, made.language) == []


def test_formats(made: Made) -> None:
    """What Excel shows is what other outputs say."""
    problems = []
    for one, cell in told_of(made):
        if not isinstance(cell, Number):
            continue
        said = re.sub(r" ?(pt|ポイント)$", "", cell.said())
        _, wanted = expected(one, made.truth, made.language)
        if one.kind == "given" and one.measure.startswith("net migration"):
            wanted = wanted if wanted[0] in "△-" or wanted == "0" else f"+{wanted}"
        if said != wanted:
            problems.append(
                f"{one.kind} {one.measure} {one.scenario} {one.year}: {cell.look} shows {said}, should be {wanted}"
            )
    assert problems[:20] == []


def test_sentences(made: Made) -> None:
    first, *_ = book(made).values()
    reader = Reader(made.truth, made.language)
    end = next(i for i, row in enumerate(first) if i > 2 and not any(map(bare, row)))
    said = [str(row[0]) for row in first[2:end]]
    assert len(said) > len(made.truth.mains)
    for one in said:
        count, problems = reader.read(one)
        assert count
        assert problems == []
    assert reader.lacking() == []


def test_pyramids(made: Made) -> None:
    """Men are below zero, women above, of the launch and of every main scenario in the outlook's year."""
    truth, ja = made.truth, made.language == "ja"
    rows = book(made)["人口ピラミッド" if ja else "Pyramids"]
    start = next(i for i, row in enumerate(rows) if row and row[0] in ("年齢", "Age"))
    heads, body = [bare(head) for head in rows[start]], rows[start + 1 :]
    lows = [int(re.match(r"\d+", bare(row[0]))[0]) for row in body]  # type: ignore[index]
    wanted = [(truth.reference, truth.years[0]), *((name, truth.target) for name in truth.mains)]
    assert len(heads) == 1 + 2 * len(wanted)
    for place, (name, year) in enumerate(wanted):
        for sex, sign in ((0, -1), (1, 1)):
            column = 1 + 2 * place + sex
            head = heads[column]
            assert str(year) in head
            assert head.endswith((("男", "女"), ("Male", "Female"))[not ja][sex])
            if place:
                assert bare(truth.short(name, made.language)) in head
            for i, low in enumerate(lows):
                high = lows[i + 1] - 1 if i + 1 < len(lows) else 999
                cell = body[i][column]
                assert isinstance(cell, Number)
                assert cell.value == pytest.approx(
                    sign * truth.group(name, year, sex, low, high), rel=1e-12
                ), (head, low)


def test_charts_draw_what_they_say(made: Made) -> None:
    """Each series of a chart takes name and values from the column they stand in."""
    content, truth = book(made), made.truth
    found = charts(made.written("workbook") / f"{made.name}.xlsx")
    assert len(found) == 3 + 1 + len(truth.mains)

    def cells(reference: str) -> list[Cell]:
        sheet, column, first, last = re.fullmatch(  # type: ignore[union-attr]
            r"'?(.+?)'?!\$([A-Z]+)\$(\d+)(?::\$[A-Z]+\$(\d+))?", reference
        ).groups()
        place = 0
        for letter in column:
            place = 26 * place + ord(letter) - 64
        rows = content[sheet.replace("''", "'")][int(first) - 1 : int(last or first)]
        return [row[place - 1] if place <= len(row) else "" for row in rows]

    totals, classes, flows, *pyramids = found
    shorts = {bare(truth.short(name, made.language)): name for name in truth.scenarios}
    drawn = []
    for series in totals["series"]:  # type: ignore[attr-defined]
        (head,) = cells(series["tx"])
        years = [
            int(one.value) for one in cells(series.get("cat") or series["xVal"]) if isinstance(one, Number)
        ]
        values = cells(series.get("val") or series["yVal"])
        if bare(head) in shorts and len([v for v in values if isinstance(v, Number)]) == len(truth.years):
            drawn.append(shorts[bare(head)])
            assert years == list(truth.years)
            assert [round(v.value) for v in values if isinstance(v, Number)] == [
                round(truth.at("population", drawn[-1], year)) for year in years
            ]
    assert drawn == list(truth.mains)
    opening = truth.opening
    for chart, measures, times in (
        (classes, ("population_0_14", "population_15_64", "population_65_plus"), truth.years),
        (flows, ("births", "deaths", "natural_change", "net_migration"), truth.periods),
    ):
        assert truth.short(opening, made.language) in str(chart["title"])
        told = []
        for series in chart["series"]:  # type: ignore[attr-defined]
            values = [
                one.value for one in cells(series.get("val") or series["yVal"]) if isinstance(one, Number)
            ]
            measure = next(
                one
                for one in measures
                if values[0] == pytest.approx(truth.at(one, opening, times[0]), rel=1e-9)
            )
            told.append(measure)
            assert values == pytest.approx([truth.at(measure, opening, year) for year in times], rel=1e-9)
            label = bare(*cells(series["tx"])) if "tx" in series else bare(series["name"])
            key = {"births": "出生|Births", "deaths": "死亡|Deaths", "natural_change": "自然増減|Natural", "net_migration": "転入超過|社会増減|Net",
                   "population_0_14": "0～14|0-14", "population_15_64": "15～64|15-64", "population_65_plus": "65歳以上|65\\+"}[measure]  # fmt: skip
            assert re.search(key, label)
        assert len(set(told)) == len(told) >= 2
    for chart, (name, year) in zip(
        pyramids,
        [(truth.reference, truth.years[0]), *((name, truth.target) for name in truth.mains)],
        strict=True,
    ):
        assert str(year) in str(chart["title"])
        sums = [
            sum(one.value for one in cells(series["val"]) if isinstance(one, Number))
            for series in chart["series"]  # type: ignore[attr-defined]
        ]
        assert sums == pytest.approx(
            [-truth.group(name, year, 0, 0, 999), truth.group(name, year, 1, 0, 999)], rel=1e-9
        )
