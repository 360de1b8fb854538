// Fitting a player into its container, the window and a sheet of paper.

const TALL = 0.97; // of the window, that a player takes at the most
const LEAST_STAGE = 200; // CSS pixels of height
const SCROLLBAR = 24; // CSS pixels that one is wide at the most
const AT_ONCE = 500; // milliseconds
const FONT = { least: 12, own: 13, most: 30 }; // CSS pixels
const PIECE = 160; // CSS pixels that a player takes at the least
const PAPER = 680; // CSS pixels that fit onto any sheet

/**
 * Return an element because of which what is around shrinks and grows with the player: it is as wide as the figure where
 * there is room, and wraps where there is none.
 *
 * @type {(width: number) => HTMLElement}
 */
function makeRuler(width) {
  const pieces = Math.ceil(width / PIECE);
  const ruler = make("div", { className: "ruler" }, ...Array.from({ length: pieces }, () => make("i")));
  ruler.style.setProperty("--piece", `${width / pieces}px`);
  return ruler;
}

/**
 * Return how much larger an element is seen than it is laid out.
 *
 * @type {(element: HTMLElement) => number}
 */
function magnification(element) {
  const factor = element.getBoundingClientRect().width / element.offsetWidth;
  return factor > 1.01 ? factor : 1;
}

/**
 * Make what fits a player into its container and the window.
 *
 * @type {(data: Data, state: State, elements: Elements, parts: Parts, isPage: boolean) => () => void}
 */
function makeFit(data, state, { room, player }, { heading, bar, picture }, isPage) {
  let fitted = { width: Infinity, at: 0 };
  return () => {
    const width = ON_PAPER.matches ? Math.min(room.clientWidth, PAPER) : room.clientWidth;
    // A scrollbar that has gone because of the last fit would come back with the next.
    if (!width || (width > fitted.width && width < fitted.width + SCROLLBAR && performance.now() < fitted.at + AT_ONCE)) return;
    fitted = { width, at: performance.now() };
    const full = isPage ? innerHeight : Math.max(innerHeight, LEAST_STAGE) * TALL;
    const { style } = heading.element;
    style.minHeight = "";
    // Twice, for the heading and the bar wrap at the width that the panels take.
    const arrangeBelow = () => {
      const chrome = heading.element.offsetHeight + bar.element.offsetHeight;
      const placed = arrange(data, width, Math.max(full - chrome - 2, LEAST_STAGE));
      const playersWidth = Math.floor(Math.max(placed.width, Math.min(width, 320)));
      state.unit = placed.unit;
      player.style.width = `${playersWidth}px`;
      player.style.marginLeft = `${Math.floor((width - playersWidth) / 2)}px`;
      player.style.setProperty("--size", `${clamp(FONT.own * placed.unit, FONT.least, FONT.most)}px`);
      heading.dress();
      return placed;
    };
    arrangeBelow();
    const placed = arrangeBelow();
    // On whole pixels, for a canvas between them is blurred.
    style.minHeight = `${Math.ceil(parseFloat(getComputedStyle(heading.element).height))}px`;
    picture.layout(placed);
  };
}

/**
 * Make what shows the end on white while it is printed, where there is no picture of that, and afterwards what was shown
 * before; `refresh` is called after each.
 *
 * @type {(state: State, clock: Clock, refresh: () => void) => () => void}
 */
function makePrint(state, clock, refresh) {
  /** @type {{ scheme: number, place: number, playing: boolean } | null} */
  let onScreen = null; // what was shown before it was printed
  return () => {
    if (ON_PAPER.matches) {
      onScreen ??= { scheme: state.scheme, place: clock.place, playing: clock.playing };
      clock.pause();
      clock.go(clock.last);
      state.scheme = 0;
    } else if (onScreen) {
      state.scheme = onScreen.scheme;
      clock.go(onScreen.place);
      if (onScreen.playing) clock.play();
      onScreen = null;
    }
    refresh();
  };
}
