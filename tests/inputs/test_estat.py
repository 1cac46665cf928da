"""e-Stat's API, against a stand-in on this machine that answers as the specification (3.0, JSON) says."""

from __future__ import annotations

import json
import threading
import urllib.parse
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from cohort.errors import InputError
from cohort.inputs import read_inputs
from cohort.readers import import_area, layout_of
from cohort.readers.estat import fetch

TABLE = "0003445139"
AGES = ["総数", *(f"{low}～{low + 4}歳" for low in range(0, 100, 5)), "100歳以上", "年齢「不詳」", "（再掲）15歳未満"]
FAST = (0.01, 0.01, 0.01)


def classes() -> list[dict[str, Any]]:
    def many(names: list[str]) -> list[dict[str, str]]:
        return [{"@code": f"{n:03d}", "@name": name, "@level": "1"} for n, name in enumerate(names)]

    return [
        {"@id": "tab", "@name": "表章項目", "CLASS": {"@code": "020", "@name": "人口", "@level": "", "@unit": "人"}},
        {"@id": "cat01", "@name": "国籍", "CLASS": many(["総数", "日本人"])},
        {"@id": "cat02", "@name": "男女", "CLASS": many(["総数", "男", "女"])},
        {"@id": "cat03", "@name": "年齢", "CLASS": many(AGES)},
        {"@id": "area", "@name": "地域", "CLASS": {"@code": "03209", "@name": "一関市", "@level": "3"}},
        {"@id": "time", "@name": "時間軸", "CLASS": {"@code": "2020000000", "@name": "2020年", "@level": "1"}},
    ]  # fmt: skip


def values() -> list[dict[str, str]]:
    """Men of age group n: 100 + n, women 200 + n; half of them Japanese; one withheld sum, one none."""
    found = []
    for nation in range(2):
        for sex in range(3):
            for age in range(len(AGES)):
                count = "-" if (sex, age) == (1, 21) else str((100 * sex + age) * (2 - nation))
                found.append(
                    {"@tab": "020", "@cat01": f"{nation:03d}", "@cat02": f"{sex:03d}", "@cat03": f"{age:03d}", "@area": "03209",
                     "@time": "2020000000", "@unit": "人", "$": count}
                )  # fmt: skip
    return found


class Service(HTTPServer):
    """What it was asked; how it fails, and how many times; how many cells a page has."""

    asked: list[dict[str, str]]
    failing: list[Any]
    page = 10_000

    def answer(self, asked: dict[str, str]) -> dict[str, Any]:
        if asked.get("appId") != "right-id":
            return _error(100, "認証に失敗しました。アプリケーションIDを確認してください。")
        if asked["statsDataId"] != TABLE:
            return _error(300, "指定された統計表IDは存在しません。")
        if asked.get("cdArea", "03209") != "03209":
            return _error(1, "正常に終了しましたが、該当データはありませんでした。")
        every, first = values(), int(asked["startPosition"])
        here = every[first - 1 : first - 1 + self.page]
        last = first + len(here) - 1
        result: dict[str, Any] = {"TOTAL_NUMBER": len(every), "FROM_NUMBER": first, "TO_NUMBER": last}
        if last < len(every):
            result["NEXT_KEY"] = last + 1
        about = {
            "@id": TABLE,
            "STAT_NAME": {"@code": "00200521", "$": "国勢調査"},
            "TITLE": {"@no": "2-7-1", "$": "男女，年齢別人口"},
        }
        data = {
            "RESULT_INF": result,
            "TABLE_INF": about,
            "CLASS_INF": {"CLASS_OBJ": classes()},
            "DATA_INF": {"VALUE": here},
        }
        return {
            "GET_STATS_DATA": {"RESULT": {"STATUS": 0, "ERROR_MSG": "正常に終了しました。"}, "STATISTICAL_DATA": data}
        }


def _error(status: int, said: str) -> dict[str, Any]:
    return {"GET_STATS_DATA": {"RESULT": {"STATUS": status, "ERROR_MSG": said}}}


class Handler(BaseHTTPRequestHandler):
    server: Service

    def do_GET(self) -> None:
        asked = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.path).query))
        self.server.asked.append(asked)
        failing = self.server.failing.pop(0) if self.server.failing else None
        body = (
            failing
            if isinstance(failing, bytes)
            else json.dumps(self.server.answer(asked), ensure_ascii=False).encode()
        )
        self.send_response(failing if isinstance(failing, int) else 200)
        self.send_header("Content-Length", str(len(body) + (1000 if failing == b"cut" else 0)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    server = Service(("127.0.0.1", 0), Handler)
    server.asked, server.failing = [], []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("COHORT_ESTAT_URL", f"http://127.0.0.1:{server.server_port}/rest/3.0/app/json/getStatsData")
    monkeypatch.setenv("COHORT_ESTAT_APP_ID", "right-id")
    monkeypatch.setenv("COHORT_CACHE", (tmp_path / "cache").as_posix())
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    yield server
    server.shutdown()
    server.server_close()


def test_a_census_comes_from_the_service_into_the_inputs(service: Service, tmp_path: Path) -> None:
    service.page = 50
    file = fetch(TABLE, tmp_path / "t.csv", "03209", waits=FAST)
    assert [asked["startPosition"] for asked in service.asked] == ["1", "51", "101"]
    assert layout_of(file) == "estat"
    done = import_area("03209", [file], to=tmp_path / "here", name_en="Ichinoseki")
    counted = read_inputs(done.folder).counts("census", "2020-10-01")
    men = counted[counted["sex"] == "male"].set_index("age_group")["population"]
    assert men["0-4"] == 2 * 101
    assert men["95-99"] == 2 * 120
    assert men["100+"] == 0  # "-" in the table
    assert men["unknown"] == 2 * 122
    assert counted["population"].sum() == 2 * (sum(range(101, 123)) - 121 + sum(range(201, 223)))


def test_what_was_fetched_is_not_asked_again_and_no_file_holds_the_id(service: Service, tmp_path: Path) -> None:
    first = fetch(TABLE, tmp_path / "a.csv", waits=FAST).read_bytes()
    assert fetch(TABLE, tmp_path / "b.csv", waits=FAST).read_bytes() == first
    assert len(service.asked) == 1
    assert not any(b"right-id" in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


@pytest.mark.parametrize("failing", [[500, 503], [429], [b"cut"], [500, b"cut", 502]])
def test_a_line_that_fails_is_tried_again(failing: list[Any], service: Service, tmp_path: Path) -> None:
    service.failing = list(failing)
    fetch(TABLE, tmp_path / "a.csv", waits=FAST)
    assert len(service.asked) == len(failing) + 1


@pytest.mark.parametrize(
    ("failing", "tries", "en", "ja"),
    [
        ([500] * 9, 4, "e-Stat gave no answer (HTTP 500); try again later", "応答がありません（HTTP 500）"),
        ([404] * 9, 1, "e-Stat gave no answer (HTTP 404)", "（HTTP 404）"),
        ([b"<html>busy</html>"], 1, "the answer of e-Stat is not the documented one (<html>busy</html>)", "仕様と異なります"),
        ([b"[" * 100_000], 1, "is not the documented one", "仕様と異なります"),
        ([b'{"GET_STATS_DATA":{"RESULT":{"STATUS":0}}}'], 1, "is not the documented one (STATISTICAL_DATA)", "仕様と異なります"),
        ([b'{"GET_STATS_DATA":{"RESULT":{"STATUS":"x"}}}'], 1, "is not the documented one", "仕様と異なります"),
        ([b'{"GET_STATS_DATA":{"RESULT":{"STATUS":0},"STATISTICAL_DATA":{"RESULT_INF":{},"CLASS_INF":{"CLASS_OBJ":7},'
          b'"DATA_INF":{"VALUE":[]}}}}'], 1, "is not the documented one", "仕様と異なります"),
    ],
)  # fmt: skip
def test_a_service_that_fails_is_told(
    failing: list[Any], tries: int, en: str, ja: str, service: Service, tmp_path: Path
) -> None:
    service.failing = list(failing)
    with pytest.raises(InputError) as caught:
        fetch(TABLE, tmp_path / "a.csv", waits=FAST)
    assert en in caught.value.text("en")
    assert ja in caught.value.text("ja")
    assert len(service.asked) == tries
    assert not (tmp_path / "a.csv").exists()


def test_mistakes_are_told_without_the_id(service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(InputError, match="is no table id of e-Stat"):
        fetch("../x", tmp_path / "a.csv", waits=FAST)
    with pytest.raises(InputError, match=r"refuses \(300: 指定された統計表ID"):
        fetch("0000000001", tmp_path / "a.csv", waits=FAST)
    monkeypatch.setenv("COHORT_ESTAT_APP_ID", "wrong-secret")
    with pytest.raises(InputError, match=r"refuses \(100: 認証に失敗しました") as caught:
        fetch(TABLE, tmp_path / "a.csv", waits=FAST)
    assert "wrong-secret" not in caught.value.text("en") + caught.value.text("ja")
    monkeypatch.delenv("COHORT_ESTAT_APP_ID")
    with pytest.raises(InputError, match="COHORT_ESTAT_APP_ID: 1 problem"):
        fetch(TABLE, tmp_path / "a.csv", waits=FAST)
    monkeypatch.setenv("COHORT_ESTAT_APP_ID", "x")
    monkeypatch.setenv("COHORT_ESTAT_URL", "file:///etc/passwd")
    with pytest.raises(InputError, match="an address begins with https"):
        fetch(TABLE, tmp_path / "a.csv", waits=FAST)
