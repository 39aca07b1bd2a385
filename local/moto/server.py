"""moto's server, which ends when the process that started it does: its end of our stdin closes then."""

import os
import sys
import threading

import budgets
import detector_features
import endpoint_routes
import linked_role_names
import rule_descriptions
from moto.server import main


def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
main(sys.argv[1:])
