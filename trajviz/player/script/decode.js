// From the text of the data block to numbers: see `trajviz/player/coding.py`, which writes it.

/** @type {Constants} */
let CONSTANTS; // of the data that this script shows, from the first on: see `trajviz/player/telling.py`
const VALUE_OF = new Uint8Array(128); // of the digits

/**
 * Whether data that comes with such constants can be read.
 *
 * @type {(constants: Constants) => boolean}
 */
const suits = (constants) => !CONSTANTS || JSON.stringify(CONSTANTS) === JSON.stringify(constants);

/**
 * Read data that comes with such constants from now on.
 *
 * @type {(constants: Constants) => void}
 */
function adopt(constants) {
  CONSTANTS = constants;
  [...constants.digits].forEach((digit, value) => (VALUE_OF[digit.charCodeAt(0)] = value));
}

/**
 * Return the whole numbers that were written as differences, in digits whose upper half goes on.
 *
 * @type {(text: string) => number[]}
 */
function unpack(text) {
  const numbers = [];
  const half = CONSTANTS.digits.length / 2;
  let sum = 0, doubled = 0, weight = 1;
  for (let place = 0; place < text.length; place++) {
    const digit = VALUE_OF[text.charCodeAt(place)];
    doubled += (digit % half) * weight;
    weight *= half;
    if (digit >= half) continue;
    sum += doubled % 2 ? -(doubled - 1) / 2 : doubled / 2;
    numbers.push(sum);
    doubled = 0;
    weight = 1;
  }
  return numbers;
}

/**
 * Return points as arrays of fractions, one per coordinate; those that are missing are NaN, those moved nearer in `far`.
 *
 * @type {(points: WrittenPoints) => Points}
 */
function unpackPoints({ p, gone, far }) {
  /** @type {Float64Array[] & { far?: Set<number> }} */
  const coordinates = p.split(" ").map((column) => Float64Array.from(unpack(column), (number) => number / CONSTANTS.unit));
  for (const row of gone ? unpack(gone) : []) for (const column of coordinates) column[row] = NaN;
  if (far) coordinates.far = new Set(unpack(far));
  return coordinates;
}

/**
 * Return whole numbers of which the last stands alone where they count from 0 on.
 *
 * @type {(numbers: number | number[]) => number[]}
 */
function unpackCount(numbers) {
  return Array.isArray(numbers) ? numbers : Array.from({ length: numbers + 1 }, (_, i) => i);
}

/**
 * Return bytes that were written in base 64.
 *
 * @type {(text: string) => Uint8Array<ArrayBuffer>}
 */
function unpackBytes(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/**
 * Return the bytes that were deflated.
 *
 * @type {(bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>}
 */
async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Return a number as JSON holds it: null is not a number, infinities are strings.
 *
 * @type {(value: number | string | null) => number}
 */
const asNumber = (value) => (value === null ? NaN : Number(value));

/**
 * Return how many of ascending numbers are at most `limit`.
 *
 * @type {(ascending: Column, limit: number) => number}
 */
function countUntil(ascending, limit) {
  let low = 0, high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ascending[middle] <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** @type {Record<string, string>} */
const RAISED = Object.fromEntries([..."-0123456789"].map((sign, i) => [sign, "\u207b\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079"[i]]));

/**
 * Return a number as it is read off: so many digits at the most, with a true minus sign.
 *
 * @type {(number: number, digits?: number) => string}
 */
function spelled(number, digits = 5) {
  if (Number.isNaN(number)) return "\u2013";
  if (!Number.isFinite(number)) return number > 0 ? "\u221e" : "\u2212\u221e";
  let text = String(Number(number.toPrecision(digits)));
  if (number !== 0 && (Math.abs(number) < 1e-3 || Math.abs(number) >= 1e6)) {
    const [figures, exponent] = number.toExponential(digits > 5 ? 3 : 1).replace(/\.0+e/, "e").split(/e\+?/);
    text = `${figures}\u00d710${[...exponent].map((sign) => RAISED[sign]).join("")}`;
  }
  return text.replaceAll("-", "\u2212");
}
