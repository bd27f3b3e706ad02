// RocksDB keeps a diary of its own, the file LOG beside its data. Ours keep none: what matters of
// it comes back as a status, and a diary that meets a full disk ends the process at its next line,
// because Debian builds RocksDB with assertions.
//
//   rocksdb::Options options;
//   options.info_log = telemetry::NoRocksDbLog();
#pragma once
#include <rocksdb/env.h>

#include <cstdarg>
#include <memory>

namespace rondetafel::telemetry {

inline std::shared_ptr<rocksdb::Logger> NoRocksDbLog() {
  class Silent final : public rocksdb::Logger {
   public:
    using Logger::Logv;
    void Logv(const char* /*format*/, std::va_list /*arguments*/) override {}
  };
  return std::make_shared<Silent>();
}

}  // namespace rondetafel::telemetry
