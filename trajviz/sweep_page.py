"""The page of a sweep: its picture as vectors, what is said of each method, and all runs, in a file without scripts."""

from __future__ import annotations

import base64
import html
import io
import math
from collections.abc import Iterable

from matplotlib import rc_context

from trajviz.drawing.sizes import Sizing
from trajviz.drawing.sweeps.figure import sweep_figure
from trajviz.drawing.theme import Theme
from trajviz.frames.settings import drawn_under
from trajviz.runs.swept import Summary, Swept

_MOST_ROWS = 200  # of the table that a page shows; all of them are in the file that it offers

_STYLE = """\
body{{background:{background};color:{foreground};font:15px/1.5 system-ui,sans-serif;max-width:1100px;margin:2em auto;\
padding:0 1em}}img{{width:100%;height:auto}}div{{overflow-x:auto}}table{{border-collapse:collapse;font-size:.9em}}\
th,td{{text-align:left;padding:.25em 1em .25em 0;border-bottom:1px solid {grid};white-space:nowrap}}\
td.n{{text-align:right;font-variant-numeric:tabular-nums}}a{{color:inherit}}"""


def page_of_sweep(
    swept: Swept, kind: str | None, theme: Theme, title: str | None, sizing: Sizing, *, whole: bool = True
) -> str:
    """Return the page; not `whole`, what stands in its body, for a notebook.

    Raises
    ------
    TrajvizError
        As `sweep_figure` does.
    """
    figure, settings = sweep_figure(swept, kind, theme, title, sizing)
    drawn = io.BytesIO()
    with drawn_under(settings), rc_context({"svg.hashsalt": "trajviz", "savefig.bbox": None}):
        figure.savefig(drawn, format="svg", metadata={"Date": None})
    name = html.escape(title or swept.objective.name)
    summary = _table(_SUMMARY, (_summary_row(each) for each in swept.summary))
    body = (
        f'<img alt="{html.escape(_told(swept))}" src="data:image/svg+xml;base64,{_base64(drawn.getvalue())}">'
        f"<div>{summary}</div>"
    )
    if not whole:
        return body
    records = swept.table
    runs = _table(list(records[0]), (list(record.values()) for record in records[:_MOST_ROWS]))
    shown = f", the first {_MOST_ROWS} of them here" if len(records) > _MOST_ROWS else ""
    link = f'<a download="sweep.csv" href="data:text/csv;base64,{_base64(swept.csv.encode())}">as a table (CSV)</a>'
    style = _STYLE.format(background=theme.background, foreground=theme.foreground, grid=theme.grid)
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{name}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{style}</style></head><body>'
        f"{body}<details><summary>All {len(records)} runs{shown}; {link}</summary><div>{runs}</div></details>"
        "</body></html>\n"
    )


_SUMMARY = ("method", "best", "median f", "default", "median f", "tried", "runs", "diverged")


def _summary_row(summary: Summary) -> list[object]:
    default = "" if summary.default is None or not summary.tuned else summary.default.spelled
    return [
        summary.method,
        summary.told_best,
        summary.best_value,
        default,
        summary.default_value if default else "",
        summary.told_tuning,
        summary.runs,
        summary.diverged,
    ]


def _told(swept: Swept) -> str:
    """Return the sweep in words, for those who can't see the picture."""
    told = (f"{each.method}: best {each.told_best}, tried {each.told_tuning}" for each in swept.summary)
    return f"{swept.objective.name}, {swept.budget} evaluations for each run. {'. '.join(told)}."


def _table(names: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    head = "".join(f"<th>{html.escape(name)}</th>" for name in names)
    body = "".join(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f'<td class="n">{value:.6g}</td>' if math.isfinite(value) else '<td class="n">–</td>'
    kind = ' class="n"' if isinstance(value, int) and not isinstance(value, bool) else ""
    return f"<td{kind}>{'' if value is None else html.escape(str(value))}</td>"


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")
