// Metrics in Prometheus text format, named rondetafel_<service>_<what>_<unit>. Labels are small
// closed sets: never a case, never a person.
#pragma once
#include <map>
#include <memory>
#include <string>

namespace rondetafel::telemetry {

using Labels = std::map<std::string, std::string>;

// Thread-safe. One per process.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  void Count(const std::string& service, const std::string& what_total, const Labels& labels,
             double by = 1);
  void Set(const std::string& service, const std::string& what_unit, const Labels& labels,
           double value);
  // Buckets from 100 µs to 30 s.
  void Observe(const std::string& service, const std::string& what_seconds, const Labels& labels,
               double seconds);
  std::string RenderText() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace rondetafel::telemetry
