"""Nelder and Mead's triangle on Himmelblau's function: three values decide what becomes of the worst corner.

It is reflected through the middle of the others; if that is the best yet, twice as far; if it is still the worst, it is
drawn in; and if that does not help either, all corners move towards the best. No derivative is ever asked for.
"""

import trajviz as tv

objective = tv.objective("himmelblau")
run = tv.trace(objective, "Nelder-Mead(size=1.2)", start=(-0.8, -1.2), steps=45)

corners, moves = run.details["simplex"], run.details["move"]
for step in range(1, 9):
    (x0, y0), *_, (x2, y2) = corners[step]
    print(f"{step}: {moves[step]:8} best ({x0:6.3f}, {y0:6.3f}), worst ({x2:6.3f}, {y2:6.3f})")
counts = {str(move): int((moves == move).sum()) for move in sorted(set(moves[1:]))}
print(f"{run.steps} steps with {run.nfev} values: {counts}, at f = {run.values[-1]:.1e}")

animation = tv.animate([run], details="simplex")
animation.save(["gallery/f1_nelder_mead.gif", "gallery/f1_nelder_mead.html"])
