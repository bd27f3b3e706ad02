#include "tests/kafka/private_broker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <vector>

#include "shared/base/text.h"

extern char** environ;

namespace rondetafel::testing_kafka {

namespace {

constexpr int kStartAttempts = 3;

// A port that was free a moment ago; a lost race shows when the broker starts, and is tried again.
int FreePort() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  int port = 0;
  if (bind(listener, generic, size) == 0 && getsockname(listener, generic, &size) == 0) {
    port = ntohs(address.sin_port);
  }
  close(listener);
  return port;
}

}  // namespace

PrivateBroker::PrivateBroker(std::string dir, int port, int controller_port)
    : dir_(std::move(dir)),
      port_(port),
      controller_port_(controller_port),
      bootstrap_(base::Cat("127.0.0.1:", port)) {}

absl::StatusOr<std::unique_ptr<PrivateBroker>> PrivateBroker::Start() {
  absl::Status status;
  for (int attempt = 0; attempt < kStartAttempts; ++attempt) {
    std::string dir = (std::filesystem::temp_directory_path() / "rondetafel-kafka-XXXXXX").string();
    if (mkdtemp(dir.data()) == nullptr) return absl::UnavailableError("cannot make a directory");
    std::unique_ptr<PrivateBroker> broker(new PrivateBroker(dir, FreePort(), FreePort()));
    status = broker->Run("start.sh");
    if (status.ok()) return broker;
  }
  return status;
}

PrivateBroker::~PrivateBroker() {
  Resume();
  if (Run("stop.sh").ok()) std::filesystem::remove_all(dir_);
}

absl::Status PrivateBroker::Stop() { return Run("stop.sh"); }

absl::Status PrivateBroker::StartAgain() { return Run("start.sh"); }

void PrivateBroker::Pause() {
  if (const int broker = pid(); broker > 0) kill(broker, SIGSTOP);
}

void PrivateBroker::Resume() {
  if (const int broker = pid(); broker > 0) kill(broker, SIGCONT);
}

int PrivateBroker::pid() const {
  int number = 0;
  std::ifstream(dir_ + "/pid") >> number;
  return number;
}

absl::Status PrivateBroker::Run(const char* script) const {
  const std::string file = base::Cat(RONDETAFEL_SOURCE_DIR, "/deploy/kafka/", script);
  const std::string programs = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  std::vector<std::string> settings = {
      base::Cat("RONDETAFEL_KAFKA_PORT=", port_),
      base::Cat("RONDETAFEL_KAFKA_CONTROLLER_PORT=", controller_port_),
      base::Cat("RONDETAFEL_KAFKA_OWNER=", getpid()), base::Cat("RONDETAFEL_KAFKA_DIR=", dir_),
      base::Cat("RONDETAFEL_BIN=", programs)};
  std::vector<char*> environment;
  environment.reserve(settings.size());
  for (std::string& setting : settings) environment.push_back(setting.data());
  for (char** each = environ; *each != nullptr; ++each) environment.push_back(*each);
  environment.push_back(nullptr);
  std::string program = file;
  char* const arguments[] = {program.data(), nullptr};
  pid_t child = 0;
  if (posix_spawn(&child, file.c_str(), nullptr, nullptr, arguments, environment.data()) != 0) {
    return absl::UnavailableError(base::Cat("cannot run ", file));
  }
  int result = 0;
  waitpid(child, &result, 0);
  if (WIFEXITED(result) && WEXITSTATUS(result) == 0) return absl::OkStatus();
  return absl::UnavailableError(base::Cat(script, " failed; it said why on standard error"));
}

}  // namespace rondetafel::testing_kafka
