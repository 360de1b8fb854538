// The life of a player on its page: it fits, follows the colours behind it, and plays while it is seen.

const IS_DARK = matchMedia("(prefers-color-scheme: dark)");
const IS_STILL = matchMedia("(prefers-reduced-motion: reduce)");
const ON_PAPER = matchMedia("print");

/**
 * Return what learns whether an element comes near to what is seen of the page, or leaves it far behind.
 *
 * @type {(told: (isNear: boolean) => void) => IntersectionObserver}
 */
function whenNear(told) {
  const around = { rootMargin: "100%", scrollMargin: "100%" }; // the same again inside of what scrolls by itself
  return new IntersectionObserver((entries) => told(lastOf(entries).isIntersecting), around);
}

/**
 * Return what a player does when it comes onto a page and when it leaves.
 *
 * @type {(
 *   host: HTMLElement, isPage: boolean, themed: Themed, clock: Clock, bar: Bar, elements: Elements, actions: LifeActions
 * ) => Life}
 */
function makeLife(host, isPage, themed, clock, bar, { room, ruler, player }, { fit, setScheme, dress, print, release }) {
  let wasDark = false;

  /** Become light or dark if it has become so around; what a reader has chosen stays till then. */
  function followGround() {
    const isDark = wantsDark(host, isPage, themed, ruler);
    if (isDark !== wasDark) setScheme(Number(isDark));
    wasDark = isDark;
  }

  let isNear = true; // far away it holds no pixels, and does not fit
  const fitNear = () => isNear && fit();
  const near = whenNear((is) => {
    if (is === isNear) return;
    isNear = is;
    if (isNear) fit();
    else release();
  });
  const follow = () => requestAnimationFrame(followGround);
  const sizes = new ResizeObserver(() => requestAnimationFrame(fitNear));
  const looks = new MutationObserver(follow);
  let waits = !IS_STILL.matches; // to play, until it is seen
  const sight = new IntersectionObserver((entries) => {
    const isSeen = lastOf(entries).isIntersecting;
    if (isSeen && waits) {
      waits = false;
      clock.play();
    } else if (!isSeen && clock.playing) {
      waits = true;
      clock.pause();
    }
  });
  let away = new AbortController(); // ends what is listened to

  return {
    enter() {
      away = new AbortController();
      const { signal } = away;
      listenToKeys(isPage ? document : player, clock, bar.toggleKeys, signal);
      keepFromJupyterLab(host, signal);
      for (const element of [room, bar.element]) sizes.observe(element);
      for (const page of pagesAround()) {
        for (const element of [page.documentElement, page.body]) looks.observe(element, { attributes: true });
      }
      sight.observe(host);
      near.observe(host);
      addEventListener("resize", fitNear, { signal });
      IS_DARK.addEventListener("change", follow, { signal });
      document.addEventListener("DOMContentLoaded", dress, { signal });
      if (themed === "dark") ON_PAPER.addEventListener("change", print, { signal });
      followGround();
    },
    leave() {
      away.abort();
      for (const observer of [sizes, looks, sight, near]) observer.disconnect();
      waits ||= clock.playing;
      clock.pause();
    },
  };
}

/**
 * Whether a player is to be dark: as somebody has said, or as it is around, where `ruler` has the colour of an empty page.
 *
 * @type {(host: HTMLElement, isPage: boolean, themed: Themed, ruler: HTMLElement) => boolean}
 */
function wantsDark(host, isPage, themed, ruler) {
  const said = /** @type {HTMLElement | null} */ (host.closest("[data-ground]"))?.dataset.ground;
  if (said) return said === "dark";
  if (themed === "dark") return true;
  if (isPage) return IS_DARK.matches;
  return isOnDark((isAlone(host) && frameElement) || host, getComputedStyle(ruler).backgroundColor);
}
