"""kazoo's recipes and sessions against a coordinator with short times: more.py HOST:PORT."""

import ground  # noqa: F401
import recipes  # noqa: F401
import sessions  # noqa: F401
from steps import run

run()
