"""Bytes and text of one file, and names that some system keeps for itself."""

from __future__ import annotations

import contextlib
import re
import stat
from pathlib import Path

from cohort.errors import Problems

TOML_BYTES = 4_000_000
CSV_BYTES = 200_000_000
LONGEST_TEXT = 2000

_KINDS = (
    (stat.S_ISDIR, "a folder", "フォルダー"),
    (stat.S_ISFIFO, "a pipe", "パイプ"),
    (stat.S_ISCHR, "a device", "デバイス"),
    (stat.S_ISBLK, "a device", "デバイス"),
    (stat.S_ISSOCK, "a socket", "ソケット"),
)


def read_bytes(path: Path, problems: Problems, limit: int = TOML_BYTES) -> bytes | None:
    """Return what a regular file of at most ``limit`` bytes holds, or None: the problem is noted.

    A folder, pipe or device is never opened.
    """
    try:
        status = path.stat()
        mode = status.st_mode
        for is_kind, en, ja in _KINDS:
            if is_kind(mode):
                do_en, do_ja = (
                    "write a file of this name, or take it away",
                    "この名前のファイルを置くか、取り除いてください",
                )
                if stat.S_ISDIR(mode):
                    do_en, do_ja = (
                        "name a file, or put one in its place",
                        "ファイルを指定するか、この名前のファイルに置き換えてください",
                    )
                problems.add("", en=f"is {en}, not a file; {do_en}.", ja=f"ファイルではなく{ja}です。{do_ja}。")
                return None
        found = b""
        if status.st_size <= limit:
            with path.open("rb") as file:
                found = file.read(limit + 1)  # it may grow
    except PermissionError:
        problems.add("", en="may not be read; ask for the right to read it.",
                     ja="読む権限がありません。権限を得てください。")  # fmt: skip
        return None
    except (OSError, ValueError):
        if path.is_symlink() and not path.exists():
            problems.add(
                "",
                en=f"is a link to {path.readlink()}, which is not there; mend the link.",
                ja=f"リンク先の {path.readlink()} がありません。リンクを直してください。",
            )
        else:
            problems.add(
                "", en="there is no such file; check its name.", ja="ファイルがありません。名前を確かめてください。"
            )
        return None
    if max(status.st_size, len(found)) > limit:
        problems.add(
            "",
            en=f"is larger than {limit // 1_000_000} MB; it is hardly what was meant. Check the file.",
            ja=f"{limit // 1_000_000} MB を超えています。ファイルを確かめてください。",
        )
        return None
    return found


# How files begin that are no text, and what they are.
_NO_TEXTS = (
    (b"PK\x03\x04", "an Excel workbook or a ZIP archive", " Excel ブックか ZIP ファイル"),
    (b"\xd0\xcf\x11\xe0", "an old Excel or Word file", "古い形式の Excel か Word のファイル"),
    (b"%PDF", "a PDF", " PDF"),
    (b"\x89PNG", "a picture", "画像"),
    (b"\xff\xd8\xff", "a picture", "画像"),
    (b"\x1f\x8b", "a compressed file", "圧縮ファイル"),
    (bytes(8), "damaged (zero bytes)", "壊れたファイル（0 の連続）"),
    (b"\x89HDF", "a NetCDF file", " NetCDF ファイル"),
)


def decode(raw: bytes, problems: Problems, from_excel: bool = False) -> str | None:
    """Return the text of UTF-8 bytes (with or without BOM), or None: what it seems to be instead is noted."""
    for begin, en, ja in _NO_TEXTS:
        if raw.startswith(begin):
            as_en, as_ja = ("save the table as 'CSV UTF-8'", "表を「CSV UTF-8」で保存してください")
            if not from_excel:
                as_en, as_ja = "write it as a text file in UTF-8", "UTF-8 のテキストファイルで書いてください"
            problems.add("", en=f"is {en}, not text; {as_en}.", ja=f"テキストではなく{ja}です。{as_ja}。")
            return None
    name, at = "ISO-2022-JP", raw.find(b"\x1b$")  # seven bits, so that UTF-8 takes it
    if at < 0 and abs(raw[0:200:2].count(0) - raw[1:200:2].count(0)) > len(raw[:200]) / 4:  # UTF-8 takes this one too
        name, at = "UTF-16", 0
    elif at < 0:
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            name, at = _encoding(raw), error.start
    line = raw[:at].count(b"\n") + 1
    if name:
        how_en, how_ja = (
            "In Notepad: Save as, Encoding UTF-8.",
            "メモ帳では「名前を付けて保存」で文字コードを UTF-8 にします。",
        )
        if from_excel:
            how_en, how_ja = "In Excel: 'CSV UTF-8'.", "Excel では「CSV UTF-8」を選びます。"
        problems.add(
            "",
            en=f"the file is {name} (line {line}); save it as UTF-8. {how_en}",
            ja=f"ファイルが {name}（{line}行目）です。UTF-8 で保存してください。{how_ja}",
        )
    else:
        problems.add(
            "",
            en=f"line {line} of the file is not UTF-8 text; save it as UTF-8.",
            ja=f"ファイルの{line}行目が UTF-8 ではありません。UTF-8 で保存してください。",
        )
    return None


def _encoding(raw: bytes) -> str:
    """Return the encoding that bytes seem to have which are not UTF-8, or nothing.

    EUC-JP read as Shift_JIS is a row of half-width katakana, which hardly anybody writes.
    """
    if raw[:4] in (b"\xff\xfe\0\0", b"\0\0\xfe\xff"):
        return "UTF-32"
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:200].count(b"\x00") > len(raw[:200]) / 4:
        return "UTF-16"
    read = {}
    for codec in ("cp932", "euc_jp"):
        with contextlib.suppress(UnicodeDecodeError):
            read[codec] = [letter for letter in raw.decode(codec) if letter > "\x7f"]
    narrow = sum("\uff61" <= letter <= "\uff9f" for letter in read.get("cp932", ()))
    if "euc_jp" in read and 2 * narrow >= len(read.get("cp932", ())):
        return "EUC-JP"
    return "Shift_JIS" if "cp932" in read else ""


def read_text(path: Path, problems: Problems, limit: int = TOML_BYTES) -> str | None:
    """Return the text of a UTF-8 file, line ends as they are, or None: the problem is noted."""
    raw = read_bytes(path, problems, limit)
    return None if raw is None else decode(raw, problems, path.suffix.lower() == ".csv")


_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\..*)?", re.IGNORECASE)


def is_reserved(name: str) -> bool:
    """Tell whether Windows keeps a name for itself: CON, NUL, COM1, with any ending."""
    return _RESERVED.fullmatch(name) is not None
