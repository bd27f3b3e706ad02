"""Row 16: checkpoints that do not belong where they are put."""
import hashlib
import re
import shutil
import subprocess

from harness import EMBEDDED, KAFKA, Row, clean_environment, demand, scaled

SERVICE = "intake"


class Checkpoints(Row):
    """Each is refused with the reason and changes nothing; the right one is taken, and folds on to the same rows."""
    number, name = 16, "checkpoints"
    logs = (EMBEDDED, KAFKA)
    quick_logs = ()

    def run(self, log_kind, quick):
        commands = scaled(quick, 100, 400)
        with self.bed("other") as other:
            other.load(in_flight=8, commands=20).wait()
            other.suite.stop()
            with self.bed() as bed:
                bed.load(in_flight=8, commands=commands).wait()
                older = self.keep_log(bed)
                bed.load(in_flight=8, commands=commands).wait()
                good = self.directory / "checkpoint"
                bed.suite.rtctl("checkpoint", "create", SERVICE, str(good))
                bed.load(in_flight=8, commands=20).wait()
                bed.suite.stop()
                refused = self.refuse_all(bed, other, good, older)
                shutil.rmtree(self.data_dir(bed) / SERVICE)
                said = self.restore(bed, SERVICE, good)
                demand(said.returncode == 0, f"the right checkpoint was refused: {said.stderr}{said.stdout}")
                bed.start()
                bed.load(in_flight=8, commands=20).wait()
                return {"refused": refused, "restored": 1, **bed.check()}

    def keep_log(self, bed):
        """A copy of the log as it is now; on Kafka there is none."""
        if bed.log_kind == KAFKA:
            return None
        bed.suite.stop()
        older = self.directory / "older-log"
        shutil.copytree(bed.suite.data_dir / "log", older)
        bed.start()
        return older

    def refuse_all(self, bed, other, good, older):
        newer_version = self.copy_with(good, "version", self.raise_version)
        damaged = self.copy_with(good, "damaged", self.damage)
        cases = [(other, SERVICE, good, "was made from log"),
                 (bed, "triage", good, "belongs to intake"),
                 (bed, SERVICE, newer_version, "holds projection"),
                 (bed, SERVICE, damaged, "is not as it was made")]
        for whose, service, directory, reason in cases:
            self.refuse(whose, service, directory, reason)
        if older is None:
            return len(cases)
        log = bed.suite.data_dir / "log"
        log.rename(self.directory / "newer-log")
        shutil.copytree(older, log)
        self.refuse(bed, SERVICE, good, "is newer than the log")
        shutil.rmtree(log)
        (self.directory / "newer-log").rename(log)
        return len(cases) + 1

    def refuse(self, bed, service, directory, reason):
        before = self.files(bed)
        said = self.restore(bed, service, directory)
        text = said.stderr + said.stdout
        demand(said.returncode != 0, f"taken, although it {reason}")
        demand(reason in text and len(text.strip().splitlines()) == 1, f"not one clear sentence: {text}")
        demand(self.files(bed) == before, f"refused, and yet something changed below {self.data_dir(bed)}")

    def files(self, bed):
        folder = self.data_dir(bed) / SERVICE
        return sorted((str(file), file.stat().st_size) for file in folder.rglob("*") if file.is_file())

    @staticmethod
    def data_dir(bed):
        return bed.suite.data_dir if bed.log_kind == EMBEDDED else bed.suite.data_dir / f"{SERVICE}-1"

    def restore(self, bed, service, directory):
        log = [] if bed.log_kind == EMBEDDED else [
            "--kafka", bed.suite.broker.address, "--topic-prefix", bed.prefix]
        return subprocess.run(
            [str(self.bin_dir / "rtctl"), "checkpoint", "restore", service, str(directory), *log,
             "--data-dir", str(self.data_dir(bed))], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, check=False, env=clean_environment())

    def copy_with(self, good, name, change):
        copy = self.directory / f"checkpoint-{name}"
        shutil.copytree(good, copy)
        change(copy)
        return copy

    @staticmethod
    def manifest_of(directory):
        return next(file for file in directory.iterdir()
                    if file.read_bytes().startswith(b"rondetafel checkpoint"))

    def raise_version(self, directory):
        """A manifest in good order, of a program with another projection."""
        file = self.manifest_of(directory)
        text = file.read_text(encoding="utf-8")
        body = re.sub(r"^projection_version (\d+)$", lambda m: f"projection_version {int(m[1]) + 1}",
                      text[:text.index("manifest_hash ")], flags=re.M)
        digest = hashlib.blake2b(body.encode(), digest_size=32).hexdigest()
        file.write_text(f"{body}manifest_hash {digest}\n", encoding="utf-8")

    @staticmethod
    def damage(directory):
        largest = max((file for file in directory.rglob("*.sst")), key=lambda file: file.stat().st_size)
        content = bytearray(largest.read_bytes())
        content[len(content) // 2] ^= 1
        largest.write_bytes(content)
