"""How projections of all municipalities did in the past, and what is expected of the next census."""

from __future__ import annotations

from cohort.cli.options import FileOutOption, ForecastOption, LangOption, app, language_of
from cohort.console import guard, help_text, terminal


@app.command(
    "backtest",
    help=help_text(
        "How projections of all municipalities did, with what was known at their launch; --forecast writes what is expected.",
        "全市区町村の過去の推計の当たり具合を示す。--forecast は次の国勢調査の見込みを書き出す。",
    ),
)
def backtest_command(
    forecast: ForecastOption = None, out: FileOutOption = None, lang: LangOption = None
) -> None:
    """Print errors by method, launch and size; or write a forecast of every municipality as CSV."""
    language = language_of(lang)
    with guard(language):
        from cohort.backtest.forecast import forecast_table
        from cohort.backtest.history import history
        from cohort.backtest.scores import backtest
        from cohort.backtest.told import error_table, size_table
        from cohort.report.atomic import refuse_somebodys, write_text
        from cohort.report.terminal import render

        if forecast is not None:
            expected = forecast_table(history(), forecast)
            text = expected.to_csv(index=False, lineterminator="\n")
            if out is None:
                print(text, end="")
                return
            refuse_somebodys(out, ",".join(expected.columns))
            print(write_text(out, text).as_posix())
            return
        errors, width = backtest(history()), terminal().width
        for told in (error_table(errors), error_table(errors, 10), size_table(errors)):
            print(render(told, language, width))
            print()
