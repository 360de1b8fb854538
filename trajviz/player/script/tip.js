// The tip beside a point that is read, which is spoken, too.

/**
 * Make what tells the point that is read.
 *
 * @type {(legend: LegendEntry[], tables: () => Run[]) => Tip}
 */
function makeTip(legend, tables) {
  const element = make("div", { className: "tip", hidden: true });
  const voice = make("div", { className: "hidden", role: "status", "aria-live": "polite" });

  return {
    element,
    voice,
    /** Show a point that is read, or nothing, beside its place on the picture. */
    show(read, picture) {
      element.hidden = !read;
      if (!read) {
        voice.textContent = "";
        return;
      }
      const name = legend.find(({ runs }) => runs.includes(read.run))?.t || "";
      const rows = rowsOfTip(tables()[read.run], read.index);
      const list = make("dl", {});
      for (const [what, value] of rows) list.append(make("dt", {}, what), make("dd", {}, value));
      element.replaceChildren(make("b", {}, name), list);
      const spoken = `${name}: ${rows.map((row) => row.join(" ")).join(", ")}`;
      if (voice.textContent !== spoken) voice.textContent = spoken;
      const { region } = read.panel.view;
      const [x, y] = [region.x + read.x, region.y + read.y];
      const { offsetWidth: width, offsetHeight: height } = element;
      const left = x + 16 + width <= picture.clientWidth ? x + 16 : Math.max(x - 16 - width, 0);
      const top = clamp(y - height / 2, 2, Math.max(picture.clientHeight - height - 2, 2));
      element.style.left = `${left}px`;
      element.style.top = `${top}px`;
    },
  };
}

/**
 * Return what is told of a point, as names and values.
 *
 * @type {(run: Run, index: number) => string[][]}
 */
function rowsOfTip(run, index) {
  const { step, evaluations, f, gradient_norm: norms, x, digits, isBeyond, outcome, dimension } = run;
  const rows = [["step", numeral(step[index])]];
  if (evaluations) rows.push(["evaluations", numeral(evaluations[index])]);
  if (!Number.isNaN(f[index])) rows.push(["f", spelled(f[index], digits || CONSTANTS.significant)]);
  const norm = norms?.[index] ?? NaN;
  if (!Number.isNaN(norm)) rows.push(["|\u2207f|", spelled(norm, 3)]);
  const names = x.length <= 2 ? ["x", "y"] : x.map((_, i) => `x${i + 1}`);
  x.forEach((column, i) => rows.push([names[i], isBeyond?.[index] ? "far off" : spelled(column[index], digits)]));
  if (index === step.length - 1 && outcome) rows.push(["ended", outcome]);
  if (x.length < dimension) rows.push(["\u2026", `${numeral(dimension)} coordinates`]);
  return rows;
}
