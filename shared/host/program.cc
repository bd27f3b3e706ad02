#include "shared/host/program.h"

#include <malloc.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>

#include "shared/base/text.h"
#include "shared/host/host.h"
#include "shared/host/log_source.h"
#include "shared/telemetry/log.h"

namespace rondetafel::host {
namespace {

constexpr int kExitGood = 0;
constexpr int kExitFailed = 1;
constexpr int kExitBadConfig = 2;
// Fewer arenas than glibc would take: a service has many threads that allocate little.
constexpr int kMallocArenasMax = 2;
constexpr long kSignalWaitNs = 100'000'000;

void Say(std::FILE* to, const std::string& text) {
  std::fputs(text.c_str(), to);
  std::fflush(to);
}

int Refuse(const Program& program, int code, const absl::Status& status) {
  Say(stderr, base::Cat(program.name, ": ", std::string(status.message()), "\n"));
  return code;
}

// Programs are in bin/, the data files shipped with them in share/ beside it.
std::string ShareDirBesideProgram() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  return error ? std::string() : (program.parent_path().parent_path() / "share").string();
}

telemetry::Level LevelOf(const std::string& name) {
  if (name == "debug") return telemetry::Level::kDebug;
  if (name == "warn") return telemetry::Level::kWarn;
  return name == "error" ? telemetry::Level::kError : telemetry::Level::kInfo;
}

std::string Usage(const Program& program) {
  return base::Cat(
      "usage: ", program.name, " [--config FILE] [flags]\n\n",
      "Each setting may stand in the TOML file, in the environment "
      "(RONDETAFEL_LOG_KIND) or on the command line;\nthe later overrules.\n\n",
      DescribeSettings(SettingsOf(program)),
      "  --check-config          read the configuration, say whether it is good, end\n"
      "  --print-config          print it as TOML with where each value comes from, end\n"
      "  --version               print the version, end\n",
      "  --accept-tail-loss      start once without the records that the embedded log has lost\n");
}

std::string Greeting(const Program& program, const Config& config, const Host& host) {
  std::string text = base::Cat(program.name, " ", RONDETAFEL_VERSION, " serves.\n");
  const std::string& address = config.Text("address");
  for (const HostedService& service : program.services) {
    std::string name = service.name;
    name.resize(12, ' ');
    text += base::Cat("  ", name, "gRPC ", address, ":", host.port(service.name), "\n");
  }
  text += base::Cat("  admin       http://", config.Text("admin.address"), ":", host.admin_port(),
                    "  /readyz /livez /startupz /metrics\n");
  text += base::Cat("  data        ", config.Text("data_dir"), "  log ", host.log_id(), " (",
                    config.Text("log.kind"), ")\n");
  if (host.created_log()) {
    text += "  first start: made a new log and its keys; back up " + KeyFilesOf(config).dir +
            " apart from the rest\n";
  }
  return text + program.try_next + "Ctrl-C ends it.\n";
}

// Waits for SIGINT or SIGTERM; tells when everything serves. The exit code.
int RunUntilSignal(const Program& program, const Config& config, Host& host,
                   const sigset_t& signals) {
  const timespec wait{0, kSignalWaitNs};
  bool greeted = false;
  for (;;) {
    const int signal = sigtimedwait(&signals, nullptr, &wait);
    if (signal == SIGINT || signal == SIGTERM) return kExitGood;
    if (const absl::Status failed = host.failure(); !failed.ok()) {
      return Refuse(program, kExitFailed, failed);
    }
    if (!greeted && host.WaitUntilServing(std::chrono::milliseconds(0))) {
      Say(stdout, Greeting(program, config, host));
      greeted = true;
    }
  }
}

int Run(const Program& program, const Config& config) {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  // Before any thread, so that every thread inherits it.
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  signal(SIGPIPE, SIG_IGN);
  mallopt(M_ARENA_MAX, kMallocArenasMax);
  auto host = Host::Start(program, config);
  if (!host.ok()) return Refuse(program, kExitFailed, host.status());
  const int code = RunUntilSignal(program, config, **host, signals);
  // The log loses nothing acknowledged however the process ends; past the bound it just ends.
  alarm(static_cast<unsigned>(kDrainMax.count()));
  (*host)->Stop();
  return code;
}

}  // namespace

std::vector<Setting> SettingsOf(const Program& program) {
  std::vector<Setting> settings = {
      {"data_dir", SettingKind::kText, "data", "where everything is kept"},
      {"share_dir", SettingKind::kText, ShareDirBesideProgram(),
       "data files shipped with the suite"},
      {"address", SettingKind::kText, "127.0.0.1", "address of the gRPC ports; loopback only"},
      {"admin.address", SettingKind::kText, "127.0.0.1", "address of the admin port"},
      {"admin.port", SettingKind::kPort, std::to_string(program.admin_port),
       "probes and metrics over HTTP; 0: any free one"},
      {"logging.file", SettingKind::kText, "", "JSON log lines; empty: standard error"},
      {"logging.level",
       SettingKind::kText,
       "info",
       "debug, info, warn or error",
       {"debug", "info", "warn", "error"}},
      {"log.kind",
       SettingKind::kText,
       program.log_kind,
       "embedded or kafka",
       {"embedded", "kafka"}},
      {"log.id", SettingKind::kText, "", "UUID of the log; needed with kafka"},
      {"log.partitions", SettingKind::kNumber, "4", "partitions of every topic, for ever"},
      {"log.compression", SettingKind::kBool, "true", "compress records at rest"},
      {"clock.ahead_max_hours", SettingKind::kNumber,
       program.log_kind == "embedded" ? "8784" : "24",
       "a clock further ahead of the log needs an operator's word"},
      {"projection.compression", SettingKind::kBool, "true", "compress projections at rest"},
      {"kafka.brokers", SettingKind::kText, "127.0.0.1:9092", "host:port, several with commas"},
      {"kafka.socket_timeout_ms", SettingKind::kNumber, "10000",
       "a broker that does not answer for so long is given up"},
      {"kafka.topic_prefix", SettingKind::kText, "rondetafel-", "before each topic's name"},
      {"heads.every_minutes", SettingKind::kNumber, "60",
       "each service signs where its log stands; 0: never by itself"},
      {"heads.dir", SettingKind::kText, "", "folder of signed heads; empty: data_dir/heads"},
      {"keys.dir", SettingKind::kText, "", "folder of the key files; empty: data_dir/keys"},
      {"keyring.address", SettingKind::kText, "127.0.0.1", "where another process has the keyring"},
  };
  bool has_keyring_port = false;
  for (const HostedService& service : program.services) {
    has_keyring_port = has_keyring_port || service.name == "keyring";
    settings.push_back({service.name + ".port", SettingKind::kPort, std::to_string(service.port),
                        "gRPC port of " + service.name + "; 0: any free one"});
  }
  if (!has_keyring_port) {
    settings.push_back({"keyring.port", SettingKind::kPort, std::to_string(kKeyringPort),
                        "gRPC port of the keyring"});
  }
  return settings;
}

int Main(const Program& program, int argc, char** argv) {
  Config::Sources sources{{argv + 1, argv + argc}, ProcessEnvironment()};
  const auto config = Config::Load(SettingsOf(program), sources);
  if (!config.ok()) return Refuse(program, kExitBadConfig, config.status());
  if (config->Asked("--help")) {
    Say(stdout, Usage(program));
  } else if (config->Asked("--version")) {
    Say(stdout, base::Cat(program.name, " ", RONDETAFEL_VERSION, "\n"));
  } else if (config->Asked("--print-config")) {
    Say(stdout, config->Print());
  } else if (config->Asked("--check-config")) {
    Say(stdout, "the configuration is good\n");
  } else {
    telemetry::SetLogLevel(LevelOf(config->Text("logging.level")));
    if (!config->Text("logging.file").empty()) {
      telemetry::SetLogFile(config->Text("logging.file"));
    }
    return Run(program, *config);
  }
  return kExitGood;
}

}  // namespace rondetafel::host
