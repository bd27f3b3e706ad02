#include "tests/fault/load/endpoints.h"

#include <grpcpp/grpcpp.h>

#include <fstream>
#include <sstream>

namespace rondetafel::fault {
namespace {

std::shared_ptr<grpc::GenericStub> Connect(const std::string& address) {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  return std::make_shared<grpc::GenericStub>(
      grpc::CreateCustomChannel(address, grpc::InsecureChannelCredentials(), arguments));
}

}  // namespace

bool Endpoints::Reread() {
  std::ifstream in(file_);
  std::ostringstream whole;
  whole << in.rdbuf();
  if (whole.str() == read_) return false;
  read_ = whole.str();
  std::map<std::string, std::shared_ptr<grpc::GenericStub>> kept;
  for (const auto& [service, replicas] : of_) {
    for (const Replica& replica : replicas) kept[replica.address] = replica.stub;
  }
  of_.clear();
  std::map<std::string, std::shared_ptr<grpc::GenericStub>> used;
  std::istringstream lines(read_);
  std::string service;
  std::string address;
  while (lines >> service >> address) {
    auto& stub = used[address];
    if (!stub) {
      const auto known = kept.find(address);
      stub = known == kept.end() ? Connect(address) : known->second;
    }
    of_[service].push_back({address, stub});
  }
  return true;
}

Replica Endpoints::Pick(std::string_view service, std::mt19937_64& random,
                        std::string_view not_this) {
  const auto found = of_.find(service);
  if (found == of_.end()) return {};
  const std::vector<Replica>& replicas = found->second;
  std::size_t at = random() % replicas.size();
  if (replicas.size() > 1 && replicas[at].address == not_this) at = (at + 1) % replicas.size();
  return replicas[at];
}

}  // namespace rondetafel::fault
