"""Bytes and text of one file, and names that some system keeps for itself."""

from __future__ import annotations

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
        mode = path.stat().st_mode
        for is_kind, en, ja in _KINDS:
            if is_kind(mode):
                problems.add(
                    "",
                    en=f"is {en}, not a file; write a file of this name, or take it away.",
                    ja=f"ファイルではなく{ja}です。この名前のファイルを置くか、取り除いてください。",
                )
                return None
        with path.open("rb") as file:
            found = file.read(limit + 1)
    except (OSError, ValueError):
        if path.is_symlink() and not path.exists():
            problems.add(
                "",
                en=f"is a link to {path.readlink()}, which is not there; mend the link.",
                ja=f"リンク先の {path.readlink()} がありません。リンクを直してください。",
            )
        else:
            problems.add(
                "",
                en="the file cannot be read; check its name.",
                ja="ファイルが読めません。名前を確かめてください。",
            )
        return None
    if len(found) > limit:
        problems.add(
            "",
            en=f"is larger than {limit // 1_000_000} MB; it is hardly what was meant. Check the file.",
            ja=f"{limit // 1_000_000} MB を超えています。ファイルを確かめてください。",
        )
        return None
    return found


def decode(raw: bytes, problems: Problems, from_excel: bool = False) -> str | None:
    """Return the text of UTF-8 bytes (with or without BOM), or None: the encoding it seems to have is noted."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff") or raw[:200].count(b"\x00") > len(raw[:200]) / 4
    try:
        raw.decode("cp932")
        name = "UTF-16" if wide else "Shift_JIS"
    except UnicodeDecodeError:
        name = "UTF-16" if wide else ""
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


def read_text(path: Path, problems: Problems, limit: int = TOML_BYTES) -> str | None:
    """Return the text of a UTF-8 file, line ends as they are, or None: the problem is noted."""
    raw = read_bytes(path, problems, limit)
    return None if raw is None else decode(raw, problems, path.suffix.lower() == ".csv")


_RESERVED = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def is_reserved(name: str) -> bool:
    """Tell whether Windows keeps a name for itself: CON, NUL, COM1, with any ending."""
    return _RESERVED.fullmatch(name) is not None
