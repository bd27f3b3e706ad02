#include <CLI/CLI.hpp>

#include "tools/rtctl/commands.h"
#include "tools/rtctl/operate/heads_command.h"
#include "tools/rtctl/operate/log_command.h"
#include "tools/rtctl/operate/verify_command.h"
#include "tools/rtctl/transfer/transfer_command.h"

namespace rondetafel::rtctl {
namespace {

// Which log a verb is about.
void AddPlace(CLI::App& verb, LogPlace& place) {
  verb.add_option("--kafka", place.kafka,
                  "Brokers, host:port; unless given: the embedded log below --data-dir, with the "
                  "suite stopped");
  verb.add_option("--topic-prefix", place.topic_prefix, "Of the topics on Kafka")
      ->capture_default_str();
  verb.add_option("--keys-dir", place.keys_dir, "Folder of key files; keys below --data-dir");
}

void AddNewPlace(CLI::App& verb, LogPlace& place) {
  AddPlace(verb, place);
  verb.add_option("--replication", place.replication, "Copies of each partition, on Kafka")
      ->check(CLI::Range(1, 9))
      ->capture_default_str();
}

void AddCreate(CLI::App& log, Session& session) {
  auto place = std::make_shared<LogPlace>();
  auto* create = log.add_subcommand("create", "Make key files and an empty log; prints its id");
  AddNewPlace(*create, *place);
  create->add_option("--partitions", place->partitions, "Partitions a topic, for good")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  create->callback([place, &session] { CreateLogAt(session, *place); });
}

void AddInfo(CLI::App& log, Session& session) {
  auto place = std::make_shared<LogPlace>();
  auto* info = log.add_subcommand("info", "Which log it is, and how many records it has");
  AddPlace(*info, *place);
  info->callback([place, &session] { ShowLog(session, *place); });
}

void AddVerify(CLI::App& log, Session& session) {
  auto wanted = std::make_shared<VerifyWanted>();
  auto* verify = log.add_subcommand(
      "verify",
      "Read all of it by the fold rule: density, hashes, MACs, chains; what was ignored; heads");
  AddPlace(*verify, wanted->place);
  verify->add_option("--against", wanted->against,
                     "Folder or file of heads that were kept; heads below --data-dir, if any");
  verify->add_option("--public-key", wanted->public_key_file,
                     "Whose heads count (log heads --public-key); the key of this installation");
  verify->add_option("--from-head", wanted->from_head,
                     "Begin at the newest heads of this folder or file");
  verify->add_option("--list-ignored", wanted->list_ignored,
                     "List ignored records by offset, so many a partition");
  verify->add_option("--threads", wanted->threads, "Partitions read at once; all processors");
  verify->add_flag("--strict", wanted->strict, "Exit code 6 when records are not the suite's");
  verify->callback([wanted, &session] { VerifyLog(session, *wanted); });
}

void AddHeads(CLI::App& log, Session& session) {
  auto wanted = std::make_shared<HeadsWanted>();
  auto* heads = log.add_subcommand(
      "heads", "Have every service sign where its topic stands, into files to be kept elsewhere");
  heads->add_option("--out", wanted->out, "Folder for the files");
  heads->add_flag("--public-key", wanted->public_key,
                  "Print the public key they are checked with, and sign nothing");
  heads->add_option("--keys-dir", wanted->place.keys_dir,
                    "Folder of key files; keys below --data-dir");
  heads->callback([wanted, &session] { KeepHeads(session, *wanted); });
}

void AddKeys(CLI::App& log, Session& session) {
  auto place = std::make_shared<LogPlace>();
  auto* add = log.add_subcommand(
      "add-key", "Append a new MAC key to the key file; records are not made with it yet");
  add->add_option("--keys-dir", place->keys_dir, "Folder of key files; keys below --data-dir");
  add->callback([place, &session] { AddMacKey(session, *place); });
  auto key = std::make_shared<std::string>();
  auto* introduce =
      log.add_subcommand("introduce-key",
                         "Introduce a MAC key that every replica holds; records are made with it "
                         "from then on");
  introduce->add_option("KEY", *key, "Its id in the key file")->required();
  introduce->callback([key, &session] { IntroduceMacKey(session, *key); });
}

void AddTransfer(CLI::App& log, Session& session) {
  auto out = std::make_shared<TransferWanted>();
  auto* to = log.add_subcommand(
      "export", "The whole log, byte for byte, to one checked file; with the services stopped");
  AddPlace(*to, out->place);
  to->add_option("FILE", out->file, "Where to; must not be there yet")->required();
  to->add_flag("--with-keys", out->with_keys,
               "Key files travel in the file too: whoever has it can read everything");
  to->callback([out, &session] { ExportLogTo(session, *out); });
  auto in = std::make_shared<TransferWanted>();
  auto* from = log.add_subcommand(
      "import", "An exported log into an empty place, as a new log that names its origin");
  AddNewPlace(*from, in->place);
  from->add_option("FILE", in->file, "An exported log")->required();
  from->add_option("--partitions", in->partitions, "Refuse the file if it has another number");
  from->callback([in, &session] { ImportLogFrom(session, *in); });
}

}  // namespace

void AddLogCommands(CLI::App& app, Session& session) {
  auto* log = app.add_subcommand("log", "The log everything stands in");
  log->require_subcommand(1);
  AddCreate(*log, session);
  AddInfo(*log, session);
  AddVerify(*log, session);
  AddHeads(*log, session);
  AddKeys(*log, session);
  AddTransfer(*log, session);
}

}  // namespace rondetafel::rtctl
