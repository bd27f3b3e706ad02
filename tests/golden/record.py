"""Makes a golden history with the binaries of a release and keeps it:

    /usr/bin/python3 tests/golden/record.py --bin build/release/bin tests/golden/histories/0.1

The demo's cases and some hundred commands of fault_load, on an embedded log of its own with keys of its own.
"""
import argparse
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "e2e"))

from suite import SERVICES, Suite  # noqa: E402

COMMANDS = 300


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--bin", required=True, type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="rondetafel-golden-") as directory:
        with Suite(arguments.bin, directory) as suite:
            process = suite.start()
            suite.rtctl("demo")
            endpoints = pathlib.Path(directory, "endpoints.txt")
            endpoints.write_text("".join(f"{name} {process.grpc[name]}\n" for name in SERVICES),
                                 encoding="utf-8")
            subprocess.run([str(suite.bin_dir / "fault_load"), f"--endpoints={endpoints}",
                            f"--keys-dir={suite.data_dir / 'keys'}", f"--commands={COMMANDS}", "--mix=both",
                            "--in-flight=8", "--race=0", "--repeat=10"], check=True,
                           stdout=subprocess.DEVNULL)
            suite.stop()
            subprocess.run([str(suite.bin_dir / "golden_record"), str(suite.data_dir), str(arguments.out)],
                           check=True)


if __name__ == "__main__":
    main()
