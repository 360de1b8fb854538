"""Any text can be shown: as a title, a label or the name of an axis, in every format, in bounded time."""

from __future__ import annotations

import io
import logging
import warnings
import xml.dom.minidom
from html.parser import HTMLParser

import matplotlib as mpl
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure
from matplotlib.font_manager import fontManager, get_font

import trajviz as tv
from trajviz.drawing import fonts
from trajviz.drawing import text as text_module
from trajviz.drawing.fonts import families, fitted, lend_fonts
from trajviz.drawing.text import drawable, one_line, printable, shortened, text_width

HOSTILE = [
    "US$50% to US$60%", r"$\undefined$", "$x_$", "$$", "$ $", "$%$", "$" + "{" * 40 + "$", "$" + r"\frac{" * 25 + "$",
    "$" + r"\frac{" * 25 + "x" + "}{y}" * 25 + "$", "$" + "{" * 300 + "x" + "}" * 300 + "$", r"$\hspace{1e9}x$",
    r"$\hspace{1e9}\hspace{-1e9}x$", "a\x01b", "\x00", "\x1b[31mred", "\udcff", "\ufffe", "a\nb",
    "$x$\n%$y$ $", "a $x\ny$",
    "\u202eabc\u202c", "e\u0301", "a\u200db", "\u3000", "\ue000", "\U000e0041", "-->", "<script>", "&amp;", "]]>",
    "\\", r"\$",
    r"\\$x$", "$x$" * 500, "long " * 2000, "\u0378", "مرحبا", "שלום", "𝒳", "$\u200b$", "$x\u3000y$", "\t", "\u2028",
]  # fmt: skip


def texts():
    """Texts of anything, of what mathematics is made of, and the hostile ones."""
    pieces = st.sampled_from(
        ["$", "{", "}", "\\", "^", "_", r"\frac", r"\left(", "x", " ", "\n", "中", "\x07", "%", r"\$"]
    )
    return st.one_of(st.text(max_size=60), st.lists(pieces, max_size=30).map("".join), st.sampled_from(HOSTILE))


def drawn(text, file_format):
    """Draw a text in a figure of its own, as trajviz does."""
    figure = Figure(figsize=(2, 1), dpi=50)
    figure.text(0, 0, drawable(text))
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "found no installed font")
        lend_fonts(figure)
    content = io.BytesIO()
    figure.savefig(content, format=file_format)
    return content.getvalue()


@settings(max_examples=60, deadline=None)
@given(texts(), st.sampled_from(["png", "svg", "pdf"]))
def test_any_text_is_drawn(text, file_format):
    assert drawn(text, file_format)
    assert np.isfinite(text_width(drawable(text), 10))


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
def test_hostile_texts_are_drawn(text, caplog):
    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        for file_format in ("png", "svg"):
            drawn(text, file_format)
    assert caplog.records == []  # such as a line for each letter that is missing


@settings(max_examples=200, deadline=None)
@given(st.text())
@example("\r\n\r")
def test_printable_texts_can_stand_in_xml(text):
    shown = printable(text)
    xml.dom.minidom.parseString(f"<t>{shown.replace('&', '').replace('<', '')}</t>".encode())
    assert printable(shown) == shown
    assert "\n" not in one_line(text)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=50))
def test_plain_text_is_left_as_it_is(text):
    """What has no dollars in it, and no letters that are none, stays."""
    plain = "".join(letter for letter in text if letter.isprintable() and letter != "$")
    assert drawable(plain) == plain


@pytest.mark.parametrize("formula", ["$x^2$", r"$\frac{1}{2} \alpha$ and $\beta_1$", r"costs \$5, $x$", "ε $y$"])
def test_mathematics_stays_mathematics(formula):
    assert drawable(formula) == formula


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text)[:30])
@pytest.mark.filterwarnings("ignore:found no installed font")
def test_title_and_label_in_every_kind_of_file(text, tmp_path):
    path = [[0.0, 0.0], [1.0, 1.0]]
    animation = tv.animate([tv.Trajectory.from_path(path, text, values=[1, 0])], title=text, size=(300, 260))
    files = [tmp_path / f"a.{suffix}" for suffix in ("png", "svg", "html", "gif")]
    animation.save(files)
    assert all(file.stat().st_size for file in files)
    xml.dom.minidom.parse(str(files[1]))
    page = files[2].read_text(encoding="utf-8")
    HTMLParser().feed(page)
    assert not set(map(chr, [*range(9), 11, 12, *range(14, 32)])) & set(page)


def test_a_figure_of_a_users_own_is_valid_svg(tmp_path):
    figure = Figure()
    axes = figure.add_subplot()
    animation = tv.TrajectoryAnimation([[[0, 0], [1, 1]]], ax=axes)
    axes.set_title("a\x01b")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Matplotlib's, of the letter that no font has
        animation.save(tmp_path / "a.svg")
    xml.dom.minidom.parse(str(tmp_path / "a.svg"))


def test_long_texts_are_cut_in_bounded_work(monkeypatch):
    measured = []
    outlines = text_module._outlines
    monkeypatch.setattr(
        text_module, "_outlines", lambda line, size, base: measured.append(len(line)) or outlines(line, size, base)
    )
    assert 20 < len(shortened("a long word " * 10**5, 10, 500)) < 150
    assert max(measured) <= 400


# Fonts


@pytest.fixture
def chinese():
    """The family of an installed font that has Chinese letters."""
    fonts._take_stock()
    family = fonts._family_having("中")
    if family is None:
        pytest.skip("no font with Chinese letters is installed")
    return family


def test_a_font_that_has_the_letters_is_found(chinese, caplog):
    with caplog.at_level(logging.WARNING, logger="matplotlib"):
        animation = tv.animate("camel", "GD", title="损失 $x^2$", steps=2, size=(300, 260))
        labels = [text for text in animation.fig.findobj(mpl.text.Text) if "损失" in text.get_text()]
        picture = animation.frames().still(-1)
        plain = tv.animate("camel", "GD", title="□□ $x^2$", steps=2, size=(300, 260)).frames().still(-1)
    assert [text.get_fontfamily() for text in labels] == [[chinese]]
    assert (picture != plain).any()
    assert caplog.records == []


def test_latin_letters_keep_their_font(chinese):
    assert fitted("loss 损失", ("DejaVu Sans",)) == ("loss 损失", ("DejaVu Sans", chinese), "")


def test_letters_that_no_font_has_are_told_once(monkeypatch):
    monkeypatch.setattr(fonts, "_family_having", lambda _: None)
    fitted.cache_clear()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        animation = tv.animate(
            "camel", "GD,BFGS", title="损失 损", steps=3, size=(600, 360), view="contour,convergence"
        )
        list(animation.frames())
    assert [str(each.message).partition(";")[0] for each in told] == ["found no installed font for the letters 损 失"]
    assert any(text.get_text() == "□□ □" for text in animation.fig.findobj(mpl.text.Text))
    assert "\\u635f\\u5931 \\u635f" in animation.to_html()  # the browser may have a font
    fitted.cache_clear()


@pytest.mark.slow
@pytest.mark.parametrize("minus", [True, False])
@pytest.mark.parametrize("named", [["SimHei"], ["No Such Font", "SimHei"], ["DejaVu Serif"]])
def test_settings_of_chinese_tutorials(named, minus, caplog, tmp_path):
    with mpl.rc_context({"font.sans-serif": named, "axes.unicode_minus": minus}), caplog.at_level(logging.WARNING):
        animation = tv.animate("camel", "GD", steps=2, size=(300, 260), view="contour")
        animation.save([tmp_path / "a.gif", tmp_path / "a.svg", tmp_path / "a.html"])
        assert animation.fig.axes[0].title.get_fontfamily() == list(families())
    assert caplog.records == []  # as "findfont: Font family 'SimHei' not found"
    assert families() == ("DejaVu Sans",)


def test_fonts_that_are_installed_are_named_in_their_order():
    with mpl.rc_context({"font.family": ["serif", "No Such Font"], "font.serif": ["Nope", "DejaVu Serif"]}):
        assert families() == ("DejaVu Serif", "DejaVu Sans")


def test_a_font_that_only_has_boxes_is_no_font():
    boxes = next(font.fname for font in fontManager.ttflist if font.name.startswith("Last Resort"))
    assert get_font(boxes).get_char_index(ord("中"))
    assert not fonts._can_draw(boxes, "中")


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("Cost $5 and $6", r"Cost \$5 and \$6"),
        ("$20,000 and $30,000", r"\$20,000 and \$30,000"),
        ("$ x $", r"\$ x \$"),
        ("$x$5", r"\$x\$5"),
        ("$x$ and $y^2$", "$x$ and $y^2$"),
        (r"of $\alpha$, $\beta$", r"of $\alpha$, $\beta$"),
    ],
)
def test_dollars_enclose_mathematics_as_pandoc_reads_them(text, drawn):
    assert drawable(text) == drawn
