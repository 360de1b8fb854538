"""What setup.cfg says; where the repository's address is known, the index is told it and README's links lead there."""

import os
import re
from pathlib import Path

from setuptools import setup

HERE = Path(__file__).parent
README = (HERE / "README.md").read_text(encoding="utf-8")
VERSION = (HERE / "trajviz" / "version.py").read_text(encoding="utf-8").split('"')[-2]


def on_the_index(repository: str) -> str:
    """Return README with its relative links made whole, for the index has none of the files that they lead to."""
    pictures = re.sub(r'(!\[[^]]*\]\(|src=")(?!https?:)', rf"\1{repository}/raw/v{VERSION}/", README)
    return re.sub(r'(\]\(|href=")(?!https?:|#)', rf"\1{repository}/blob/v{VERSION}/", pictures)


if repository := os.environ.get("REPOSITORY"):
    changelog = f"{repository}/blob/v{VERSION}/CHANGELOG.md"
    setup(long_description=on_the_index(repository), project_urls={"Source": repository, "Changelog": changelog})
else:
    setup()
