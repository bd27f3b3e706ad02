"""Row 6: a broker that comes back with another history than the one that was read."""
import shutil

import brokers
import cases
from harness import KAFKA, KafkaSuite, Row, demand, scaled, wait_for
from looks import halts, lasts, statuses

NOTICE_SECONDS_MAX = 30
WATCH_SECONDS = 6  # longer than the time between two overlap checks
FLAGS = ["--kafka-socket-timeout-ms=3000"]


class _OtherLog(Row):
    """Every reader of what changed halts with one sentence, goes on showing what it had, and folds nothing more."""
    logs = (KAFKA,)
    quick_logs = ()

    def run(self, log_kind, quick):
        with brokers.Cluster(self.bin_dir, self.directory / "broker") as cluster, \
                self.bed(broker=cluster, flags=FLAGS) as bed:
            requests = cases.one_request_a_partition(bed.suite)
            load = bed.load(in_flight=8, commands=scaled(quick, 100, 400))
            load.wait()
            if not quick:
                bed.check()
            counts = self.alter(cluster, bed) or {}
            self.watch(bed, requests)
            return {**counts, "halted": len(self.halted(bed))}

    def alter(self, cluster, bed):
        """Changes the history under the running suite."""
        raise NotImplementedError

    @staticmethod
    def halted(bed):
        return {f"{service}: {where}": why for service, said in statuses(bed.suite).items()
                for where, why in halts(said).items()}

    def all_halted(self, bed, topic):
        """All readers of all partitions of the topic."""
        said = statuses(bed.suite)
        of_topic = [each for status in said.values() for each in status.get("partitions", ())
                    if each["topic"] == topic]
        return of_topic and all(each.get("halted") for each in of_topic)

    def watch(self, bed, requests):
        """Halted, and staying so: positions stand, reads go on, commands are UNAVAILABLE."""
        topic = "intake"
        wait_for(f"every reader of {topic} to halt", lambda: self.all_halted(bed, topic), NOTICE_SECONDS_MAX)
        before = self.positions(bed, topic)
        for why in self.halted(bed).values():
            demand("\n" not in why and any(word in why for word in
                   ("truncated", "made anew", "created anew", "another record", "old records are gone",
                    "somebody added one")),
                   f"not one clear sentence: {why}")
        lasts(WATCH_SECONDS)
        demand(self.positions(bed, topic) == before, "a reader that halted folded on")
        for name in requests.values():
            cases.can_be_read(bed.suite, name)
            demand(cases.withdraw(bed.suite, name) == "UNAVAILABLE",
                   "a command was taken on a log that is not the one that was read")

    @staticmethod
    def positions(bed, topic):
        return {(service, each.get("partition", 0)): each["offset"]
                for service, said in statuses(bed.suite).items()
                for each in said.get("partitions", ()) if each["topic"] == topic}

    @staticmethod
    def after_restart(bed, seconds=20):
        """A service that starts on it does not serve, and says why."""
        process = bed.replicas("intake")[0]
        process.end()
        bed.suite.processes.remove(process)
        again = bed.suite.launch("intake")
        wait_for("the service to refuse to serve", lambda: not again.running() or
                 "partition_halted" in again.log_tail(50), seconds)


class TopicMadeAnew(_OtherLog):
    number, name = 6, "topic made anew"
    quick_logs = (KAFKA,)

    def alter(self, cluster, bed):
        topic = f"{bed.prefix}intake"
        cluster.change("delete-topic", topic)
        wait_for("the topic to be gone", lambda: not cluster.leaders(topic), NOTICE_SECONDS_MAX)
        wait_for("the topic to be there", lambda: cluster.tool(
            "make-topic", cluster.address, topic, "4", "1").returncode == 0, NOTICE_SECONDS_MAX)


class TailLost(_OtherLog):
    """An older copy of the broker's log directory is put back: the tail is gone, and then others write there."""
    number, name = 6, "tail lost"

    def alter(self, cluster, bed):
        node = cluster.nodes[0]
        node.stop()
        shutil.copytree(node.logs, node.directory / "older")
        node.start()
        load = bed.load(in_flight=8, commands=200)
        load.wait()
        node.stop()
        shutil.rmtree(node.logs)
        (node.directory / "older").rename(node.logs)
        node.start()

    def watch(self, bed, requests):
        wait_for("the readers to halt", lambda: self.halted(bed), NOTICE_SECONDS_MAX)
        # Partitions that lost nothing go on; those that did stay halted.
        lasts(WATCH_SECONDS)
        halted = self.halted(bed)
        for why in halted.values():
            demand("truncated" in why and "\n" not in why, f"not one clear sentence: {why}")
        where = {each.split(": ")[1] for each in halted}
        owners = {each.split(": ")[1] for each in halted if each.split(": ")[1].startswith(each.split(": ")[0])}
        demand(owners, f"no owner halted: {sorted(where)}")
        before = {place: self.positions(bed, place.split("/")[0]) for place in where}
        for name in requests.values():
            cases.can_be_read(bed.suite, name)
        lasts(WATCH_SECONDS)
        after = {place: self.positions(bed, place.split("/")[0]) for place in where}
        for place in where:
            topic, partition = place.split("/")
            stood = [key for key in before[place] if str(key[1]) == partition and
                     f"{key[0]}: {place}" in halted]
            demand(all(before[place][key] == after[place][key] for key in stood),
                   f"{place}: a reader that halted folded on")


class OtherCluster(_OtherLog):
    """The broker of another log answers at the address."""
    number, name = 6, "another log's data"

    def alter(self, cluster, bed):
        node = cluster.nodes[0]
        node.stop()
        shutil.rmtree(node.logs)
        again = node.format()
        again.communicate(timeout=60)
        node.start()
        with KafkaSuite(self.bin_dir, self.directory / "other", cluster,
                        [f"--kafka-topic-prefix={bed.prefix}"]) as other:
            other.create_log("--topic-prefix", bed.prefix)
            other.start_all()
            cases.one_request_a_partition(other)

    def watch(self, bed, requests):
        super().watch(bed, requests)
        self.after_restart(bed)


class PartitionAdded(_OtherLog):
    """The partition of a case follows from the count: with one more, nobody goes on and nobody starts."""
    number, name = 6, "partition added"

    def alter(self, cluster, bed):
        cluster.change("add-partitions", f"{bed.prefix}intake", "5")

    def watch(self, bed, requests):
        super().watch(bed, requests)
        process = bed.replicas("intake")[0]
        process.end()
        bed.suite.processes.remove(process)
        again = bed.suite.launch("intake")
        wait_for("the start to be refused", lambda: not again.running(), NOTICE_SECONDS_MAX)
        demand("5 partitions" in again.log_tail(), f"no clear sentence: {again.log_tail(3)}")
        bed.suite.processes.remove(again)
