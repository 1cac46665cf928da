"""The workbook: every number of the tables of results, with the format it is shown in; the sentences; what its charts draw."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.told.made import Made
from tests.told.sentences import Reader
from tests.told.tables import VERDICTS, Table, Told, bare, expected, kind_of, wrong
from tests.told.test_page import payload
from tests.told.truth import Truth
from tests.told.workbook import Cell, Number, charts, described, kept, sheets

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
            (i for i in range(start + 1, min(start + 6, len(rows))) if sum(bool(bare(c)) for c in rows[i]) > 1), None
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
    assert len(said) >= 3
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
                assert cell.value == pytest.approx(sign * truth.group(name, year, sex, low, high), rel=1e-12), (
                    head,
                    low,
                )


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
        years = [int(one.value) for one in cells(series.get("cat") or series["xVal"]) if isinstance(one, Number)]
        values = cells(series.get("val") or series["yVal"])
        if bare(head) in shorts and len([v for v in values if isinstance(v, Number)]) == len(truth.years):
            drawn.append(shorts[bare(head)])
            assert years == list(truth.years)
            assert [round(v.value) for v in values if isinstance(v, Number)] == [
                round(truth.at("population", drawn[-1], year)) for year in years
            ]
    assert drawn == list(truth.mains)
    marks: dict[str, set[str]] = {"": set(), "outlook": set(), "census": set()}  # each kind of figures has its own
    for series in totals["series"]:  # type: ignore[attr-defined]
        head = bare(*cells(series["tx"]))
        if head not in map(bare, shorts):
            kind = {bare("将来展望"): "outlook", "Outlook": "outlook", "国勢調査": "census", "Census": "census"}.get(
                head, ""
            )
            marks[kind].add(series["mark"])
    every = [mark for of_kind in marks.values() for mark in of_kind]
    assert len(every) == len(set(every))
    for chart in (totals, classes, flows):  # whole persons, not thousands
        minus = '"△"' if made.language == "ja" else "-"
        assert chart["axes"][-1] == f"#,##0;{minus}#,##0"  # type: ignore[index]
    opening = truth.opening
    of = truth.short(opening, made.language)
    assert [bare(one["title"]) for one in (totals, classes, flows)] == [  # each with its unit
        bare(one)
        for one in (
            ("総人口の推移と将来展望（人）", f"年齢3区分別人口（人）：{of}", f"出生・死亡・社会増減（人）：{of}")
            if made.language == "ja"
            else (
                "Population and outlook (persons)",
                f"Three age classes (persons): {of}",
                f"Births, deaths and net migration (persons): {of}",
            )
        )
    ]
    for chart, measures, times in (
        (classes, ("population_0_14", "population_15_64", "population_65_plus"), truth.years),
        (flows, ("births", "deaths", "natural_change", "net_migration"), truth.periods),
    ):
        told = []
        for series in chart["series"]:  # type: ignore[attr-defined]
            values = [one.value for one in cells(series.get("val") or series["yVal"]) if isinstance(one, Number)]
            measure = next(
                one for one in measures if values[0] == pytest.approx(truth.at(one, opening, times[0]), rel=1e-9)
            )
            told.append(measure)
            assert values == pytest.approx([truth.at(measure, opening, year) for year in times], rel=1e-9)
            label = bare(*cells(series["tx"])) if "tx" in series else bare(series["name"])
            key = {"births": "出生|Births", "deaths": "死亡|Deaths", "natural_change": "自然増減|Natural", "net_migration": "転入超過|社会増減|Net",
                   "population_0_14": "0～14|0-14", "population_15_64": "15～64|15-64", "population_65_plus": "65歳以上|65\\+"}[measure]  # fmt: skip
            assert re.search(key, label)
        assert len(set(told)) == len(told) >= 2
    for chart, (name, year) in zip(
        pyramids, [(truth.reference, truth.years[0]), *((name, truth.target) for name in truth.mains)], strict=True
    ):
        assert str(year) in str(chart["title"])
        sums = [
            sum(one.value for one in cells(series["val"]) if isinstance(one, Number))
            for series in chart["series"]  # type: ignore[attr-defined]
        ]
        assert sums == pytest.approx(
            [-truth.group(name, year, 0, 0, 999), truth.group(name, year, 1, 0, 999)], rel=1e-9
        )


def test_filters_headings_and_words_of_the_charts(made: Made) -> None:
    """A filter holds every row of its table, its headings stand on every page; nothing is hidden; a chart is said to be what it is."""
    content, path = book(made), made.written("workbook") / f"{made.name}.xlsx"
    truth, ja = made.truth, made.language == "ja"
    sheet_of = kept(path)
    assert list(sheet_of) == list(content)
    filters = 0
    for name, one in sheet_of.items():
        assert one.hidden == (), name
        if one.filtered is None:
            continue
        filters += 1
        first, last = one.filtered
        rows = content[name]
        assert one.repeated == f"${first}:${first}", name
        assert all(map(bare, rows[first - 1])), name  # headings, one for each column
        assert any(map(bare, rows[last - 1])), name
        assert last == len(rows) or not any(map(bare, rows[last])), name  # the row after the last one is empty
    assert filters >= 5
    words = described(path)
    kinds = [("population", "outlook"), ("age classes",), ("births", "deaths", "net migration")]
    if ja:
        kinds = [("総人口", "展望"), ("年齢3区分",), ("出生", "死亡", "社会増減")]
    for said, wanted in zip(words, kinds, strict=False):
        assert all(one in said for one in wanted), said
    launch, *others = words[3:]
    assert str(truth.years[0]) in launch
    for said, name in zip(others, truth.mains, strict=True):
        assert str(truth.target) in said
        assert truth.short(name, made.language) in said


def test_colours(made: Made) -> None:
    """What is met is green, what is not is red; sexes and ages have the colours they have everywhere."""
    path, words = made.written("workbook") / f"{made.name}.xlsx", VERDICTS[made.language]
    first, *others = (sheet.tones for sheet in kept(path).values())
    everywhere = [
        *first,
        *(one for tones in others for one in tones),
    ]  # every reading has a row, and red stands on the first sheet
    of = {
        said: {colour for one, colour in tones if bare(one) == bare(said)}
        for said, tones in ((words[True], everywhere), (words["less"], first))
    }
    met = [
        made.truth.met(one, name) for one in made.truth.outlooks if one.scope == "set" for name in made.truth.scenarios
    ]
    if made.truth.readings is not None:  # a sheet has every one of them
        met += [bool((made.truth.readings >= made.truth.outlooks[0].limits()[0]).any())]
    # a heading may say it too, without a colour
    assert of[words[True]] - {""} == ({"0B6B2E"} if any(met) else set())
    assert of[words["less"]] <= {"A61B1B"}
    colours = payload(made)["colours"]
    _, classes, _, *pyramids = charts(path)
    assert [one["colour"] for one in classes["series"]] == [one.upper() for one in colours["ages"]]  # type: ignore[attr-defined]
    for one in pyramids:
        painted = [series["colour"] for series in one["series"]]  # type: ignore[attr-defined]
        assert painted == [colours["male"].upper(), colours["female"].upper()]


def test_official_layout(made: Made) -> None:
    """Censuses as published, projected years, and the ratios of each five years worked out one by one."""
    truth, ja = made.truth, made.language == "ja"
    rows, name = book(made)["入力様式" if ja else "Official layout"], truth.reference
    assert bare(truth.title(name, made.language)) in bare("".join(str(row[0]) for row in rows[:4] if row))
    groups = [(low, low + 4 if low < 90 else 999) for low in range(0, 95, 5)]
    blocks = official_blocks(rows)
    sexes = {"男": 0, "女": 1, "男女計": None, "Male": 0, "Female": 1, "Both": None}
    counted = census_cells(truth)
    days = sorted({day for day, _, _ in counted})
    # a year stands there once: as counted, where it was
    years = [
        year for year in truth.years if (year - truth.years[0]) % 5 == 0 and str(year) not in {day[:4] for day in days}
    ]
    seen = []
    for title, head, body in blocks:
        what = re.fullmatch(r"(?:人口（|Population:)(.+?)）?", bare(title))
        if not what:
            continue
        seen.append(sex := sexes[what[1]])
        said = [re.match(r"(\d{4})", bare(shown(one)))[1] for one in head[1:]]  # type: ignore[index]
        assert said == [*(day[:4] for day in days), *map(str, years)]
        assert [bool(re.search("国勢調査|census", bare(one))) for one in head[1:]] == [True] * len(days) + [
            False
        ] * len(years)
        for line, (low, high) in zip(body, groups, strict=False):
            for day, cell in zip(days, line[1:], strict=False):
                both = [counted.get((day, one, low), 0.0) for one in ((0, 1) if sex is None else (sex,))]
                assert isinstance(cell, Number)
                assert cell.value == pytest.approx(sum(both)), (title, low, day)
            for year, cell in zip(years, line[1 + len(days) :], strict=True):
                assert isinstance(cell, Number)
                assert cell.value == pytest.approx(truth.group(name, year, sex, low, high), rel=1e-12)
        total = body[len(groups) + 1]
        for place, year in enumerate(years, start=1 + len(days)):
            cell = total[place]
            assert isinstance(cell, Number)
            assert cell.value == pytest.approx(truth.group(name, year, sex, 0, 999), rel=1e-12)
    assert seen == [0, 1, None]


def shown(cell: Cell) -> str:
    return cell.said() if isinstance(cell, Number) else cell


def official_blocks(rows: list[list[Cell]]) -> list[tuple[Cell, list[Cell], list[list[Cell]]]]:
    """Return title, headings and rows of every table of the sheet."""
    found, place = [], 0
    while place < len(rows):
        row = rows[place]
        if row and bare(row[0]) in ("年齢", "Age"):
            end = place + 1
            while end < len(rows) and rows[end] and bare(rows[end][0]):
                end += 1
            found.append(
                (rows[place - 1][0], row, [[*one, *[""] * len(row)][: len(row)] for one in rows[place + 1 : end]])
            )
            place = end
        place += 1
    return found


def census_cells(truth: Truth) -> dict[tuple[str, int, int], float]:
    """Return the persons of every census by day, sex and five-year group to 90+."""
    found: dict[tuple[str, int, int], float] = {}
    for row in truth.rows("population"):
        if row["basis"] == "census" and row["age_group"] != "unknown":
            low = min(int(re.match(r"\d+", row["age_group"])[0]) // 5 * 5, 90)  # type: ignore[index]
            key = row["date"], ["male", "female"].index(row["sex"]), low
            found[key] = found.get(key, 0.0) + float(row["population"])
    return found


def test_official_ratios(made: Made) -> None:
    """Survivors and net migrants of each group over five years, followed one by one; children per woman and boys per 100 girls."""
    truth, ja = made.truth, made.language == "ja"
    rows, name = book(made)["入力様式" if ja else "Official layout"], truth.reference
    starts = [year for year in truth.years if (year - truth.years[0]) % 5 == 0 and year + 5 <= truth.years[-1]]
    blocks = {bare(title): (head, body) for title, head, body in official_blocks(rows)}
    s, step = truth.scenarios.index(name), truth.step
    seen = 0
    for sex, words in enumerate((("男", "Male"), ("女", "Female"))):
        tables = [
            one
            for title, one in blocks.items()
            if re.search(rf"[（:]{words[not ja]}）?$", title) and not re.match("人口（|Population:", title)
        ]
        assert len(tables) == 2
        for i, year in enumerate(starts):
            deaths: dict[int, float] = {}
            for p, period in enumerate(truth.periods):
                if year <= period < year + 5:
                    for place, age in enumerate(truth.ages):
                        then = age - (period - year) - step  # how old they were at the start
                        if then >= 0:
                            deaths[min(then // 5 * 5, 85)] = (
                                deaths.get(min(then // 5 * 5, 85), 0.0) + truth.arrays["deaths"][s, p, sex, place]
                            )
            for k, low in enumerate(range(0, 90, 5)):
                high = 999 if low == 85 else low + 4
                before = truth.group(name, year, sex, low, high)
                after = truth.group(name, year + 5, sex, low + 5, 999 if low == 85 else low + 9)
                alive = 1 - deaths[low] / before
                for (_, body), wanted in zip(tables, (alive, after / before - alive), strict=True):
                    cell = body[k][1 + i]
                    assert isinstance(cell, Number)
                    assert cell.value == pytest.approx(wanted, rel=1e-9, abs=1e-12), (words, year, low)
                    seen += 1
    assert seen == 2 * 2 * len(starts) * 18
    place = next(
        i for i, row in enumerate(rows) if row and re.search("子ども女性比と|Child-woman ratio and", str(row[0]))
    )
    head, ratio, boys = rows[place + 1 : place + 4]
    for i, year in enumerate(starts):
        end = year + 5
        assert bare(shown(head[1 + i])).strip("年") == str(end)
        children = truth.group(name, end, None, 0, 4)
        for row, wanted in (
            (ratio, children / truth.group(name, end, 1, 15, 49)),
            (boys, 100 * truth.group(name, end, 0, 0, 4) / truth.group(name, end, 1, 0, 4)),
        ):
            cell = row[1 + i]
            assert isinstance(cell, Number)
            assert cell.value == pytest.approx(wanted, rel=1e-9)
