// The element of the page that a player is put into. All scripts of a page share it: each brings what can show some.

/**
 * Whether this script can show a player: what only some need is in their scripts alone.
 *
 * @type {(data: WrittenData) => boolean}
 */
function isMine(data) {
  const needsSpace = data.panels.some((panel) => panel.camera);
  const hasAll = (!needsSpace || typeof makeSpace === "function") && (!data.exploration || typeof makeExplorer === "function");
  const hasMotions = (data.motions || []).every((kind) => kind in MOTIONS);
  return data.version === VERSION && suits(data.constants) && hasAll && hasMotions;
}

/**
 * Read what is written deflated.
 *
 * @type {(data: WrittenData) => Promise<void>}
 */
async function unpackAll(data) {
  adopt(data.constants);
  if (typeof inflateMeshes === "function") await inflateMeshes(data);
}

/**
 * Return the class of a player's element.
 *
 * @type {() => PlayerClass}
 */
function definePlayers() {
  /** @type {Maker[]} */
  const makers = [];
  /** @type {Set<Player>} */
  const waiting = new Set();

  class Player extends HTMLElement {
    /** @type {Life | null} */
    #player = null;
    #hasBegun = false;
    #parts = new MutationObserver(() => this.#begin());
    #near = whenNear((isNear) => isNear && this.#approach());

    connectedCallback() {
      if (this.#hasBegun) this.#player?.enter();
      else this.#near.observe(this);
    }

    /** Start where a reader may soon see it: till then the picture stands for it. */
    #approach() {
      this.#near.disconnect();
      waiting.add(this);
      this.#parts.observe(this, { childList: true, subtree: true, characterData: true });
      this.#begin();
    }

    disconnectedCallback() {
      this.#near.disconnect();
      this.#parts.disconnect();
      waiting.delete(this);
      this.#player?.leave();
    }

    /** Start as soon as the data is there, and a script that can show it. */
    async #begin() {
      let data = null;
      try {
        data = JSON.parse(this.querySelector('script[type="application/json"]')?.textContent || "");
      } catch {
        return; // it is still on its way
      }
      const maker = makers.find(({ takes }) => takes(data));
      if (!maker) return;
      this.#parts.disconnect();
      waiting.delete(this);
      this.#hasBegun = true;
      await maker.unpack(data);
      this.#player = maker.make(this, data);
      if (this.isConnected) this.#player.enter(); // else when it is again
    }

    /** @type {(maker: Maker) => void} */
    static offer(maker) {
      makers.push(maker);
      for (const player of [...waiting]) player.#begin();
    }
  }

  customElements.define("trajviz-player", Player);
  return Player;
}

/** @type {PlayerClass} */ (customElements.get("trajviz-player") || definePlayers()).offer({
  takes: isMine, unpack: unpackAll, make: makePlayer,
});
