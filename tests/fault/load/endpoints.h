// Where the services listen now, from a file that the harness rewrites when a process starts or
// ends: a line each, "intake 127.0.0.1:4711", several of a service when it has replicas.
#pragma once
#include <grpcpp/generic/generic_stub.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rondetafel::fault {

struct Replica {
  std::string address;
  std::shared_ptr<grpc::GenericStub> stub;
};

// Not thread-safe.
class Endpoints {
 public:
  explicit Endpoints(std::string file) : file_(std::move(file)) {}

  // Reads the file again when it changed since; true when it did.
  bool Reread();
  // Any replica of the service but `not_this`, if there is another; no stub when it has none now.
  Replica Pick(std::string_view service, std::mt19937_64& random, std::string_view not_this = "");

 private:
  const std::string file_;
  std::string read_;
  std::map<std::string, std::vector<Replica>, std::less<>> of_;
};

}  // namespace rondetafel::fault
