"""Rows 2 and 3: several replicas of one service on the same streams, awake and asleep."""
import signal

from harness import KAFKA, SERVICES, Row, demand, hold, metric, scaled, wait_for

CASES_OPEN = 6  # few, so that replicas meet at the same streams
UNDER_WAY_SECONDS_MAX = 30  # first the chair is registered, one call alone; later calls go to every replica


def lost(process):
    """What a replica decided and the log did not keep: races that it lost."""
    return metric(process, f"rondetafel_{process.service}_races_lost_total")


def ignored(bed):
    """Own commits that replicas saw ignored, the largest count any replica of each service has."""
    return sum(max(metric(process, f"rondetafel_{service}_records_ignored_total", topic=service)
                   for process in bed.replicas(service)) for service in SERVICES)


class Zombies(Row):
    """A replica of every service sleeps under load and wakes with pending work."""
    number, name = 2, "SIGSTOP a replica while another serves, SIGCONT"
    logs = quick_logs = (KAFKA,)
    SERVICES_ASLEEP = ("intake", "triage", "scheduling", "statistics")
    NAPS_MAX = 6

    def run(self, log_kind, quick):
        stopped = stale = 0
        seconds = scaled(quick, 3, 30)
        with self.bed() as bed:
            sleepers = [bed.start_replica(service, 2) for service in self.SERVICES_ASLEEP]
            load = bed.load(in_flight=48, cases_open=CASES_OPEN, mix="both", race=30, repeat=10, changed=5,
                            timeout_ms=1500)
            wait_for("the load is under way", lambda: load.progress() > 0, UNDER_WAY_SECONDS_MAX)
            naps = scaled(quick, 1, 4)
            while stopped < naps or (stale == 0 and stopped < self.NAPS_MAX):
                before, answered = sum(map(lost, sleepers)), load.progress()
                for process in sleepers:
                    process.send(signal.SIGSTOP)
                bed.seen.add("fault", kind="stop", target="replica 2 of each")
                hold(seconds)
                wait_for("an answer while one replica sleeps", lambda before=answered: load.progress() > before,
                         UNDER_WAY_SECONDS_MAX)
                for process in sleepers:
                    process.send(signal.SIGCONT)
                bed.seen.add("fault", kind="stop", target="replica 2 of each", healed=True)
                bed.catch_up()
                stale += sum(map(lost, sleepers)) - before
                stopped += 1
            load.end()
            counted = load.wait()
            seen_ignored = ignored(bed)
            checked = bed.check()
        demand(stale > 0 and seen_ignored > 0, f"no zombie woke with work of its own in {stopped} naps")
        return {"naps": stopped, "seconds_each": seconds, "zombie_commits_lost": int(stale),
                "commits_ignored": int(seen_ignored), "commands": counted["answered"],
                "retries": counted["retries"], **checked}


class Races(Row):
    """The same load on one replica of each service, then on more."""
    number, name = 3, "replicas racing on the same streams"
    logs = quick_logs = (KAFKA,)

    def run(self, log_kind, quick):
        rates, counts = {}, {"commands": 0, "races": 0}
        with self.bed() as bed:
            for replicas in scaled(quick, (1, 2), (1, 2, 3, 4)):
                if replicas > 1:
                    for service in SERVICES:
                        bed.start_replica(service, replicas)
                load = bed.load(in_flight=32, cases_open=CASES_OPEN, mix="both", race=20, repeat=5, changed=5,
                                seconds=scaled(quick, 3, 60))
                counted = load.wait()
                rates[replicas] = counted["answered"] / counted["took_ms"] * 1000
                counts["commands"] += counted["answered"]
                counts["races"] += counted.get("races", 0)
                self.note(f"{replicas} replicas of each: {rates[replicas]:.0f} commands/s, "
                          f"p99 {counted['p99_ms']} ms")
            counts["races_lost"] = int(sum(map(lost, bed.suite.processes)))
            counts["commits_ignored"] = int(ignored(bed))
            counts.update(bed.check())
        demand(counts["races_lost"] > 0, "no replica lost a race: they did not meet")
        return {**{f"per_s_{n}": round(rate) for n, rate in rates.items()}, **counts}
