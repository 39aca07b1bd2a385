"""Runs a command and writes what it and all its processes took to descriptor 3. usage: usage.py COMMAND..."""

import json
import os
import resource
import subprocess
import sys
import time

start = time.monotonic()
status = subprocess.run(sys.argv[1:]).returncode
elapsed = time.monotonic() - start
children = resource.getrusage(resource.RUSAGE_CHILDREN)
usage = {
    "time": elapsed,
    "cpu": children.ru_utime + children.ru_stime,
    # Kibibytes, of the largest process: https://man7.org/linux/man-pages/man2/getrusage.2.html
    "memory": children.ru_maxrss * 1024 / 1e6,
}
with os.fdopen(3, "w") as out:
    json.dump(usage, out)
sys.exit(status)
