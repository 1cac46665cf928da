"""What is typed wrongly (a verb, an option, a value) is answered like any other mistake, in the user's language."""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup

from cohort.console import (
    MEND,
    drop_stdout,
    help_text,
    language_of_help,
    report,
    say,
    stop_code,
    told_of_disk,
    unexpected,
)
from cohort.errors import Language

# The base of click's usage errors: typer brings its own copy of click since 0.26, and used click itself before.
USAGE_ERROR = cast("type[Exception]", typer.BadParameter.__mro__[1])
_JAPANESE = tomllib.loads(resources.files("cohort.cli").joinpath("usage.toml").read_text(encoding="utf-8"))
_PARSERS_WORDS = (
    r"control; |Value error, |(?:Input should be a valid|Unable to parse input string as an) (?:integer|number).*"
    r"| does not match the formats.*"
)
_GUESS = re.compile(r" *(?:Did you mean (?P<one>.+?)\?|\(Possible options: (?P<several>.+?)\))$")


class _Helped:
    """A command whose option ``--help`` is explained in the language of the help."""

    def get_help_option(self, ctx: Any) -> Any:
        option = super().get_help_option(ctx)  # type: ignore[misc]
        if option is not None:
            option.help, option.metavar = help_text("Show this message and exit.", "この説明を表示する。"), ""
        return option

    def get_usage(self, ctx: Any) -> str:
        said = str(super().get_usage(ctx))  # type: ignore[misc]
        for english, japanese in _JAPANESE["usage"].items():
            said = said.replace(english, help_text(english, japanese))
        return said


class OneVerb(_Helped, TyperCommand):
    """A verb."""


class Verbs(_Helped, TyperGroup):
    """The verbs; usage errors are told in English or Japanese, with what was probably meant, and exit code 2."""

    def main(self, args: Sequence[str] | None = None, *more: Any, **extra: Any) -> Any:
        """Run a command line; as click's own, but for how usage errors are told."""
        if not extra.get("standalone_mode", True):
            return super().main(args, *more, **extra)
        language = language_of_help(list(args) if args is not None else None)
        words = list(sys.argv[1:] if args is None else args)
        if not self.commands.keys() & words:  # as in `cohort --help --lang ja`
            pairs = zip(["", *words], words, strict=False)
            args = words = [one for before, one in pairs if before != "--lang" and not one.startswith("--lang")]
        if words == ["--version"]:
            args = ["version"]
        if not words or {"--help", "-h"} & set(words):
            help_in(language)
        try:
            code = super().main(args, *more, **{**extra, "standalone_mode": False})
            sys.stdout.flush()  # a full disk behind it is told here, not by the interpreter when it ends
        except USAGE_ERROR as error:
            if type(error).__name__ != "NoArgsIsHelpError":  # there the help itself has just been shown
                report(told(error, language, words[0] if words and words[0] in self.commands else ""))
            sys.exit(MEND)
        except typer.Abort as error:
            report(say(language, "Stopped.", "中断しました。"))
            sys.exit(stop_code(error.__cause__) if error.__cause__ else 1)
        except BrokenPipeError:
            raise
        except SystemExit as error:
            if isinstance(error.__context__, BrokenPipeError):  # click's own exit, with code 1
                raise error.__context__ from None
            raise
        except OSError as error:  # what is printed cannot be written: closed, or a full disk behind `>`
            drop_stdout()
            sys.exit(told_of_disk(error, language))
        except Exception as error:
            sys.exit(unexpected(error, words, language))
        sys.exit(code if isinstance(code, int) else 0)


def help_in(language: Language) -> None:
    """Let help break lines as all that is printed (Japanese has no spaces), and head its parts in Japanese."""
    import rich.columns
    import rich.text
    from rich.table import Table
    from typer import rich_utils

    from cohort.lines import breaks

    class Folding(Table):
        """A table that cuts nothing."""

        def add_row(self, *cells: Any, **more: Any) -> None:
            super().add_row(*cells, **more)
            for column in self.columns:
                column.overflow = "fold"

    own = vars(rich.text)["divide_line"]
    vars(rich.text)["divide_line"] = lambda text, width, fold=True: breaks(text, width) or own(text, width, fold)
    for module in (rich_utils, rich.columns):
        vars(module)["Table"] = Folding
    vars(rich_utils).update(_JAPANESE["help"] if language == "ja" else {})


def told(error: Any, language: Language, verb: str = "") -> str:
    """Return a usage error as a message: the command, what is wrong, what to type instead."""
    context = getattr(error, "ctx", None)
    place = f"cohort {verb}".strip() if context is None else context.command_path
    message = " ".join(str(error.format_message()).split())
    found = _GUESS.search(message)
    meant = re.findall(r"[^\s',]+", (found["one"] or found["several"]) if found else "")
    guess = ", ".join(word for word in meant if word != "--help")
    message = message[: found.start()] if found else message
    if language == "ja":
        near = f"{guess} ではありませんか。" if guess else ""
        text = f"{_japanese(message)}{near}使い方は {place} --help で確かめられます。"
    else:
        near = f" Did you mean {guess}?" if guess else ""
        message = re.sub(_PARSERS_WORDS, _plain, message)
        text = f"{message.rstrip('.')}.{near} See {place} --help."
    return f"{place}: {text}"


def _plain(found: re.Match[str]) -> str:
    """Say in plain words what the parser says of itself."""
    if "formats" in found[0]:
        return "; write a date such as 2025-04-01"
    return f"write a {'whole ' * ('integer' in found[0])}number" if "parse" in found[0] or "valid" in found[0] else ""


def _japanese(message: str) -> str:
    for mistake in _JAPANESE["mistake"]:
        if found := re.fullmatch(mistake["says"], message):
            return str(mistake["ja"]).format(**found.groupdict())
    return f"コマンドの書き方に誤りがあります（{message}）。"
