"""`python -m outsourced_care` flows into the same command line as `outsourced-care`."""

from __future__ import annotations

import sys

from outsourced_care.cli import main

if __name__ == "__main__":
    sys.exit(main())
