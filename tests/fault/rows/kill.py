"""Row 1: processes that die in the middle of what they do, and start again."""
from harness import Row, scaled


class Kill(Row):
    number, name = 1, "kill -9"

    def run(self, log_kind, quick):
        kills = 0
        with self.bed() as bed:
            for _ in range(scaled(quick, 3, 50)):
                bed.kill()
                bed.start()
                kills += 1
            counts = bed.check()
        return {"kills": kills, **counts}
