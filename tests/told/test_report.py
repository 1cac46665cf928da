# ruff: noqa: E501
"""The report (PDF): its tables, sentences and captions, read from the text of its pages."""

from __future__ import annotations

import ctypes
import re
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as raw
import pytest

from cohort.story.model import Figure
from tests.told import pages, say
from tests.told.made import Made, told
from tests.told.sentences import Reader
from tests.told.tables import HEADS, VERDICTS, Table, Told, bare, figure_of, folded, kind_of, wrong
from tests.told.truth import Truth

_PAGES: dict[Path, list[str]] = {}


def lines_of(made: Made) -> list[str]:
    """Return the lines of all pages, without the foot of each; pictures and captions last."""
    path = made.written("report") / "report.pdf"
    if path not in _PAGES:
        head = "図 {} {}" if made.language == "ja" else "Figure {} {}"
        blocks = [
            block for section in told(made.name).sections for block in section.blocks if isinstance(block, Figure)
        ]
        _PAGES[path] = pages.lines_of(
            path, [head.format(n, one.caption.say(made.language)) for n, one in enumerate(blocks, 1)]
        )
    return _PAGES[path]


def label_and_cells(line: str, shorts: list[str]) -> tuple[str, list[str]] | None:
    """Cut a row into its label and its cells."""
    label = next((one for one in shorts if bare(line).startswith(bare(one))), None)
    if label is None:
        return None
    place, rest = 0, len(bare(label))
    while rest:
        rest -= not line[place].isspace()
        place += 1
    return label, re.sub(r"(\d) (年)", r"\1\2", line[place:]).split()


NUMBER = r"[△+\-]?\d{1,3}(?:,\d{3})*(?:\.\d+)?%?|–"


def told_of(made: Made) -> list[Told]:
    """Return every number of the tables of results."""
    truth, language = made.truth, made.language
    shorts = sorted((truth.short(name, language) for name in truth.scenarios), key=len, reverse=True)
    lines, found = lines_of(made), []
    for start, line in enumerate(lines):
        title = re.match(r"(?:表|Table) \d+[  ]*(.+)", line)
        kind = kind_of(title[1], language) if title else None
        if kind is None or kind[0] == "requirements" or title is None:
            continue
        rows, more = _rows(lines[start + 1 :], kind[0], shorts, truth, language)
        heads = {
            "verdict": {"ja": ["シナリオ", "推計", "差", "判定", "外れる年"], "en": ["Scenario", "Projected", "Difference", "Verdict", "Missed from"]},
        }  # fmt: skip
        head = heads["verdict"][language] if kind[0] in ("verdict", "published") else more
        found += Table("report", title[1], [list(head), *rows], truth, language).told()
    return found


def _rows(
    lines: list[str], kind: str, shorts: list[str], truth: Truth, language: str
) -> tuple[list[list[object]], list[str]]:
    """Return the rows of a table that begins here, and its headings."""
    rows: list[list[object]] = []
    heading = before = ""
    expected = _headings(kind, truth, language)
    for part in lines:
        line = before + part
        before = ""
        if rows and any(bare(one).startswith(bare(line)) for one in shorts):
            before = line  # a label that needs two lines
            continue
        if kind == "ages":
            again = re.match(r"(\d{4}) ?年? (.*)", line)
            if again and rows:
                rows.append(["", again[1], *again[2].split()])
                continue
        cut = label_and_cells(line, shorts)
        if (
            cut
            and (kind not in ("verdict", "published") or len(cut[1]) >= 3)
            and re.search(rf"(?:{NUMBER})$|[一-龠ぁ-ん]$|\w$", line)
        ):
            label, cells = cut
            if kind in ("verdict", "published"):
                cells = [*cells[:2], *_verdict(" ".join(cells[2:]))]
            if len(cells) == len(expected) - 1 or kind in ("verdict", "published"):
                rows.append([label, *cells])
                continue
        if not rows:
            heading += line
        elif kind == "ages" and (
            bare(line).startswith(bare(expected[0]))
            or bare(line) in bare("".join(expected))
            or re.fullmatch(r".*\d+ / \d+", line)
        ):
            continue  # the headings again, on the next page
        else:
            break
    assert kind in ("verdict", "published") or bare(heading) == bare("".join(expected)), (kind, heading, expected)
    return rows, expected


def _verdict(words: str) -> tuple[str, str]:
    found = re.fullmatch(r"(.*?) ?((?:from )?\d{4}(?:年から)?|–|当初から|from the start)", words)
    assert found, words
    return found[1], found[2]


def _headings(kind: str, truth: Truth, language: str) -> list[str]:
    """Return the headings that a table should have, in their order."""
    ja = language == "ja"
    first = "シナリオ" if ja else "Scenario"
    if kind in ("population", "share_65_plus", "women_20_39"):
        years = sorted({truth.years[0], truth.target, truth.years[-1], *(y for y in truth.years if y % 5 == 0)})
        return [first, *(f"{year}年" if ja else str(year) for year in years)]
    by_measure = {measure: head for head, measure in reversed(HEADS[language].items())}
    if kind == "ages":
        names = (
            "population_0_14",
            "population_15_64",
            "population_65_plus",
            "population_75_plus",
            "share_65_plus",
            "women_20_39",
        )
        return [first, "年" if ja else "Year", *(by_measure[one] for one in names)]
    if kind == "flows":
        names = ("births", "deaths", "natural_change", "net_migration")
        return [first, *(by_measure[one] for one in names), "人口の増減" if ja else "Change"]
    return [first]


def test_tables(made: Made) -> None:
    told, truth = told_of(made), made.truth
    kinds = {one.kind for one in told}
    assert kinds >= {"value", "sum", "grown"}
    years = len({truth.years[0], truth.target, truth.years[-1]})
    least = len(truth.scenarios) * (6 + (len(truth.scenarios) > 1)) + len(truth.mains) * (years * 6 + 5)
    least += sum(4 * len(truth.judged(one)) for one in truth.outlooks)
    assert len(told) >= least
    assert wrong(told, truth, made.language) == []


def test_sentences(made: Made) -> None:
    """The box with the answer, and the sentences that support it."""
    lines = lines_of(made)
    start = next(i for i, line in enumerate(lines) if line.strip() in ("答え", "Answer"))
    end = next(i for i, line in enumerate(lines) if re.match("2 (シナリオごと|Verdict by|Population by)", line))
    reader = Reader(made.truth, made.language)
    count, problems = reader.read(re.sub("^• ?", "", "\n".join(lines[start + 1 : end]), flags=re.MULTILINE))
    assert problems == []
    assert count >= 6
    assert reader.lacking() == []


def test_lead_on_ages(made: Made) -> None:
    truth, language = made.truth, made.language
    text, name = bare("".join(lines_of(made))), truth.reference
    first, year = truth.years[0], truth.target
    old = [say.number("share_65_plus", truth.at("share_65_plus", name, at), language) for at in (first, year)]
    women = [truth.at("women_20_39", name, at) for at in (first, year)]
    change = say.rounded(100 * (women[1] / women[0] - 1))
    said = f"{'△' if language == 'ja' else '-'}{abs(change)}%" if change < 0 else f"+{change}%"
    few = [say.number("population", one, language) for one in women]
    short = truth.short(name, language)
    wanted = {
        "ja": f"基準シナリオ「{short}」では、65歳以上の割合は{first}年の{old[0]}から{year}年には{old[1]}になります。20～39歳の女性は{few[0]}人から{few[1]}人へ変わります（{said}）。",
        "en": f"In the reference scenario, “{short}”, the share aged 65 and over goes from {old[0]} in {first} to {old[1]} in {year}, and the number of women aged 20 to 39 from {few[0]} to {few[1]} ({said}).",
    }[language]
    assert bare(wanted) in text


def test_one_period_in_numbers(made: Made) -> None:
    """The equation of the method: the first period of the reference scenario."""
    truth, language = made.truth, made.language
    name, (first, then) = truth.reference, truth.years[:2]
    numbers = [
        truth.at("population", name, then), truth.at("population", name, first),
        *(truth.at(one, name, first) for one in ("births", "deaths", "net_migration")),
    ]  # fmt: skip
    said = [say.number("population", one, language) for one in numbers]
    minus = r"[－−–-]"
    pattern = rf"{re.escape(said[0])}[＝=]{re.escape(said[1])}[＋+]{re.escape(said[2])}{minus}{re.escape(said[3])}[＋+][（(]?{re.escape(said[4])}[）)]?"
    text = bare("".join(lines_of(made)))
    assert re.search(pattern, text), said


def test_requirements(made: Made) -> None:
    """Conditions and results: what each scenario has at the launch, on average, in the outlook's year."""
    truth, language = made.truth, made.language
    if not truth.outlooks:
        pytest.skip("no outlook, nothing to be required")
    text = "".join(lines_of(made))
    start = text.index("条件と結果" if language == "ja" else "Conditions and results")
    text = bare(text[start:])
    first, year, step = truth.years[0], truth.target, truth.step
    for name in truth.scenarios:
        launch = truth.flow("net_migration", name, first, first) / step
        mean = truth.flow("net_migration", name, first, year - step) / (year - first)
        end = truth.at("population", name, year)
        met = truth.met(truth.outlooks[0], name)
        gap = (
            {"ja": "達成", "en": "met"}[language]
            if met
            else say.difference("population", end, truth.outlooks[0].value, language)
        )
        said = [say.change("population", one, language) for one in (launch, mean)]
        label = re.escape(bare(truth.short(name, language)))
        tfr = say.number("tfr", truth.at("tfr", name, year - step), language)
        row = rf"{label}{re.escape(''.join([tfr, *said]))}{say.number('population', end, language)}{re.escape(gap)}"
        assert re.search(row, text), (name, said)


def test_the_file_says_what_it_is(made: Made) -> None:
    """Title, area and date in the properties; behind each figure its caption, for those who cannot see it."""
    truth, language = made.truth, made.language
    document = pypdfium2.PdfDocument(made.written("report") / "report.pdf")
    properties = document.get_metadata_dict()
    title, subject = bare(properties["Title"]), bare(properties["Subject"])
    assert bare(truth.place(language)) in title
    assert str(truth.area["code"]) in subject
    if truth.outlooks:
        assert str(truth.outlooks[0].year) in title
        assert bare(figure_of(truth.outlooks[0], language)) in title
    for key in ("CreationDate", "ModDate"):
        assert properties[key].startswith(f"D:{truth.latest().replace('-', '')}")
    figures = [block for section in told(made.name).sections for block in section.blocks if isinstance(block, Figure)]
    assert [bare(one) for one in alternatives(document)] == [bare(one.caption.say(language)) for one in figures]


def alternatives(document: pypdfium2.PdfDocument) -> list[str]:
    """Return the words that stand for each figure, where it cannot be seen, page by page."""
    found: list[str] = []

    def below(element: Any) -> None:
        size = raw.FPDF_StructElement_GetAltText(element, None, 0)
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDF_StructElement_GetAltText(element, buffer, size)
            found.append(buffer.raw.decode("utf-16-le").rstrip("\0"))
        for place in range(raw.FPDF_StructElement_CountChildren(element)):
            if child := raw.FPDF_StructElement_GetChildAtIndex(element, place):
                below(child)

    for page in document:
        tree = raw.FPDF_StructTree_GetForPage(page)
        for place in range(raw.FPDF_StructTree_CountChildren(tree)):
            below(raw.FPDF_StructTree_GetChildAtIndex(tree, place))
        raw.FPDF_StructTree_Close(tree)
    return found


def test_met_is_green_and_missed_is_red(made: Made) -> None:
    """The words of verdicts in the tables, letter by letter."""
    document = pypdfium2.PdfDocument(made.written("report") / "report.pdf")
    said = {(11, 107, 46): "", (166, 27, 27): ""}
    for page in document:
        text = page.get_textpage()
        for place in range(text.count_chars()):
            red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
            raw.FPDFText_GetFillColor(text, place, red, green, blue, alpha)
            colour = red.value, green.value, blue.value
            if colour in said:
                said[colour] += text.get_text_range(place, 1)
    green, red = map(bare, said.values())
    words, truth = VERDICTS[made.language], made.truth
    judged = [truth.met(one, name) for one in truth.outlooks if one.scope == "set" for name in truth.scenarios]
    assert (words[True] in green) == any(judged)
    assert words[True] not in red.replace(bare("met by"), "")
    assert bare(words["less"]) not in green
    if not all(judged):
        assert bare(words["less"]) in red or bare(words["more"]) in red


def test_captions(made: Made) -> None:
    """Every figure has its number, and the years it is of."""
    truth, ja = made.truth, made.language == "ja"
    text = bare("".join(lines_of(made)))
    first, year = truth.years[0], truth.target
    wanted = [f"人口ピラミッド：{first}年と{year}年（" if ja else f"Population pyramid, {first} and {year} ("]
    last = max(p for p in truth.periods if p < first + 10) + truth.step - 1
    wanted.append(
        f"年齢別の社会増減、{first}～{last}年の年平均（"
        if ja
        else f"Net migration by age, yearly mean of {first} to {last} ("
    )
    if truth.beside:
        pair = [truth.short(name, made.language) for name in (truth.reference, truth.beside)]
        wanted.append(
            f"{year}年の人口ピラミッド：{pair[0]}と{pair[1]}"
            if ja
            else f"Population pyramid in {year}: {pair[0]} and {pair[1]}"
        )
    others = len(truth.scenarios) - len(truth.mains)
    if others:
        wanted.append(f"このほか{others}件は表に示します" if ja else f"{others} more in the tables")
    for one in wanted:
        assert bare(one) in text, one


def test_the_answer_and_its_picture_stand_on_the_first_page(made: Made) -> None:
    first = bare(pypdfium2.PdfDocument(made.written("report") / "report.pdf")[0].get_textpage().get_text_range())
    story = told(made.name)
    assert all(bare(line.say(made.language)) in first for line in story.headline)
    assert bare(story.charts["totals"].caption.say(made.language)) in first


def test_no_page_is_half_empty(made: Made) -> None:
    """Between the margins no more than a third of a page is white in one piece, but for the last: pictures float to where there is room."""
    for page in list(pypdfium2.PdfDocument(made.written("report") / "report.pdf"))[:-1]:
        ink = page.render(scale=0.5).to_numpy()[..., :3].min(axis=(1, 2)) < 200
        within = ink[round(22 / 297 * len(ink)) : round(275 / 297 * len(ink))]
        edges = np.flatnonzero(np.concatenate([[True], within, [True]]))
        assert np.diff(edges).max() < len(within) / 3


def test_figures_stand_above_their_captions(made: Made) -> None:
    """Between a caption and the one before it stands the title of the chart that the caption is of."""
    story, text = told(made.name), folded("".join(lines_of(made)))
    figures = [block for section in story.sections for block in section.blocks if isinstance(block, Figure)]
    assert len(figures) >= 5
    place, head = 0, "図" if made.language == "ja" else "Figure"
    for number, block in enumerate(figures, start=1):
        end = text.find(folded(f"{head}{number}{block.caption.say(made.language)}"), place)
        assert end > 0, (number, block.caption.say(made.language))
        title = folded(story.charts[block.chart].title.say(made.language))
        assert title in text[place:end], (number, block.chart)
        place = end


def test_reliability(made: Made) -> None:
    """Births, deaths and residents modelled beside what was counted since, where the report has them."""
    truth, language = made.truth, made.language
    text = bare("".join(lines_of(made)))
    start = text.find("推計と実績" if language == "ja" else "Modelledandobserved,bycalendaryear")
    if made.name != "ichinoseki":
        return
    assert start > 0
    seen, lines = 0, lines_of(made)
    begin = next(i for i, line in enumerate(lines) if re.search("推計と実績の比較|Modelled and observed, by", line))
    for line in lines[begin : begin + 30]:
        found = re.fullmatch(
            rf"(20\d\d) ?年? ({NUMBER}) ({NUMBER}) ({NUMBER}) ({NUMBER}) ({NUMBER}) ({NUMBER})", line.strip()
        )
        if not found or int(found[1]) not in truth.periods:
            continue
        seen += 1
        for place, measure in ((2, "births"), (5, "deaths")):
            model = truth.at(measure, "trend", int(found[1]))
            assert found[place] == say.number("population", model, language), line
            counted = float(found[place + 1].replace(",", ""))
            assert found[place + 2] == say.difference("population", model, counted, language), line
            every = {
                float(row["value"])
                for row in truth.rows("events")
                if row["measure"] == measure and row["start"][:4] == found[1]
            }
            assert counted in every, line
    assert seen >= 3
    residents = re.findall(
        rf"(20\d\d)年1月1日[^0-9]*?(?:推計)({NUMBER})人?、実績({NUMBER})人?[^0-9△+]*({NUMBER})人?（({NUMBER})）" if language == "ja"
        else rf"on1January(20\d\d)\([^)]*\):modelled({NUMBER}),observed({NUMBER});difference({NUMBER})\(({NUMBER})\)",
        text,
    )  # fmt: skip
    assert len(residents) >= 3
    for year, model, counted, gap, _ in residents:
        value = truth.at("population", "trend", int(year))
        assert model == say.number("population", value, language)
        assert gap == say.difference("population", value, float(counted.replace(",", "")), language)
