"""Disks that are small, full, or not what they were: for rows 7, 8 and 9."""
import contextlib
import pathlib
import re
import shutil
import subprocess

from harness import NotRun, demand

MEGABYTE = 1024 * 1024
# What a sentence about damage must hold: a file and offset, a table file, or a record of a partition.
PLACE = re.compile(r"offset \d+|\.sst|record \d+ of \w+/\d+|from \d+ to \d+|/CURRENT\b|CURRENT_PROJECTION|"
                   r"MANIFEST-\d+|v\d+-\d+|ends at \d+")


@contextlib.contextmanager
def small_disk(folder, megabytes):
    """A disk of its own below `folder`, gone with the block; who uses it must have ended."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)],
                             capture_output=True, text=True, check=False)
    if mounted.returncode != 0:
        raise NotRun(f"no small disk can be mounted: {mounted.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill(folder):
    """Takes all room that is left on the disk of `folder`; returns the file to remove."""
    filler = pathlib.Path(folder) / "filler"
    with open(filler, "wb", buffering=0) as out:
        for size in (MEGABYTE, 4096):
            with contextlib.suppress(OSError):
                while out.write(bytes(size)) == size:
                    pass
    return filler


def restore(kept, place):
    """Makes `place` what `kept` is."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(kept, place)


def flip(path, random):
    """Changes one random bit of a file; says which."""
    offset, bit = random.randrange(path.stat().st_size), random.randrange(8)
    with open(path, "r+b") as file:
        file.seek(offset)
        byte = file.read(1)[0]
        file.seek(offset)
        file.write(bytes([byte ^ (1 << bit)]))
    return f"bit {bit} of byte {offset} of {path}"


def cut(path, random):
    """Cuts a random part off the end of a file; says how much is left."""
    left = random.randrange(path.stat().st_size)
    with open(path, "r+b") as file:
        file.truncate(left)
    return f"all behind byte {left} of {path}"


class Sentences:
    """What a process says for a person, apart from its JSON lines, from now on."""

    def __init__(self, log_file):
        self.log_file = pathlib.Path(log_file)
        self.start = self.log_file.stat().st_size if self.log_file.exists() else 0

    def read(self):
        with open(self.log_file, "rb") as file:
            file.seek(self.start)
            lines = file.read().decode("utf-8", "replace").splitlines()
        return [line for line in lines if line and not line.startswith("{")]

    def only(self, what):
        said = self.read()
        demand(len(said) == 1, f"{what}: not one sentence but {said}")
        return said[0]
