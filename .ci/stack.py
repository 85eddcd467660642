"""A local stack for the checks that are written in Python."""
import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def start(state, *arguments):
    """Starts one on free ports and waits until it is ready; its process, and the variables that it tells to export."""
    program = next(path for path in (ROOT / "src/LocalCloud/bin" / kind / "net10.0/LocalCloud" for kind in ("Debug", "Release")) if path.exists())
    stack = subprocess.Popen(
        [program, *arguments, "--state", state, "--port", "0", "--api-port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env={name: value for name, value in os.environ.items() if not name.startswith("AWS_")})
    said = []
    for line in stack.stdout:
        said.append(line)
        if line == "Ready.\n":
            return stack, dict(re.findall(r"export (AWS_[A-Z_]+)=(\S+)", "".join(said)))
    raise SystemExit("The stack did not start:\n" + "".join(said))
