// Numbers: bounds, and how they are written.

/** @type {(value: number, low: number, high: number) => number} */
const clamp = (value, low, high) => Math.min(Math.max(value, low), high);

/** @type {(count: number) => string} */
const numeral = (count) => String(count).replace(/\B(?=(\d{3})+$)/g, "\u2009");
