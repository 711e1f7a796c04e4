"""Are there known advisories for what the locks name? Asked of the Python Package Index.

Exit 0 where there is none, 1 where there are, 2 where nobody could be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys


def main(locks: list[str]) -> int:
    """Ask about all that these files name, and say what there is, a line each."""
    files = [part for lock in locks for part in ("--requirement", lock)]
    options = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--format", "json"]
    command = [sys.executable, "-m", "pip_audit", *options, *files]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        asked = json.loads(done.stdout)["dependencies"]
    except ValueError:
        reason = next(reversed(done.stderr.strip().splitlines()), "")[:200]
        print(f"No advisory was looked up: the index could not be asked ({reason}).")
        return 2
    found = [(one, advisory) for one in asked for advisory in one.get("vulns", ())]
    for one, advisory in found:
        mended = ", ".join(advisory["fix_versions"]) or "no version"
        print(f"{one['name']} {one['version']}: {advisory['id']}, mended in {mended}")
    print(f"{len(asked)} packages, {len(found)} known advisories")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
