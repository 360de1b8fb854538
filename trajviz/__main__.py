"""Run trajviz from a shell: `python -m trajviz`."""

import sys

from trajviz.cli import main

sys.exit(main())
