"""What the verbs share: language, messages, exit codes, a bar while work is long."""

from __future__ import annotations

import atexit
import contextlib
import errno
import os
import signal
import sys
import threading
import tomllib
from collections.abc import Iterator
from importlib import resources
from typing import TYPE_CHECKING, Any

import typer

from cohort.errors import CONTROL, CohortError, Language, preferred_language

if TYPE_CHECKING:
    from rich.console import Console

    from cohort.run import Progress

# Exit codes: 0 done, 2 something to mend (files, options, disk), 1 a mistake of the program itself;
# 128 + signal when told to stop: 130 with Ctrl-C.
MEND, STOPPED, OURS = 2, 130, 1
_WIDTH_OF_FILES = 120  # where the output goes to a file or a pipe, which has no width of its own, and COLUMNS says none


def language_of_help(words: list[str] | None = None) -> Language:
    """Return the language help is shown in: ``--lang`` on the command line (or in ``words``), or the locale."""
    words = sys.argv[1:] if words is None else words
    for number, word in enumerate(words):
        value = word.removeprefix("--lang=") if word.startswith("--lang=") else ""
        if word == "--lang" and number + 1 < len(words):
            value = words[number + 1]
        if value in ("ja", "en"):
            return "ja" if value == "ja" else "en"
    return preferred_language()


_HELP = language_of_help()


def help_text(en: str, ja: str) -> str:
    """Return one of two help texts."""
    return ja if _HELP == "ja" else en


def say(language: Language, en: str, ja: str) -> str:
    """Return one of two texts."""
    return ja if language == "ja" else en


def terminal(stderr: bool = False) -> Console:
    """Return a console for tables and bars."""
    from rich.console import Console

    stream = sys.stderr if stderr else sys.stdout
    its_own = stream.isatty() or "COLUMNS" in os.environ
    return Console(file=stream, highlight=False, width=None if its_own else _WIDTH_OF_FILES)


def plain(text: str) -> str:
    """Return a text without what would steer a terminal or turn the direction of writing; line ends stay."""
    return CONTROL.sub("\ufffd", text)


def report(text: str) -> None:
    """Print a message on stderr: what users wrote is quoted in it, and must not steer their terminal."""
    print(plain(text), file=sys.stderr)


def _os_reasons() -> dict[int, dict[str, str]]:
    """Return what is said of an error of the system, by its number; some systems do not have all of them."""
    table = tomllib.loads(resources.files("cohort").joinpath("console.toml").read_text(encoding="utf-8"))
    reasons = ((name, reason) for reason in table.values() for name in reason.pop("of"))
    return {getattr(errno, name): reason for name, reason in reasons if hasattr(errno, name)}


_OS_REASONS = _os_reasons()


class Stopped(KeyboardInterrupt):
    """Told from outside to stop: by Ctrl-C, a terminal that was closed, a machine that shuts down."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def stop_code(error: BaseException | None) -> int:
    """Return the exit code of a run that was stopped: 128 and the signal's number, as shells count."""
    return 128 + error.number if isinstance(error, Stopped) else STOPPED


def listen_for_stops() -> None:
    """Let Ctrl-C, SIGTERM and SIGHUP stop the work in order, wherever they arrive."""

    def stop(number: int, frame: object) -> None:
        raise Stopped(number)

    def again(found: Any) -> None:
        if isinstance(found.exc_value, KeyboardInterrupt):  # where nothing can be raised: it comes once more
            number = getattr(found.exc_value, "number", signal.SIGINT)
            threading.Timer(0.05, os.kill, (os.getpid(), number)).start()
        else:
            sys.__unraisablehook__(found)

    sys.unraisablehook = again
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is not signal.SIG_IGN:  # as under nohup
            signal.signal(number, stop)


def leave(code: object) -> None:
    """End the process without taking it apart, object by object, which takes a tenth of a run: all files are closed by now.

    Whoever traces or profiles it is let see the end.
    """
    if not isinstance(code, int) or sys.gettrace() is not None or sys.getprofile() is not None:
        return
    atexit._run_exitfuncs()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):
            stream.flush()
    os._exit(code)


def told_of_disk(error: OSError, language: Language) -> int:
    """Say what the system refused, and what to do; return the exit code."""
    reasons = _OS_REASONS.get(error.errno or 0) or dict.fromkeys(("en", "ja"), error.strerror or str(error))
    name = str(error.filename or "cohort")
    report(f"{name if len(name) <= 300 else name[:297] + '...'}: {say(language, **reasons)}")
    return MEND


def drop_stdout() -> None:
    """Let what is still to be printed vanish: where it was to go cannot take it."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


@contextlib.contextmanager
def readers_may_leave() -> Iterator[None]:
    """Go on with the work where whoever reads what is printed has had enough (`cohort run ... | head`)."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        drop_stdout()


@contextlib.contextmanager
def guard(language: Language) -> Iterator[None]:
    """Turn what can go wrong outside the program into a message on stderr and an exit code."""
    try:
        yield
    except CohortError as error:
        report(error.text(language))
        raise typer.Exit(MEND) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise typer.Exit(told_of_disk(error, language)) from None
    except UnicodeDecodeError as error:
        en, ja = ("a file is not UTF-8; save it as UTF-8", "ファイルが UTF-8 ではありません。UTF-8 で保存してください")
        report(f"{say(language, en, ja)} ({error.reason}).")
        raise typer.Exit(MEND) from None
    except KeyboardInterrupt as error:
        en, ja = "Stopped. Nothing is left half-written.", "中断しました。書きかけの結果は残っていません。"
        report(say(language, en, ja))
        raise typer.Exit(stop_code(error)) from None


def unexpected(error: BaseException, words: list[str], language: Language) -> int:
    """Tell in a line of what nobody has thought of, and return the exit code; COHORT_DEBUG=1 prints where it was."""
    if os.environ.get("COHORT_DEBUG", "") not in ("", "0"):
        import traceback

        traceback.print_exception(error)
    verb = " ".join(["cohort", *words[:1]])
    if isinstance(error, MemoryError):
        report(
            say(
                language,
                f"{verb}: not enough memory. Earlier results are as they were; close other programs, or run fewer scenarios.",
                f"{verb}：メモリーが足りません。以前の結果はそのままです。ほかのプログラムを閉じるか、シナリオを減らしてください。",
            )
        )
        return MEND
    said = " ".join(plain(str(error)).split())
    kind = f"{type(error).__name__}{': ' if said else ''}{said[:200]}"
    report(
        say(
            language,
            f"{verb}: a mistake of the program ({kind}). Earlier results are as they were. "
            "Please report this line; COHORT_DEBUG=1 before the command prints the details to add.",
            f"{verb}：プログラムの誤りです（{kind}）。以前の結果はそのままです。"
            "この行を開発元に知らせてください。コマンドの前に COHORT_DEBUG=1 を付けると、添える詳細が表示されます。",
        )
    )
    return OURS


@contextlib.contextmanager
def progress(language: Language, quiet: bool) -> Iterator[Progress | None]:
    """Show a bar on stderr while it is a terminal; it goes away at the end."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=terminal(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=1.0)
        yield lambda part, en, ja: bar.update(task, completed=part, description=say(language, en, ja))


def speak_utf8() -> None:
    """Write UTF-8 whatever the code page: Japanese must not be an error on cp932 or cp1252. Closed streams swallow."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # started with `>&-`
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 (open to the end)
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")
