"""All is said in setup.cfg; where the address of the repository is known, the index is told it, and README's links lead there."""

import os
import re
from pathlib import Path

from setuptools import setup

HERE = Path(__file__).parent


def on_the_index(readme: str, repository: str, revision: str) -> str:
    """Return README with its relative links made whole, since the index has none of the files that they lead to."""
    pictures = re.sub(r'(!\[[^]]*\]\(|src=")(?!https?:)', rf"\1{repository}/raw/{revision}/", readme)
    return re.sub(r'(\]\(|href=")(?!https?:|#)', rf"\1{repository}/blob/{revision}/", pictures)


if repository := os.environ.get("REPOSITORY"):
    version = re.search('"(.+)"', (HERE / "trajviz" / "version.py").read_text(encoding="utf-8").partition("__ =")[2])[1]
    readme = (HERE / "README.md").read_text(encoding="utf-8")
    setup(
        long_description=on_the_index(readme, repository, f"v{version}"),
        project_urls={"Source": repository, "Changelog": f"{repository}/blob/v{version}/CHANGELOG.md"},
    )
else:
    setup()
