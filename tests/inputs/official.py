"""Small files in the official layouts, written by hand."""

from __future__ import annotations

from pathlib import Path

AGES = [str(age) for age in range(0, 95, 5)]
REGISTER_AGES = ["0～4歳", *(f"{age}～{age + 4}" for age in range(5, 100, 5)), "100歳以上"]


def census(path: Path, *, unknown: bool = True, years: tuple[int, ...] = (2010, 2015), **replace: str) -> Path:
    """Write two areas: count of a cell = lower bound + 1 for men, + 2 for women; unknown 3 and 4."""
    lines = ["area_code,area_name,year,sex,age,population"]
    for code, name in (("03209", "一関市"), ("03402", "平泉町")):
        for year in years:
            for sex, more in (("female", 2), ("male", 1)):
                lines += [f"{code},{name},{year},{sex},{age},{int(age) + more}" for age in AGES]
                if unknown:
                    lines.append(f"{code},{name},{year},{sex},unknown,{more + 2}")
    text = "\n".join(lines) + "\n"
    for old, new in replace.items():
        text = text.replace(old.removeprefix("_").replace("__", ","), new)
    path.write_text(text, encoding="utf-8")
    return path


def register_rows(name: str = "一関市", code: str = "032093", withheld: int = 0) -> list[list[object]]:
    """Return three rows: men 10 in each group, women 20; ``withheld`` men are only in the total."""
    men, women = [10] * 21, [20] * 21
    both = [a + b for a, b in zip(men, women, strict=True)]
    head = [code, "岩手県", name]
    return [
        [*head, "計", sum(both) + withheld, *both],
        [*head, "男", sum(men) + withheld, *men],
        [*head, "女", sum(women), *women],
    ]


def register(
    path: Path, rows: list[list[object]], title: str = "令和2年1月1日住民基本台帳年齢階級別人口（市区町村別）（総計）"
) -> Path:
    """Write the register workbook with these rows."""
    import xlsxwriter

    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("年齢別人口（市区町村別）【総計】")
    sheet.write_row(0, 0, [title])
    sheet.write_row(1, 0, ["団体コード", "都道府県名", "市区町村名", "性別", "総数", *REGISTER_AGES])
    for number, row in enumerate(rows, start=2):
        sheet.write_row(number, 0, row)
    book.close()
    return path


def ssdse(path: Path, year: int = 2019, census_year: int = 2015, encoding: str = "cp932", births: str = "549") -> Path:
    """Write an SSDSE-A file with one area and a few of its items."""
    items = {
        "A1101": ("総人口", census_year, "121583"), "A110101": ("総人口（男）", census_year, "58804"),
        "A110102": ("総人口（女）", census_year, "62779"), "A1102": ("日本人人口", census_year, "120790"),
        "A1301": ("15歳未満人口", census_year, "13750"), "A1700": ("外国人人口", census_year, "695"),
        "A4101": ("出生数", year, births), "A4200": ("死亡数", year, "1957"),
        "A5101": ("転入者数（日本人移動者）", year, "2086"), "A5103": ("転入者数", year, "2300"),
    }  # fmt: skip
    rows = [
        [f"SSDSE-A-{year + 2}", "prefecture", "municipality", *items],
        ["", "", "年度", *(str(item[1]) for item in items.values())],
        ["地域コード", "都道府県", "市区町村", *(item[0] for item in items.values())],
        ["R03209", "岩手県", "一関市", *(item[2] for item in items.values())],
    ]
    path.write_bytes("\r\n".join(",".join(row) for row in rows).encode(encoding))
    return path


def ipss2023(path: Path, total: int = 76185) -> Path:
    """Write the 2023 projection of one area and year."""
    path.write_text(
        f"code,name,year,total,age0_14,age15_64,age65plus\n03209,一関市,2040,{total},5234,35408,35543\n",
        encoding="utf-8",
    )
    return path
