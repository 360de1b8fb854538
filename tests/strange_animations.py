"""Animations such as Matplotlib's gallery has, of every kind, none of which tells trajviz anything: `STRANGE`, by name.

Each is a function that makes its figure anew and returns the animation; those that take long to draw are short.
"""

import itertools

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import ArtistAnimation, FuncAnimation
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

STRANGE = {}
FRAMES = 7
X = np.linspace(0, 2 * np.pi, 60)


def strange(make):
    STRANGE[make.__name__] = make
    return make


@strange
def line():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.sin(X))
    return FuncAnimation(fig, lambda i: (drawn.set_ydata(np.sin(X + i / 5)),), frames=FRAMES)


@strange
def line_blitted_with_init():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot([], [])
    ax.set(xlim=(0, 7), ylim=(-1, 1))

    def init():
        drawn.set_data([], [])
        return (drawn,)

    def update(i):
        drawn.set_data(X, np.sin(X + i / 5))
        return (drawn,)

    return FuncAnimation(fig, update, frames=FRAMES, init_func=init, blit=True)


@strange
def line_not_returned():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.cos(X), "o-", ms=3)

    def update(i):
        drawn.set_ydata(np.cos(X * i / 5))

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def data_that_accumulate_and_a_view_that_widens():
    # Matplotlib's "Decay"
    fig, ax = plt.subplots()
    (drawn,) = ax.plot([], [], lw=2)
    ax.grid()
    xs, ys = [], []

    def data():
        for i in itertools.count():
            yield i / 2, np.sin(i / 2) * np.exp(-i / 20)

    def init():
        ax.set_ylim(-1.1, 1.1)
        ax.set_xlim(0, 1)
        del xs[:], ys[:]
        drawn.set_data(xs, ys)
        return (drawn,)

    def update(point):
        xs.append(point[0])
        ys.append(point[1])
        if point[0] >= ax.get_xlim()[1]:
            ax.set_xlim(0, 2 * ax.get_xlim()[1])
            ax.figure.canvas.draw()
        drawn.set_data(xs, ys)
        return (drawn,)

    return FuncAnimation(fig, update, data, init_func=init, save_count=9)


@strange
def generator_without_a_length():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot([], [], "r.")
    ax.set(xlim=(-1, 8), ylim=(-1, 8))
    seen = []

    def frames():
        yield from range(6)

    def update(i):
        seen.append(i)
        drawn.set_data(seen, seen)

    return FuncAnimation(fig, update, frames=frames, cache_frame_data=False)


@strange
def frames_without_end():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, X)
    return FuncAnimation(fig, lambda i: drawn.set_ydata(X / (i + 1)), frames=None, save_count=5)


@strange
def frames_of_a_list_with_fargs():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, X)

    def update(name, size, line):
        line.set_linewidth(size + len(name))
        ax.set_xlabel(name)
        return (line,)

    return FuncAnimation(fig, update, frames=["a", "bc", "def", "gh", "g"], fargs=(2, drawn))


@strange
def title_that_changes():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.sin(X))

    def update(i):
        drawn.set_ydata(np.sin(X + i / 5))
        ax.set_title(f"t = {i / 7:.3f}\nsecond line" if i == 3 else f"t = {i / 7:.3f}")

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def titles_of_several_axes():
    fig, axs = plt.subplots(2, 2)
    drawn = [ax.plot(X, np.sin(X))[0] for ax in axs.flat]

    def update(i):
        for n, (ax, one) in enumerate(zip(axs.flat, drawn, strict=True)):
            one.set_ydata(np.sin(X * n + i / 5))
            ax.set_title(f"{n}: {i}", loc="left")
        fig.suptitle(f"frame {i}")

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def title_above_ticks_at_the_top():
    fig, ax = plt.subplots()
    ax.xaxis.tick_top()
    ax.set_xlabel("above")
    ax.xaxis.set_label_position("top")
    drawn = ax.scatter([1, 2], [2, 1])

    def update(i):
        drawn.set_offsets([[1, 2], [2, 1 + i / 8]])
        ax.set_title(f"title {i}")
        ax.set_xlabel("above" if i < 4 else "above\nhigher")

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def limits_that_change():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.sin(X))

    def update(i):
        drawn.set_ydata(np.sin(X + i))
        ax.set_xlim(0, 1 + i)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def limits_set_to_what_they_are():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.sin(X))

    def update(i):
        drawn.set_ydata(np.sin(X + i))
        ax.set_xlim(0, 7)
        ax.set_ylim(-2, 2)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def limits_that_follow():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.sin(X))

    def update(i):
        drawn.set_ydata(np.sin(X) * (1 + i // 3))
        ax.relim()
        ax.autoscale_view()

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def axes_cleared():
    fig, ax = plt.subplots()

    def update(i):
        ax.clear()
        ax.plot(X, np.sin(X + i), label=f"{i}")
        ax.set(title=f"cleared {i}", ylim=(-1, 1))
        ax.legend(loc="upper right")

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def one_of_two_axes_cleared():
    fig, (left, right) = plt.subplots(1, 2)
    left.imshow(np.outer(np.sin(X), np.cos(X)))

    def update(i):
        right.cla()
        right.bar(range(4), np.arange(4) * i)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def scatter_in_every_way():
    rng = np.random.default_rng(1)
    fig, ax = plt.subplots()
    drawn = ax.scatter(*rng.random((2, 40)), s=30, c=rng.random(40))

    def update(i):
        drawn.set_array(rng.random(40))
        if i % 2:
            drawn.set_offsets(rng.random((40, 2)))
        if i > 3:
            drawn.set_sizes(100 * rng.random(40))
        return (drawn,)

    return FuncAnimation(fig, update, frames=FRAMES, blit=True)


@strange
def rain():
    rng = np.random.default_rng(2)
    fig = plt.figure(figsize=(5, 5))
    ax = fig.add_axes((0, 0, 1, 1), frameon=False)
    ax.set(xlim=(0, 1), xticks=[], ylim=(0, 1), yticks=[])
    drops = ax.scatter(*rng.random((2, 30)), s=10, lw=0.5, edgecolors=np.zeros((30, 4)), facecolors="none")

    def update(i):
        drops.set_edgecolors(rng.random((30, 4)))
        drops.set_sizes(20.0 * i + np.arange(30))

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def image():
    fig, ax = plt.subplots()
    drawn = ax.imshow(np.outer(np.sin(X), np.cos(X)), animated=True)

    def update(i):
        drawn.set_array(np.outer(np.sin(X + i), np.cos(X)))
        return (drawn,)

    return FuncAnimation(fig, update, frames=FRAMES, blit=True)


@strange
def image_written_into():
    fig, ax = plt.subplots()
    drawn = ax.imshow(np.zeros((8, 8)), vmin=0, vmax=8)
    (drawn_too,) = ax.plot([0, 7], [0, 7])

    def update(i):
        drawn.get_array()[i % 8, i % 8] = i % 8
        drawn.changed()
        drawn_too.set_ydata([0, i])

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def image_with_a_colour_bar_that_changes():
    fig, ax = plt.subplots()
    drawn = ax.imshow(np.outer(np.sin(X), np.cos(X)))
    fig.colorbar(drawn, ax=ax, label="height")

    def update(i):
        drawn.set_data((1 + i // 3) * np.outer(np.sin(X + i), np.cos(X)))
        if i % 3 == 0:
            drawn.autoscale()
        ax.set_title(f"{i}")

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def artists_of_images():
    # Matplotlib's "Animated image using a precomputed list of images"
    fig, ax = plt.subplots()
    ims = []
    for i in range(5):
        im = ax.imshow(np.outer(np.sin(X + i), np.cos(X)), animated=True)
        if i == 0:
            ax.imshow(np.outer(np.sin(X), np.cos(X)))
        ims.append([im])
    return ArtistAnimation(fig, ims, interval=50, blit=True, repeat_delay=1000)


@strange
def artists_of_lines_and_texts():
    fig, ax = plt.subplots()
    frames = [
        [*ax.plot(X, np.sin(X + i), "k"), ax.text(3, 0.5, f"{i}"), *ax.plot(X, np.cos(X) * i / 6)] for i in range(6)
    ]
    return ArtistAnimation(fig, frames)


@strange
def bars():
    fig, ax = plt.subplots()
    heights = ax.bar(list("abcd"), [1, 2, 3, 4], color="tab:orange", edgecolor="k", lw=3)

    def update(i):
        for n, bar in enumerate(heights):
            bar.set_height(1 + (n * i) % 4)
        return heights

    return FuncAnimation(fig, update, frames=FRAMES, blit=True)


@strange
def bars_that_race():
    fig, ax = plt.subplots()

    def update(i):
        for container in list(ax.containers):
            container.remove()
        order = np.roll(np.arange(5), i)
        bars = ax.barh(range(5), order + 1, color=plt.cm.tab10(order))
        for text in list(ax.texts):
            text.remove()
        ax.bar_label(bars)
        ax.set_yticks(range(5), labels=[f"no. {n}" for n in order])

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def histogram():
    # Matplotlib's "Animated histogram"
    rng = np.random.default_rng(3)
    fig, ax = plt.subplots()
    bins = np.linspace(-4, 4, 20)
    _, _, patches = ax.hist(rng.standard_normal(200), bins, lw=1, ec="yellow", fc="green", alpha=0.5)
    ax.set_ylim(top=55)

    def update(_):
        counts, _ = np.histogram(rng.standard_normal(200), bins)
        for count, patch in zip(counts, patches.patches, strict=True):
            patch.set_height(count)
        return patches.patches

    return FuncAnimation(fig, update, FRAMES, repeat=False, blit=True)


@strange
def twin_axes():
    fig, ax = plt.subplots()
    beside = ax.twinx()
    (one,) = ax.plot(X, np.sin(X), "b")
    (two,) = beside.plot(X, np.exp(X), "r")
    ax.set_xlabel("x")

    def update(i):
        one.set_ydata(np.sin(X + i))
        if i > 3:
            two.set_ydata(np.exp(X) / i)
            beside.set_ylabel(f"{i}")

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def quiver():
    fig, ax = plt.subplots()
    x, y = np.mgrid[:6, :6]
    arrows = ax.quiver(x, y, np.cos(x / 5), np.sin(y / 5), pivot="mid", color="r", units="inches")
    ax.quiverkey(arrows, 0.8, 0.9, 1, "one")

    def update(i):
        arrows.set_UVC(np.cos(x / 5 + i / 10), np.sin(y / 5 + i / 3))
        return (arrows,)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def quiver_redone():
    fig, ax = plt.subplots(dpi=80)
    x, y = np.mgrid[:6, :6]
    kept = []

    def update(i):
        if kept:
            kept.pop().remove()
        kept.append(ax.quiver(x, y, np.cos(x / 5 + i), np.sin(y / 5 + i)))

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def patches_that_move():
    fig, ax = plt.subplots()
    ax.set(xlim=(0, 10), ylim=(0, 10), aspect="equal")
    circle = ax.add_patch(plt.Circle((5, 5), 0.75, fc="y", ec="k", lw=4))
    wedge = ax.add_patch(mpl.patches.Wedge((3, 3), 1, 0, 200))
    outside = ax.add_patch(plt.Rectangle((8, 8), 1, 1, clip_on=False))
    arrow = ax.annotate("here", (5, 5), (2, 8), arrowprops={"arrowstyle": "->"})

    def update(i):
        circle.center = 5 + 3 * np.sin(i), 5 + 3 * np.cos(i)
        wedge.set_theta2(200 + 20 * i)
        outside.set_xy((8 + i / 2, 8))
        arrow.xy = circle.center

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def patch_that_cuts_an_image():
    fig, ax = plt.subplots()
    circle = plt.Circle((30, 30), 5, transform=ax.transData)
    ax.imshow(np.outer(np.sin(X), np.cos(X))).set_clip_path(circle)
    return FuncAnimation(fig, lambda i: circle.set_radius(5 + 3 * i), frames=FRAMES)


@strange
def lines_in_space():
    fig = plt.figure()
    ax = fig.add_subplot(projection="3d")
    rng = np.random.default_rng(4)
    walks = [np.cumsum(rng.normal(0, 0.1, (FRAMES + 1, 3)), axis=0) for _ in range(5)]
    lines = [ax.plot([], [], [])[0] for _ in walks]
    ax.set(xlim3d=(-1, 1), ylim3d=(-1, 1), zlim3d=(-1, 1), xlabel="X")

    def update(i):
        for one, walk in zip(lines, walks, strict=True):
            one.set_data_3d(walk[: i + 1].T)
        return lines

    return FuncAnimation(fig, update, FRAMES)


@strange
def surface_redone_and_a_camera_that_turns():
    fig, ax = plt.subplots(subplot_kw={"projection": "3d"})
    x, y = np.meshgrid(np.linspace(-1, 1, 12), np.linspace(-1, 1, 12))
    kept = []

    def update(i):
        if kept:
            kept.pop().remove()
        kept.append(ax.plot_wireframe(x, y, np.sin(3 * x + i) * y, rstride=2, cstride=2))
        if i > 3:
            ax.view_init(30, 10 * i)

    return FuncAnimation(fig, update, frames=6)


@strange
def scatter_in_space():
    rng = np.random.default_rng(5)
    fig = plt.figure()
    ax = fig.add_subplot(projection="3d")
    drawn = ax.scatter(*rng.random((3, 20)))

    def update(_):
        drawn._offsets3d = tuple(rng.random((3, 20)))

    return FuncAnimation(fig, update, frames=5)


@strange
def contours_redone():
    fig, ax = plt.subplots()
    x, y = np.meshgrid(X, X)
    kept = [ax.contourf(x, y, np.sin(x) * np.cos(y))]

    def update(i):
        kept.pop().remove()
        kept.append(ax.contourf(x, y, np.sin(x + i) * np.cos(y), levels=8))
        return kept

    return FuncAnimation(fig, update, frames=5)


@strange
def area_redone():
    fig, ax = plt.subplots()
    ax.set(xlim=(0, 6), ylim=(-1, 1))

    def update(i):
        while ax.collections:
            ax.collections[0].remove()
        ax.fill_between(X, 0, np.sin(X + i), alpha=0.4)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def polar():
    fig, ax = plt.subplots(subplot_kw={"projection": "polar"})
    (drawn,) = ax.plot(X, X)
    ax.set_title("polar")

    def update(i):
        drawn.set_ydata(np.abs(np.sin(X * i)) * 6)
        if i == 4:
            ax.set_theta_zero_location("N")
        if i == 5:
            ax.set_rmax(9)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def polar_bars():
    fig = plt.figure()
    ax = fig.add_subplot(projection="polar")
    bars = ax.bar(X[::6], 1 + np.arange(10), width=0.4)

    def update(i):
        for n, bar in enumerate(bars):
            bar.set_height(1 + (n * i) % 9)

    return FuncAnimation(fig, update, frames=5)


@strange
def logarithmic_and_labels_that_change():
    fig, ax = plt.subplots()
    ax.set(xscale="log", yscale="log", xlim=(1, 1000), ylim=(1, 1000))
    (drawn,) = ax.plot([1, 10, 100], [1, 50, 900])

    def update(i):
        drawn.set_ydata([1, 50 + i, 900])
        ax.set_ylabel(f"size {i}")
        if i > 4:
            ax.tick_params(labelcolor="r")

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def ticks_that_change():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.sin(X))
    state = [0]
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}/{state[0]}"))

    def update(i):
        state[0] = i // 3
        drawn.set_ydata(np.sin(X + i))
        if i == 5:
            ax.set_yticks([-1, 0, 1], labels=["low", "mid", "high"])

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def oscilloscope():
    # Matplotlib's "Oscilloscope"
    fig, ax = plt.subplots()
    t, y = [0.0], [0.0]
    drawn = Line2D(t, y)
    ax.add_line(drawn)
    ax.set_ylim(-0.1, 1.1)
    ax.set_xlim(0, 2)

    def update(value):
        if t[-1] >= t[0] + 2:
            t[:] = [t[-1]]
            y[:] = [y[-1]]
            ax.set_xlim(t[0], t[0] + 2)
            ax.figure.canvas.draw()
        t.append(t[0] + 0.4 * len(t))
        y.append(value)
        drawn.set_data(t, y)
        return (drawn,)

    def values():
        rng = np.random.default_rng(6)
        while True:
            yield rng.random()

    return FuncAnimation(fig, update, values, interval=50, blit=True, save_count=9)


@strange
def artists_added_and_never_removed():
    fig, ax = plt.subplots()
    ax.set(xlim=(0, 8), ylim=(0, 8))

    def update(i):
        ax.plot(i, i, "o")
        ax.plot([i, i + 1], [i, i + 1], "k-", lw=1)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def artists_added_under_automatic_limits():
    fig, ax = plt.subplots()
    return FuncAnimation(fig, lambda i: ax.scatter(i, i * i), frames=FRAMES)


@strange
def texts():
    fig, ax = plt.subplots()
    ax.plot(X, X)
    inside = ax.text(0.5, 0.5, "", transform=ax.transAxes, bbox={"fc": "w", "alpha": 0.5})
    below = fig.text(0.1, 0.02, "", color="b")
    animated = fig.text(0.5, 0.02, "never drawn", animated=True)

    def update(i):
        inside.set_text(rf"$\alpha_{i}$")
        inside.set_rotation(20 * i)
        below.set_text("x" * (3 * i))
        return inside, below, animated

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def legend_that_finds_its_place():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.sin(X), label="line")
    ax.legend()

    def update(i):
        drawn.set_ydata(np.sin(X + i))
        drawn.set_label(f"line {i}")
        if i > 3:
            ax.legend()

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def subfigures():
    fig = plt.figure(figsize=(6, 4))
    left, right = fig.subfigures(1, 2)
    left.set_facecolor("lightyellow")
    ax = left.subplots()
    axs = right.subplots(2, 1, sharex=True)
    (drawn,) = ax.plot(X, np.sin(X))
    (other,) = axs[1].plot(X, np.cos(X))

    def update(i):
        drawn.set_ydata(np.sin(X + i))
        other.set_ydata(np.cos(X - i))
        right.suptitle(f"{i}")

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def laid_out_with_lines_that_move():
    fig, axs = plt.subplots(2, 2, layout="constrained")
    drawn = [ax.plot(X, np.sin(X))[0] for ax in axs.flat]
    axs[0, 0].set_title("title")

    def update(i):
        for one in drawn:
            one.set_ydata(np.sin(X + i))

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def laid_out_with_a_label_that_grows():
    fig, ax = plt.subplots(layout="tight")
    (drawn,) = ax.plot(X, np.sin(X))

    def update(i):
        drawn.set_ydata(np.sin(X + i))
        if i % 3 == 0:
            ax.set_ylabel("long\n" * (i // 3 + 1))

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def figure_of_its_own_without_pyplot():
    fig = Figure(figsize=(4, 3), dpi=90, facecolor="0.8")
    ax = fig.subplots()
    (drawn,) = ax.step(X, np.sin(X), where="mid")
    return FuncAnimation(fig, lambda i: drawn.set_ydata(np.sin(X + i)), frames=FRAMES)


@strange
def ground_that_changes():
    fig, (ax, other) = plt.subplots(2)
    other.plot(X, X)

    def update(i):
        ax.set_facecolor(plt.cm.viridis(i / 7))
        if i > 3:
            fig.set_facecolor(plt.cm.magma(i / 7))

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def ground_of_the_figure_that_changes():
    fig, ax = plt.subplots()
    ax.plot(X, X)
    return FuncAnimation(fig, lambda i: fig.set_facecolor(plt.cm.magma(i / 14)), frames=FRAMES)


SHOWN = [0.0]


class Dial(Artist):
    """An artist of a user's own, which shows what is nowhere in it."""

    def draw(self, renderer):
        Line2D([0.2, 0.2 + SHOWN[0]], [0.3, 0.8], transform=self.axes.transAxes, figure=self.figure).draw(renderer)


@strange
def artist_of_a_class_of_ones_own():
    fig, ax = plt.subplots()
    ax.add_artist(Dial())
    return FuncAnimation(fig, lambda i: SHOWN.__setitem__(0, i / 10), frames=FRAMES)


@strange
def inset_and_a_line_between_axes():
    fig, (left, right) = plt.subplots(1, 2)
    inset = left.inset_axes([0.5, 0.5, 0.4, 0.4], xlim=(0, 1), ylim=(0, 1))
    left.plot(X, np.sin(X))
    left.indicate_inset_zoom(inset)
    (dot,) = left.plot([0], [0], "ro")
    (within,) = inset.plot([0], [0], "ro")
    link = mpl.patches.ConnectionPatch((0, 0), (0.5, 0.5), "data", "data", axesA=left, axesB=right)
    fig.add_artist(link)

    def update(i):
        dot.set_data([i / 8], [i / 8])
        within.set_data([i / 8], [i / 8])
        link.xy1 = (i / 8, i / 8)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def table_and_pie():
    fig, (left, right) = plt.subplots(1, 2)
    left.axis("off")
    table = left.table([["a", "1"], ["b", "2"]], loc="center")

    def update(i):
        table[0, 1].get_text().set_text(f"{i}")
        for part in [*right.patches, *right.texts]:
            part.remove()
        right.pie([1 + i, 2, 3], labels=["x", "y", "z"])

    return FuncAnimation(fig, update, frames=5)


@strange
def mesh():
    fig, ax = plt.subplots()
    drawn = ax.pcolormesh(np.outer(np.sin(X), np.cos(X)), cmap="RdBu", shading="gouraud")
    flat = ax.pcolor(np.arange(4), np.arange(4), np.arange(9).reshape(3, 3))

    def update(i):
        drawn.set_array(np.outer(np.sin(X + i), np.cos(X)))
        flat.set_alpha(1 / (i + 1))

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def order_and_visibility_that_change():
    fig, ax = plt.subplots()
    lines = [ax.plot(X, np.sin(X * n), lw=8)[0] for n in range(3)]

    def update(i):
        lines[i % 3].set_zorder(3 + i)
        lines[0].set_visible(i % 2 == 0)
        ax.spines["top"].set_visible(i > 3)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def axes_that_come_and_go():
    fig = plt.figure()
    ax = fig.add_subplot(2, 1, 1)
    ax.plot(X, X)

    def update(i):
        if i == 2:
            fig.add_subplot(2, 1, 2).plot(X, np.sin(X))
        if i == 4:
            fig.axes[1].set_position([0.3, 0.1, 0.5, 0.2])
        if i == 5:
            ax.set_visible(False)

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def double_pendulum():
    fig, ax = plt.subplots(figsize=(5, 4))
    ax.set(xlim=(-2, 2), ylim=(-2, 1))
    ax.set_aspect("equal")
    ax.grid()
    (rods,) = ax.plot([], [], "o-", lw=2)
    (trace,) = ax.plot([], [], ".-", lw=1, ms=2)
    text = ax.text(0.05, 0.9, "", transform=ax.transAxes)
    past = []

    def update(i):
        place = np.cumsum([[0, 0], [np.sin(i), -np.cos(i)], [np.sin(2 * i), -np.cos(2 * i)]], axis=0)
        past.append(place[-1])
        rods.set_data(*place.T)
        trace.set_data(*np.transpose(past))
        text.set_text(f"time = {i * 0.1:.1f}s")
        return rods, trace, text

    return FuncAnimation(fig, update, FRAMES, interval=20, blit=True)


@strange
def aspect_that_follows_the_data():
    fig, ax = plt.subplots()
    ax.set_aspect("equal", adjustable="datalim")

    def update(i):
        ax.plot([0, i], [0, 1], "k")

    return FuncAnimation(fig, update, frames=5)


@strange
def settings_that_change():
    fig, ax = plt.subplots()
    (drawn,) = ax.plot(X, np.random.default_rng(7).random(60), lw=4)

    def update(i):
        drawn.set_solid_joinstyle("miter" if i % 2 else "round")
        mpl.rcParams["axes.unicode_minus"] = i < 4

    return FuncAnimation(fig, update, frames=FRAMES)


@strange
def dates_and_stems():
    fig, ax = plt.subplots()
    days = np.arange("2024-01-01", "2024-01-11", dtype="datetime64[D]")
    (drawn,) = ax.plot(days, np.arange(10.0), drawstyle="steps")
    stems = ax.stem(days, np.arange(10.0))
    fig.autofmt_xdate()

    def update(i):
        drawn.set_ydata(np.arange(10.0) * i / 7)
        stems.markerline.set_ydata(np.arange(10.0) * i / 7)

    return FuncAnimation(fig, update, frames=5)


@strange
def two_animations_on_a_figure():
    fig, ax = plt.subplots()
    one, two = ax.plot(X, np.sin(X), X, np.cos(X))
    first = FuncAnimation(fig, lambda i: one.set_ydata(np.sin(X + i)), frames=FRAMES)
    first.others = [FuncAnimation(fig, lambda i: two.set_ydata(np.cos(X * i)), frames=FRAMES - 2)]
    return first
