"""Ends Blender at the first Python error of a scene's own texts, handlers and drivers, which it would print and forget."""

import os
import sys
import threading
import traceback

WRONG_DATA = 65


def stop(*error):
    # Not print: while a text runs, Blender catches what is printed.
    os.write(2, "".join(traceback.format_exception(*error)).encode(errors="replace"))
    os.write(1, f"\nopenjd_fail: Python of the scene failed: {error[0].__name__}: {error[1]}\n".encode(errors="replace"))
    # Not an exception, which would be forgotten, too.
    os._exit(stop.exit_code)


stop.exit_code = WRONG_DATA
sys.excepthook = stop
threading.excepthook = lambda error: stop(error.exc_type, error.exc_value, error.exc_traceback)
