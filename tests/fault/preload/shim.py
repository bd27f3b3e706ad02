"""libfault_shim.so from Python: orders for a process and what it met (fault_plan.h says what each order means).

    shim = Shim(bin_dir / "libfault_shim.so", directory / "intake")
    process = subprocess.Popen([...], env={**os.environ, **shim.environment()})
    shim.order("fail ENOSPC write,allocate log/records/*.log")     # while it runs
    shim.order("kill log-sync-after 3", "clock offset 3600000")    # replaces all orders before
    shim.order()                                                   # no fault any more
    shim.met("log-append-before")
"""
import os
import pathlib
import re
import struct
from typing import NamedTuple

HERE = pathlib.Path(__file__).resolve().parent


class Point(NamedTuple):
    name: str
    call: str
    moment: str
    where: str
    meaning: str


def read_points():
    """The rows of fault_points.inc, in the order of the counters."""
    text = (HERE / "fault_points.inc").read_text(encoding="utf-8")
    text = re.sub(r"^//.*$", "", text, flags=re.M)
    rows = re.findall(r'FAULT_POINT\(\s*"([^"]+)",\s*k(\w+),\s*k(\w+),\s*"([^"]+)",\s*"([^"]+)"\)', text)
    return [Point(*row) for row in rows]


POINTS = read_points()
NUMBER = struct.Struct("=Q")


class Shim:
    """The control file of one process, or of several that shall meet the same."""

    def __init__(self, library, control):
        self.library = pathlib.Path(library).resolve()
        if not self.library.exists():
            raise FileNotFoundError(f"{self.library.name} is not built")
        self.control = pathlib.Path(control).resolve()
        self.counts = self.control.with_name(self.control.name + ".counts")
        self.order()

    def environment(self):
        return {"LD_PRELOAD": str(self.library), "FAULT_SHIM_CONTROL": str(self.control)}

    def order(self, *lines):
        """Replaces all orders; the process follows from its next call on."""
        written = self.control.with_name(self.control.name + ".written")
        written.write_text("".join(line + "\n" for line in lines), encoding="utf-8")
        os.replace(written, self.control)
        with open(os.open(self.counts, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0) as counts:
            orders, = NUMBER.unpack(counts.read(NUMBER.size) or bytes(NUMBER.size))
            os.pwrite(counts.fileno(), NUMBER.pack(orders + 1), 0)

    def met(self, name):
        """How often the point was met since the first start with this control file."""
        index = 1 + [point.name for point in POINTS].index(name)
        number = self.counts.read_bytes()[NUMBER.size * index:][:NUMBER.size]
        return NUMBER.unpack(number)[0] if number else 0

    def trace(self):
        """Lines of the traced files: ("write" or "sync", path, result)."""
        file = self.control.with_name(self.control.name + ".trace")
        if not file.exists():
            return []
        lines = (line.rsplit(" ", 1) for line in file.read_text(encoding="utf-8").splitlines())
        return [(head.split(" ", 1)[0], head.split(" ", 1)[1], int(result)) for head, result in lines]


class Shims:
    """A shim for each program of a bed, made at its first start: bed(environment=shims.environment)."""

    def __init__(self, row):
        self._library, self._directory = row.bin_dir / "libfault_shim.so", row.directory
        self._of = {}

    def environment(self, program):
        if program not in self._of:
            self._of[program] = Shim(self._library, self._directory / f"{program}.control")
        return self._of[program].environment()

    def of(self, process):
        return self._of[getattr(process, "service", "rondetafel")]

    def again(self, bed, process):
        """Starts what `process` was, without orders; serving when this returns."""
        shim = self.of(process)
        shim.order()
        bed.gone(process)
        bed.again(process, shim.environment())
