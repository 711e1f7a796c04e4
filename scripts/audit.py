"""Check the lock files for known advisories, by asking the Python Package Index.

Exits with 0 if there are none, 1 if there are some, 2 if the index could not be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys


def main(locks: list[str]) -> int:
    """Check everything named in these files, and print one line per advisory."""
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
