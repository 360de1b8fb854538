"""The axes, styles and changes that users bring: the page shows what the raster shows, and the right way up."""

from __future__ import annotations

import base64
import datetime
import json
import zlib

import numpy as np
import pytest
from browser import difference
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Circle, Polygon
from matplotlib.path import Path
from matplotlib.patheffects import Normal, SimpleLineShadow
from matplotlib.transforms import Affine2D, offset_copy
from scipy.ndimage import label
from test_player import data_of

import trajviz as tv
import trajviz.player.encode as telling
from trajviz.composition import Composition
from trajviz.drawing.layers.layer import Attached, Track
from trajviz.drawing.layers.path_markers import PathMarkers
from trajviz.drawing.timeline import timeline

pytestmark = pytest.mark.slow

PATH = np.array([[0.1, 0.9], [0.5, 0.6], [0.4, 0.3], [0.9, 0.1]])
HEIGHTS = np.array([0.1, 0.4, 0.2, 0.1])
X = np.linspace(0, 1, 12)
MEAN, MOST, SHARE = 2.1, 40, 0.003


def axes_of(projection=None, **options):
    figure = Figure(figsize=(3.6, 2.7), dpi=100)
    FigureCanvasAgg(figure)
    return figure.add_subplot(projection=projection, **options)


def animation_on(ax, path=PATH, **options):
    return tv.TrajectoryAnimation([path], labels=["mine"], ax=ax, **options)


def animation_of(ax, layer):
    """Return an animation of a single layer that is on the axes."""
    run = tv.Trajectory.from_path(PATH, label="mine")
    composition = Composition(ax.figure, ax, (layer,), (run,), timeline(range(len(run))))
    return tv.TrajectoryAnimation.from_composition(composition)


def animated(ax, show, **options):
    """Return an animation of a subclass whose `show` does more than its base."""

    class Own(tv.TrajectoryAnimation):
        def show(self, frame):
            moved = super().show(frame)
            show(self, frame)
            return moved

    return Own([PATH], labels=["mine"], ax=ax, **options)


# ---- axes


def polar():
    ax = axes_of("polar")
    ax.bar([1, 2], [3, 4], width=0.5)
    angle = np.linspace(0, 6, 20)
    return animation_on(ax, np.column_stack([angle, angle]))


def polar_wedge():
    ax = axes_of("polar")
    ax.set(thetamin=0, thetamax=120, rlim=(1, 100), rscale="log")
    return animation_on(ax, np.column_stack([np.linspace(0, 3, 9), np.geomspace(1, 150, 9)]))


def geographic(projection):
    ax = axes_of(projection)
    ax.grid(visible=True)
    ax.scatter(X, X**2)
    return animation_on(ax, [[-2, -1.2], [2, -0.5], [1.5, 1]])


def scaled(scale):
    ax = axes_of(yscale=scale, xlim=(-0.1, 1.1), ylim=(0.05, 0.95))
    ax.invert_xaxis()
    return animation_on(ax)


def dates_and_categories():
    ax = axes_of()
    ax.plot([datetime.date(2020, 1, 1), datetime.date(2020, 3, 1)], ["a", "b"])
    return animation_on(ax, np.column_stack([[18262, 18300, 18310, 18320], PATH[:, 1]]))


def twin():
    ax = axes_of()
    ax.plot([0, 1], [0, 10])
    other = ax.twinx()
    other.set_yscale("log")
    return animation_on(other)


def inset():
    ax = axes_of()
    ax.plot([0, 1], [0, 1], lw=20)
    within = ax.inset_axes([0.4, 0.4, 0.5, 0.5])
    ax.indicate_inset([0.1, 0.1, 0.2, 0.2], within, edgecolor="r", alpha=1, lw=4)
    ax.plot([0, 1], [1, 0.5], lw=12, zorder=10)
    ax.text(0.45, 0.5, "between", zorder=6, size=20)
    ax.figure.add_artist(Circle((0.5, 0.5), 0.1, color="k", zorder=-1, transform=ax.figure.transFigure))
    return animation_on(within, 3 * PATH)


def equal_aspect():
    ax = axes_of(aspect="equal")
    return animation_on(ax, PATH * [1, 0.2])


def subfigures():
    figure = Figure(figsize=(4, 2.4), dpi=100)
    FigureCanvasAgg(figure)
    left, right = figure.subfigures(1, 2)
    right.set_facecolor("lightyellow")
    left.suptitle("left")
    left.subplots().plot([0, 1])
    return animation_on(right.subplots())


# ---- what a user does to the artists that move


def styled(**properties):
    animation = animation_on(axes_of())
    animation.moving[0].set(**properties)
    return animation


def sketched():
    animation = animation_on(axes_of())
    animation.moving[0].set_sketch_params(8, 30, 2)
    return animation


def transformed():
    ax = axes_of(xlim=(-1, 1.5), ylim=(-1, 1.5))
    animation = animation_on(ax)
    animation.moving[0].set_transform(Affine2D().rotate_deg(30) + ax.transData)
    animation.moving[1].set_transform(offset_copy(ax.transData, ax.figure, 0.3, 0.2))
    return animation


def on_the_axes():
    ax = axes_of(xlim=(-4, 4), ylim=(-4, 4))
    animation = animation_on(ax)
    for artist in animation.moving:
        artist.set_transform(ax.transAxes)
    return animation


def clipped():
    ax = axes_of()
    animation = animation_on(ax)
    for artist in animation.moving:
        artist.set(clip_path=Circle((0.5, 0.5), 0.3, transform=ax.transData), linewidth=9)
    picture = ax.imshow(np.outer(X, X), extent=(0, 1, 0, 1), aspect="auto", zorder=0)
    picture.set_clip_path(Circle((0.3, 0.3), 0.3, transform=ax.transData))
    ax.text(0.05, 0.3, "over the edge", clip_path=Circle((0.3, 0.3), 0.2, transform=ax.transData), clip_on=True)
    return animation


def beyond_the_axes():
    ax = axes_of(xlim=(0.3, 0.6), ylim=(0.3, 0.6), position=(0.4, 0.4, 0.2, 0.2))
    animation = animation_on(ax)
    for artist in animation.moving:
        artist.set_clip_on(False)
    return animation


def spikes():
    ax = axes_of(xlim=(0, 1), ylim=(0, 1))
    ax.add_patch(Polygon([[0.27, 0.1], [0.3, 0.6], [0.33, 0.1]], fill=False, lw=14, ec="c"))
    ax.add_patch(Polygon([[0.6, 0.1], [0.75, 0.8], [0.9, 0.1]], fill=False, lw=3, ec="r"))
    return animation_on(ax)


def ground_of_many_things():
    ax = axes_of()
    ax.fill_between(X, X**2, hatch="//", alpha=0.5)
    ax.pcolormesh(X, X, np.outer(X, X), shading="gouraud", zorder=0)
    ax.imshow(np.ma.masked_less(np.outer(X, X), 0.3), extent=(0.5, 1, 0.5, 1), aspect="auto")
    ax.barbs([0.2], [0.7], [30], [40])
    ax.plot(X, 1 - X, ls="--", gapcolor="orange", lw=4, dash_capstyle="round")
    ax.plot(*np.random.default_rng(0).random((2, 3)), lw=2)[0].set_sketch_params(20, 30, 2)
    ax.legend(["one", "two"], loc="upper right", shadow=True)
    return animation_on(ax)


# ---- what a subclass changes


def title_and_limits():
    def show(animation, frame):
        animation.ax.set_title(f"iteration {frame}")
        animation.ax.set_xlim(0, 1 + 0.3 * frame)

    return animated(axes_of(), show)


def order_colours_and_guests():
    ax = axes_of()
    line, dots = ax.plot([0, 1], [0, 1], lw=12)[0], ax.scatter(X, X**2, c=X, vmin=0, vmax=4, s=200, zorder=3)

    def show(_, frame):
        line.set_zorder(1 + 2 * (frame % 3))
        dots.set_array(X + frame)
        for guest in [text for text in ax.texts if text.get_gid() == "guest"]:
            guest.remove()
        if frame % 2:
            ax.text(0.2, 0.8, f"guest {frame}", gid="guest", size=16)

    return animated(ax, show)


def axes_that_vanish():
    ax = axes_of()
    other = ax.figure.add_axes((0.6, 0.6, 0.3, 0.3))

    def show(_, frame):
        other.set_visible(frame < 3)
        ax.set_axis_off() if frame == 2 else ax.set_axis_on()

    return animated(ax, show)


def trails_in_other_colours():
    return animated(axes_of(), lambda animation, frame: animation.moving[0].set_color(f"C{frame}"))


def trails_that_come_and_go():
    def show(animation, frame):
        animation.moving[0].set_visible(frame % 2 == 0)
        animation.moving[1].set_data(PATH[frame : frame + 1, ::-1].T)

    return animated(axes_of(), show)


def turning_camera():
    ax = axes_of("3d")
    ax.plot_surface(*np.meshgrid(X, X), np.outer(X, X), color="#c02020", shade=False)
    return animated(ax, lambda _, frame: ax.view_init(30, 20 * frame), zpaths=[HEIGHTS])


def layer_of_unknown_motion():
    ax = axes_of(xlim=(0, 1), ylim=(0, 1))
    line = ax.plot([0, 1], [0, 1])[0]

    def update(step):
        line.set_linewidth(1 + 4 * step)
        ax.set_ylabel(f"at {step}")

    return animation_of(ax, Attached((), update))


# ---- in space


def logarithmic_space():
    ax = axes_of("3d")
    points = np.array([[0.0, 0, 1], [1, 1, 1e3], [2, 0, 1e5]])
    ax.plot(*points.T, "s-", lw=5)
    ax.set_zscale("log")
    return animation_on(ax, [[0, 0], [1, 1]], zpaths=[np.array([10, 10])])


def one_colour_surface():
    ax = axes_of("3d")
    ax.plot_surface(*np.meshgrid(X, X), np.outer(X, X), color="#c02020", shade=False, linewidth=0)
    return animation_on(ax, zpaths=[HEIGHTS + 0.8])


KINDS = {
    "polar": polar,
    "polar wedge": polar_wedge,
    "mollweide": lambda: geographic("mollweide"),
    "lambert": lambda: geographic("lambert"),
    "log": lambda: scaled("log"),
    "symlog": lambda: scaled("symlog"),
    "logit": lambda: scaled("logit"),
    "dates and categories": dates_and_categories,
    "twin": twin,
    "inset": inset,
    "equal aspect": equal_aspect,
    "subfigures": subfigures,
    "steps": lambda: styled(drawstyle="steps-mid"),
    "marks on a trail": lambda: styled(marker="^", markersize=12, markevery=2, linestyle="--", gapcolor="k"),
    "filter": lambda: styled(agg_filter=lambda pixels, _: (pixels * 0.5, 0, 0), linewidth=8),
    "sketch": sketched,
    "shadow": lambda: styled(path_effects=[SimpleLineShadow((8, -8)), Normal()], linewidth=5),
    "hidden trail": lambda: styled(visible=False),
    "a user's transform": transformed,
    "on the axes": on_the_axes,
    "clip paths": clipped,
    "beyond the axes": beyond_the_axes,
    "mitres": spikes,
    "many things": ground_of_many_things,
    "title and limits": title_and_limits,
    "order, colours and guests": order_colours_and_guests,
    "axes that vanish": axes_that_vanish,
    "trails in other colours": trails_in_other_colours,
    "trails that come and go": trails_that_come_and_go,
    "turning camera": turning_camera,
    "a layer of unknown motion": layer_of_unknown_motion,
    "logarithmic space": logarithmic_space,
    "one-colour surface": one_colour_surface,
}


def hold_against_raster(animation, open_player, most=MEAN):
    frames = [frame.copy() for frame in animation.frames()]
    height, width = frames[0].shape[:2]
    reader = open_player(animation, width, height + 500)
    assert reader.last == len(frames) - 1
    for frame in sorted({0, len(frames) // 2, len(frames) - 1}):
        reader.go(frame)
        apart = difference(reader.picture(), frames[frame])
        assert apart.mean() < most
        assert (apart > MOST).mean() < SHARE
    return reader


@pytest.mark.parametrize("name", KINDS)
def test_the_page_shows_what_the_raster_shows(name, open_player):
    hold_against_raster(KINDS[name](), open_player)


@pytest.mark.parametrize("name", ["title and limits", "turning camera", "polar"])
def test_what_is_too_much_to_tell_is_shown_as_pictures_and_said(name, open_player, monkeypatch):
    monkeypatch.setattr(telling, "MOST_DATA", 1000)
    animation = KINDS[name]()
    reader = hold_against_raster(animation, open_player)
    data = data_of(animation.to_html())
    (panel,) = data["panels"]
    assert {item["k"] for item in panel["items"]} == {"image", "shapes"}
    assert "a picture" in data["note"]
    assert data["note"] in data["description"]
    assert reader.page.get_by_text(data["note"], exact=True).is_visible()


def test_axes_that_cannot_be_turned_say_so(open_player):
    animation = turning_camera()
    note = data_of(animation.to_html())["note"]
    assert "can't be turned" in note
    assert open_player(animation).page.get_by_text(note, exact=True).is_visible()
    assert "note" not in data_of(one_colour_surface().to_html())


def items_of(animation, kind):
    return [item for panel in data_of(animation.to_html())["panels"] for item in panel["items"] if item["k"] == kind]


def test_only_what_changes_is_told_again():
    plain, changing = animation_on(axes_of()), animated(axes_of(), lambda own, frame: own.ax.set_title(f"at {frame}"))
    assert len(items_of(changing, "trail")) == len(items_of(changing, "head")) == 1
    (title,) = items_of(changing, "shapes")
    assert [part["lines"][0][0] for shape in title["shapes"] for part in shape] == [f"at {i}" for i in range(4)]
    assert len(changing.to_html()) < len(plain.to_html()) + 1500
    assert not items_of(plain, "shapes")


def test_changes_that_come_back_are_told_once():
    animation = animated(axes_of(), lambda own, frame: own.ax.set_title("even" if frame % 2 == 0 else "odd"))
    (title,) = items_of(animation, "shapes")
    assert len(title["shapes"]) == 2


@pytest.mark.parametrize("name", ["polar", "polar wedge", "log", "twin", "clip paths", "marks on a trail"])
def test_moving_things_have_looks_and_can_be_read(name):
    animation = KINDS[name]()
    panels = data_of(animation.to_html())["panels"]
    assert all(item.get("look", [1]) for panel in panels for item in panel["items"])
    assert sum(len(panel.get("tracks", ())) for panel in panels) == 1


# ---- the right way up


def ink(picture, color=(0, 0, 0)):
    """Return where a picture has pixels of a colour, as rows and columns."""
    return np.argwhere(np.abs(picture.astype(int) - color).max(axis=2) < 90)


def leans(picture, color=(0, 0, 0)):
    """Return on which side most of the ink of an L lies: its foot is at the side that this names."""
    places = ink(picture, color)
    assert len(places) > 100
    low, high = places.min(axis=0), places.max(axis=0)
    down, right = (places - low).mean(axis=0) / (high - low)
    return ("down" if down > 0.5 else "up") + " " + ("right" if right > 0.5 else "left")


BLANK = {"xticks": [], "yticks": [], "frame_on": False, "xlim": (0, 1), "ylim": (0, 1)}
L = Path([[0, 0], [3, 0], [3, 1], [1, 1], [1, 4], [0, 4], [0, 0]], closed=True)


def placed(turn):
    """Return where an L of a turn stands: one in each quarter of the axes."""
    return {0: (0.25, 0.25), 90: (0.75, 0.25), 180: (0.75, 0.75), 270: (0.25, 0.75)}[turn]


def area(ax, turn):
    corners = Affine2D().translate(-1.5, -2).rotate_deg(turn).transform(L.vertices)
    ax.add_patch(Polygon(corners / 15 + placed(turn), fc="k"))


def image(ax, turn):
    x, y = placed(turn)
    pixels = np.rot90([[0, 1, 1], [0, 1, 1], [0, 0, 0]], turn // 90)
    extent = (x - 0.15, x + 0.15, y - 0.15, y + 0.15)
    ax.imshow(pixels, cmap="gray", extent=extent, aspect="auto", interpolation="nearest")


def marker(ax, turn):
    style = MarkerStyle(L, transform=Affine2D().rotate_deg(turn))
    ax.plot(*placed(turn), "k", marker=style, ms=50)


def writing(text):
    return lambda ax, turn: ax.text(*placed(turn), text, size=60, rotation=turn, ha="center", va="center")


WAYS_UP = {
    "a letter": writing("L"),
    "mathematics": writing(r"$\mathrm{L}$"),
    "a marker": marker,
    "an area": area,
    "an image": image,
}
FEET = {0: "down left", 90: "down right", 180: "up right", 270: "up left"}


@pytest.mark.parametrize("name", WAYS_UP)
def test_is_the_right_way_up(name, open_player):
    ax = axes_of(**BLANK)
    ax.set_position((0, 0, 1, 1))
    for turn in FEET:
        WAYS_UP[name](ax, turn)
    animation = animation_on(ax, [[2, 2], [2, 3]])
    ax.set(**BLANK)
    picture = open_player(animation, 360, 700).picture()
    height, width = (length // 2 for length in picture.shape[:2])
    quarters = {0: picture[height:, :width], 90: picture[height:, width:], 180: picture[:height, width:]}
    quarters[270] = picture[:height, :width]
    assert {turn: leans(quarter) for turn, quarter in quarters.items()} == FEET


def test_moving_marks_the_legend_and_its_mathematics_are_the_right_way_up(open_player):
    ax = axes_of(**BLANK)
    animation = tv.TrajectoryAnimation([PATH], labels=[r"$\mathrm{L}$"], ax=ax)
    ax.set(**BLANK)
    animation.moving[0].set_visible(False)
    animation.moving[1].set(marker=L, markersize=90, color="k", markeredgecolor="k")
    reader = open_player(animation, 360, 900, device_scale_factor=4)
    reader.go(1)
    assert leans(reader.picture()) == "down left"
    assert leans(reader.picture(".entry .written")) == "down left"


@pytest.mark.parametrize(("align", "side"), [("left", 1), ("center", 0), ("right", -1)])
@pytest.mark.parametrize("text", ["note", r"$x^2+1$"])
def test_notes_stand_on_their_side(align, side, text, open_player):
    ax = axes_of(**BLANK)
    ax.set_position((0, 0, 1, 1))
    ax.text(0.5, 0.5, text, ha=align, va="bottom", size=30)
    animation = animation_on(ax, [[2, 2], [2, 3]])
    ax.set(**BLANK)
    picture = open_player(animation, 360, 700).picture()
    places = ink(picture)
    height, width = picture.shape[:2]
    left, right = places[:, 1].min() - width / 2, places[:, 1].max() - width / 2
    assert places[:, 0].max() <= height / 2 + 8  # above the middle, but for what hangs below the line
    middle = (left + right) / 2
    assert abs(middle) < 5 if side == 0 else (left > -3 if side > 0 else right < 3)


def test_marks_appear_one_by_one_where_the_track_was(open_player):
    ax = axes_of(**BLANK)
    ax.set_position((0, 0, 1, 1))
    marks = PathMarkers(Track(PATH, "mine", "#0000ff", "o"), np.array([0, 1, 3])).attach(ax)
    animation = animation_of(ax, marks)
    reader = open_player(animation, 360, 700)
    for row, count in [(0, 1), (1, 2), (2, 2), (3, 3)]:
        reader.go(row)
        picture = reader.picture()
        height, width = picture.shape[:2]
        blue = np.abs(picture.astype(int) - (0, 0, 255)).max(axis=2) < 120
        blobs, found = label(blue)
        assert found == count
        for blob, point in zip(
            range(1, found + 1), sorted(PATH[[0, 1, 3][:count]].tolist(), key=lambda p: -p[1]), strict=True
        ):
            down, right = np.argwhere(blobs == blob).mean(axis=0)
            assert abs(right / width - point[0]) < 0.02
            assert abs(1 - down / height - point[1]) < 0.02


def test_a_surface_of_one_colour_is_told_and_can_be_turned(open_player):
    animation = one_colour_surface()
    (mesh,) = items_of(animation, "mesh")
    told = json.loads(zlib.decompress(base64.b64decode(data_of(animation.to_html())["surfaces"][mesh["surface"]])))
    assert len(told["rgb"]) == 1
    assert [text.rstrip("A") for text in told["rgb"][0].split()] == ["gM", "gC", "gC"]
    reader = open_player(animation, 360, 700)
    assert len(ink(reader.picture(), (0xC0, 0x20, 0x20))) > 2000


def test_a_gap_in_a_line_in_space_stays_a_gap(open_player):
    ax = axes_of("3d")
    way = np.linspace(0, 1, 41)
    way[10:30] = np.nan
    ax.plot(way, way, np.full(41, 0.9), color="#00c000", linewidth=3)
    animation = animation_on(ax, zpaths=[np.zeros(4)])
    (line,) = (item for item in items_of(animation, "path") if "n" in item)
    assert line["n"] == [10, 11]
    reader = open_player(animation, 500, 700)
    red, green, blue = np.moveaxis(reader.picture().astype(int), 2, 0)
    columns = np.flatnonzero((green - np.maximum(red, blue) > 100).any(axis=0))
    gaps = np.diff(columns)
    assert (gaps > 1).sum() == 1
    assert gaps.max() > 0.4 * np.ptp(columns)
