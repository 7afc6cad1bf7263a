"""The interop tests, one file a subject; importing them registers them."""

from . import sessions, attributes, authentication, refresh, reload, kernel, workloads, policy, restart, reflection, addpath, slow_receivers, turmoil, bad_input, command_line, demo, benchmark  # noqa: F401
