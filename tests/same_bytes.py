"""Compare the pictures of the examples with those of another revision, byte for byte.

    python tests/same_bytes.py REVISION

runs every example, and every command of the gallery, with the package as it is here and as it was at REVISION, and
writes what each draws as PNG, GIF and MP4. It lists the files that differ and returns 1 if there are any.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[1]
SUFFIXES = (".png", ".gif", ".mp4")
RUNNER = f"""
import os, runpy, sys
from pathlib import Path
import trajviz as tv

save = tv.TrajectoryAnimation.save

def save_all(animation, names, *arguments, **options):
    names = [names] if isinstance(names, str | os.PathLike) else names
    stems = dict.fromkeys(Path(name).with_suffix("") for name in names)
    save(animation, [f"{{stem}}{{suffix}}" for stem in stems for suffix in {SUFFIXES!r}], *arguments, **options)

tv.TrajectoryAnimation.save = save_all
sys.argv = sys.argv[1:]
if sys.argv[0] == "trajviz":
    from trajviz.cli import main
    sys.exit(main(sys.argv[1:]))
runpy.run_path(sys.argv[0])
"""


def jobs(tree: Path) -> list[list[str]]:
    """Return what is run: the scripts of a tree, and the commands of the gallery for their pictures alone."""
    sys.path.insert(0, str(ROOT / "examples"))
    from scenes import COMMANDS

    scripts = sorted((tree / "examples").glob("[a-z][0-9]*_*.py"))
    commands = [shlex.split(command)[2:] for _, command in COMMANDS.values()]
    pictured = [[word for word in command if word != "--explore" and ".html" not in word] for command in commands]
    return [*pictured, *([str(path)] for path in scripts)]


def draw(tree: Path, folder: Path) -> None:
    """Run everything with the package that lies in `tree`, so that the pictures come to lie in `folder`."""
    (folder / "gallery").mkdir(parents=True)
    environment = {**os.environ, "MPLBACKEND": "agg", "PYTHONPATH": str(tree)}

    def run(arguments: list[str]) -> None:
        command = [sys.executable, "-c", RUNNER, *arguments]
        subprocess.run(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, check=True)

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(run, jobs(tree)))


def main() -> int:
    """Compare, and return 1 if a file differs or is missing."""
    if len(sys.argv) != 2:
        print(__doc__)
        return 2
    with TemporaryDirectory() as temporary:
        before, after, tree = (Path(temporary) / name for name in ("before", "after", "tree"))
        subprocess.run(["git", "worktree", "add", "--detach", str(tree), sys.argv[1]], cwd=ROOT, check=True)
        try:
            draw(tree, before)
        finally:
            subprocess.run(["git", "worktree", "remove", "--force", str(tree)], cwd=ROOT, check=True)
        draw(ROOT, after)
        files = sorted({path.relative_to(folder) for folder in (before, after) for path in folder.rglob("*.*")})
        different = [name for name in files if not _are_equal(before / name, after / name)]
    for name in different:
        print(f"differs: {name}")
    print(f"{len(files) - len(different)} of {len(files)} files are equal")
    return int(bool(different))


def _are_equal(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


if __name__ == "__main__":
    sys.exit(main())
