"""From an animation to the data block of its player."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.cbook import is_math_text
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Patch
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray

from trajviz.composition import Composition
from trajviz.drawing.header import Header, ending
from trajviz.drawing.layers.layer import TIME_MARGIN, Attached, Track
from trajviz.drawing.layers.motions import Following, Still, Turning
from trajviz.drawing.pace import speeds
from trajviz.drawing.text import drawable, one_line, text_outlines
from trajviz.drawing.timeline import Timeline, longest, times_of
from trajviz.frames.lending import over_white
from trajviz.frames.settings import drawn_under
from trajviz.player.coding import (
    DIGITS,
    SIGNIFICANT,
    UNIT,
    Array,
    Integers,
    Numbered,
    as_json,
    counted,
    deltas,
    rounded,
)
from trajviz.player.color_table import ColorTable
from trajviz.player.context import HUNDREDTHS, EncodingContext
from trajviz.player.document import VERSION, Document, described
from trajviz.player.exploring import explored
from trajviz.player.panels import panels
from trajviz.player.pictures import pictured
from trajviz.player.primitives import Item
from trajviz.player.run_tables import kept_rows, positions, rows_of_frames, table, told
from trajviz.player.space import is_space
from trajviz.player.tracks import follows, kinds_apart
from trajviz.runs.swarms import middle_of
from trajviz.runs.trajectory import Trajectory
from trajviz.version import __version__

MOST_DATA = 4_000_000
"""How many characters of data a figure may take; beyond, its frames are pictures."""

PER_MOMENT = 128
"""In how many parts of a step, or an evaluation, the moments of frames are told."""

CONSTANTS: Item = {
    "unit": UNIT,
    "per_moment": PER_MOMENT,
    "digits": DIGITS,
    "significant": SIGNIFICANT,
    "time_margin": TIME_MARGIN,
}
"""What the script must know to read the data block and to draw axes of time."""

_ALIKE = 1e-6

_NOTE_ON_PICTURES = (
    "Each step is a picture here, for too much of the figure changes to be told as data: it grows no sharper when"
    " enlarged, and points can't be read off."
)
_SAMPLE_WIDTH = 2.6  # of the line in a legend, as the script draws it
_NOTE_ON_SPACE = "These three-dimensional axes can't be turned here: they hold something that is told flat."

_ABOUT = (
    "The runs are under 'runs', each column with one entry per kept row, row 0 being the start: step, evaluations"
    " (values, gradients and Hessians asked for up to then), x (one list per coordinate, in data units), f,"
    " gradient_norm. Where step or evaluations is a single number n, it counts 0, 1, ... n. Numbers have"
    f" {SIGNIFICANT} significant digits, norms 4; null is not a number, infinities are strings. The rest is the"
    " picture: lengths are in hundredths of an inch (CSS pixels at the figure's own size), places in"
    f" 1/{UNIT} of the axes, as differences in base-64 digits of five bits, the lowest first, the sign in the lowest"
    " bit; colours are numbers in 'colors', each for light and for dark schemes."
)


def encode_composition(composition: Composition) -> Document:
    """Return a composition as a page."""
    picture = composition.frames().still(-1)
    with drawn_under(composition.settings):
        return _encoded(composition, picture)


def _encoded(composition: Composition, picture: NDArray[np.uint8]) -> Document:
    """Tell a composition whose figure was just drawn at its last frame, which is `picture`."""
    figure, attached, timeline = composition.figure, composition.attached, composition.timeline
    heading, exploration = composition.heading, composition.exploration
    runs = [middle_of(run) for run in composition.runs]
    outlines, surfaces = Numbered(), Numbered()
    palette = ColorTable(None if heading is None else heading.theme)
    recolored = _recolored(attached) if palette.themed else {}
    for artist, colors in recolored.items():
        if isinstance(artist, Patch):
            palette.learn(artist.get_facecolor(), tuple(colors[0]))
    heads = [] if composition.header_axes is None else [composition.header_axes]
    kept = [kept_rows(run, timeline) for run in runs]
    canvas = figure.canvas
    try:
        agg = FigureCanvasAgg(figure).get_renderer()
        moving = [(artist, layer.motion) for layer in attached for artist in layer.artists if artist.axes not in heads]
        followed = {
            artist: motion
            for artist, motion in moving
            if isinstance(motion, Following) and follows(artist, motion, figure, agg)
        }
        recorded = {artist for artist, motion in moving if artist not in followed and not isinstance(motion, Still)}
        turning = [layer.motion.axes for layer in attached if isinstance(layer.motion, Turning)]
        anything = not composition.changes_its_artists_alone or not all(
            is_space(axes, followed, recorded) for axes in turning
        )
        reached = np.array([rows_of_frames(run, timeline) for run in runs])
        latest = reached.max(axis=0)
        # On the clock of evaluations each run is at a row of its own.
        rows = positions(latest if timeline.clock == "steps" else reached, has_shapes=bool(recorded) or anything)
        frames = _frames_of(rows, latest)
        context = EncodingContext(
            composition, agg, kept, rows.tolist(), frames, followed, recorded, recolored, anything, palette, outlines,
            surfaces,
        )  # fmt: skip
        shown = panels(context)
        note = _note(shown, context)
        if len(as_json([shown, surfaces.things])) > MOST_DATA:
            shown, note, surfaces = [pictured(context)], _NOTE_ON_PICTURES, Numbered()
    finally:
        figure.set_canvas(canvas)
        composition.show(0)
    width, height = (figure.get_size_inches() * HUNDREDTHS).tolist()
    title = _title(figure, heading)
    sentences = told(composition.runs)
    paths = sum(max(run.outcomes.size, 1) for run in composition.runs)
    description = " ".join([described(title, shown, sentences, paths), *([note] if note else [])])
    data: Item = {
        "format": "trajviz player",
        "version": VERSION,
        "made_by": f"trajviz {__version__}",
        "about": _ABOUT,
        "constants": CONSTANTS,
        "title": _written(title, 13),
        "description": description,
        "figure": {
            "size": rounded([width, height]),
            "head": 0 if heading is None else rounded([heading.height(width)])[0],
            "background": palette.place(over_white(figure.get_facecolor())),
            "text": palette.place("#22262E" if heading is None else heading.theme.foreground),
            "flows": heading is not None,
            **({"wide": round(figure.bbox.width)} if heading is not None and figure.dpi > HUNDREDTHS else {}),
        },
        "clock": {
            "rows": counted(rows),
            "seconds": rounded([len(timeline) / timeline.fps], 3)[0],
            "hold": timeline.hold,
            **_told(timeline, runs),
            **({} if timeline.clock == "steps" else {"kind": timeline.clock}),
        },
        "runs": [table(run, own) for run, own in zip(composition.runs, kept, strict=True)],
        "legend": _legend(attached, composition.runs, palette),
        "marks": [] if heading is None else [list(mark) for mark in heading.marks],
        "readouts": heading is None or any(readout is not None for _, readout in heading.entries),
        "panels": shown,
    }
    if exploration is not None:
        objective = runs[0].objective
        assert objective is not None, "only runs on an objective are explored"
        data["exploration"] = explored(exploration, objective, [run.label for run in runs])
    if note:
        data["note"] = note
    kinds = kinds_apart(shown)
    if kinds:
        data["motions"] = kinds
    data["themed"] = "dark" if palette.is_dark else "light" if palette.themed else None
    data["colors"] = palette.colors
    data["outlines"] = outlines.things
    if surfaces.things:
        data["surfaces"] = surfaces.things
    return Document(title or "Trajectories", description, data, picture, (round(width), round(height)))


def _note(shown: Sequence[Item], context: EncodingContext) -> str:
    """Return in a sentence what a reader can't do here, if there is something."""
    axes_in_space = sum(axes.get_visible() and isinstance(axes, Axes3D) for axes in context.figure.axes)
    return _NOTE_ON_SPACE if axes_in_space > sum("camera" in panel for panel in shown) else ""


def _recolored(attached: Sequence[Attached]) -> dict[Artist, Array]:
    """Return the colours in the other theme of what layers know alone."""
    told = [layer.recolored() for layer in attached if layer.recolored is not None]
    return {artist: np.asarray(colors) for mapping in told for artist, colors in mapping.items()}


def _frames_of(rows: Integers, latest: Integers) -> list[int]:
    """Return for each row the first frame whose latest row it is, and for the last row the last frame."""
    return [*np.searchsorted(latest, rows[:-1]).tolist(), len(latest) - 1]


def _told(timeline: Timeline, runs: Sequence[Trajectory]) -> Item:
    """Return what a clock has to tell that does not show one row after the other for the same time each."""
    told: Item = {"opening": timeline.opening} if timeline.opening else {}
    apart = np.diff(timeline.moments)
    if not len(apart) or np.ptp(apart) <= _ALIKE * apart.max():
        return told
    moments = timeline.moments
    if timeline.clock == "steps":  # in the player, rows
        times = longest([times_of(run, "steps") for run in runs])
        moments = np.interp(moments, times, np.arange(len(times))) + np.maximum(moments - times[-1], 0)
    told["at"] = deltas(np.rint(PER_MOMENT * moments))
    hurries = np.log2(speeds(timeline))
    return {**told, "hurries": deltas(hurries)} if hurries.any() else told


def _title(figure: Figure, heading: Header | None) -> str:
    if heading is not None:
        return heading.title
    return next((title for axes in figure.axes if (title := axes.get_title())), "")


def _legend(attached: Sequence[Attached], runs: Sequence[Trajectory], palette: ColorTable) -> list[Item]:
    """Return an entry for each name, with the runs that bear it."""
    tracks: dict[int, Track] = {}
    for layer in attached:
        if layer.motion is not None and layer.motion.track is not None:
            tracks.setdefault(layer.motion.track.run, layer.motion.track)
    entries: dict[str, Item] = {}
    for run, track in sorted(tracks.items()):
        name = runs[run].title or f"path {run + 1}"
        look = {"color": palette.place(track.color), "marker": _marker(track.marker), "runs": []}
        if track.dash:
            look["dash"] = " ".join(f"{_SAMPLE_WIDTH * length:g}" for length in track.dash)
        entries.setdefault(name, {**_written(name, 9.5), **look})["runs"].append(run)
    for entry in entries.values():
        if word := ending([runs[run] for run in entry["runs"]]):
            entry["ending"] = word
    return list(entries.values())


def _marker(marker: str) -> str:
    """Return the outline of a marker, about 1 wide, as a path of SVG."""
    style = MarkerStyle(marker)
    polygons = style.get_path().transformed(style.get_transform()).to_polygons(closed_only=False)
    return " ".join(_svg(np.asarray(polygon), 3) for polygon in polygons)


def _written(text: str, size: float) -> Item:
    """Return a text, and if it is mathematics its outlines as well."""
    text = one_line(text)
    drawn = drawable(text)
    if not is_math_text(drawn):
        return {"t": drawn.replace(r"\$", "$")}
    outlines = text_outlines(drawn, size * HUNDREDTHS / 72)
    box = outlines.get_extents()
    polygons = outlines.to_polygons(closed_only=False)
    path = " ".join(_svg(np.asarray(polygon), 1) for polygon in polygons)
    return {"t": text, "path": path, "box": rounded([box.x0, -box.y1, box.width, box.height])}


def _svg(points: NDArray[np.float64], digits: int) -> str:
    """Return an outline as a path of SVG, whose y points down."""
    pairs = (" ".join(f"{value:g}" for value in rounded(point, digits)) for point in points * (1, -1))
    return "M" + "L".join(pairs) + "Z"
