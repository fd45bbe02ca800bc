# SPDX-License-Identifier: GPL-2.0
"""Where things are: the repository and the program."""

import os

import ktap


def source():
    """The repository: $RINGSIDE_SRC, or the nearest folder above that is it."""
    here = os.path.dirname(os.path.realpath(__file__))
    if os.environ.get("RINGSIDE_SRC"):
        return os.environ["RINGSIDE_SRC"]
    while here != "/":
        if os.path.exists(here + "/Documentation/netlink/specs/ringside.yaml"):
            return here
        here = os.path.dirname(here)
    return None


def need_source():
    found = source()
    if not found:
        ktap.skip_all("no repository above: set RINGSIDE_SRC")
    return found


def need_program():
    """$RINGSIDE, or the one of the repository."""
    path = os.environ.get("RINGSIDE") or (source() or "") + "/tool/ringside"
    if not os.access(path, os.X_OK):
        ktap.skip_all("no program: make -C tool, or set RINGSIDE")
    return path
