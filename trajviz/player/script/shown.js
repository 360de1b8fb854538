// What is shown now: the runs, each at a row, in figures.

/**
 * Make what tells at which rows the runs are; `tables` returns those of the start that is shown.
 *
 * @type {(clock: Clock, tables: () => Run[]) => Shown}
 */
function makeShown(clock, tables) {
  /** @type {At[] | null} */
  let rows = null;
  const rowsNow = () => (rows ||= tables().map((table) => rowAt(table, clock)));
  return {
    tables,
    rowOf: (run) => rowsNow()[run],
    latestRow: () => Math.max(...rowsNow().map(({ row }) => row)),
    forget() {
      rows = null;
    },
  };
}

/**
 * Return a moment as it is told: a row of the runs is some step of theirs.
 *
 * @type {(tables: Run[], kind: ClockKind, moment: number) => number}
 */
function countAt(tables, kind, moment) {
  if (kind === "evaluations") return Math.floor(moment);
  return Math.max(...tables.map((table) => table.step[rowAt(table, { kind: "steps", now: moment }).index]));
}

/**
 * Return in figures where a method is: that of its runs that is lowest now, and how they have ended; `all` are all runs.
 *
 * @type {(shown: Shown, all: Run[], entry: LegendEntry) => string}
 */
function readoutOf(shown, all, { runs, ending }) {
  const tables = shown.tables();
  const now = runs.map((run) => ({ table: tables[run], index: shown.rowOf(run).index }));
  const known = now.filter(({ table, index }) => !Number.isNaN(table.f[index]));
  const step = numeral(Math.max(...now.map((each) => each.table.step[each.index])));
  if (!known.length) return all.some(({ f }) => f.some((value) => !Number.isNaN(value))) ? `step ${step}` : "";
  const { table, index } = known.reduce((a, b) => (b.table.f[b.index] < a.table.f[a.index] ? b : a));
  const width = numeral(Math.max(...tables.map((each) => lastOf(each.step)))).length;
  const norm = table.gradient_norm?.[index] ?? NaN;
  const parts = [`step ${step.padEnd(width)}`, `${table.arrived ? "median f" : runs.length > 1 ? "lowest f" : "f"} ${spelled(table.f[index], 5).padEnd(8)}`];
  const ended = tables === all && now.every((each) => each.index === each.table.f.length - 1);
  if (table.arrived) parts.push(`${table.arrived[index]}/${table.starts} converged`);
  else if (ended && ending) parts.push(ending);
  else if (!Number.isNaN(norm)) parts.push(`|\u2207f| ${spelled(norm, 2).padEnd(7)}`);
  return parts.join("  ");
}
