#include "shared/telemetry/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <mutex>

#include "shared/base/check.h"

namespace rondetafel::telemetry {
namespace {

const prometheus::Histogram::BucketBoundaries& SecondsBuckets() {
  static const prometheus::Histogram::BucketBoundaries kBuckets = {
      0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05,
      0.1,    0.25,    0.5,    1,     2.5,    5,     10,   30};
  return kBuckets;
}

// "frozen-report" → "frozen_report": a name that Prometheus refuses would throw.
std::string MetricName(const std::string& service, const std::string& what) {
  std::string name = "rondetafel_" + service + "_" + what;
  for (char& c : name) {
    const bool fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (!fits) c = '_';
  }
  return name;
}

}  // namespace

struct Metrics::Impl {
  // One name is one type of metric; anything else is a mistake in the code.
  template <class Family, class Builder>
  Family& Find(std::map<std::string, Family*>& families, const std::string& name,
               const Builder& builder) {
    std::lock_guard lock(mutex);
    auto [at, added] = families.try_emplace(name, nullptr);
    if (added) {
      RT_CHECK(names.insert({name, &families}).second);
      at->second = &builder().Name(name).Register(registry);
    }
    return *at->second;
  }

  prometheus::Registry registry;
  std::mutex mutex;
  std::map<std::string, const void*> names;
  std::map<std::string, prometheus::Family<prometheus::Counter>*> counters;
  std::map<std::string, prometheus::Family<prometheus::Gauge>*> gauges;
  std::map<std::string, prometheus::Family<prometheus::Histogram>*> histograms;
};

Metrics::Metrics() : impl_(std::make_unique<Impl>()) {}
Metrics::~Metrics() = default;

void Metrics::Count(const std::string& service, const std::string& what_total, const Labels& labels,
                    double by) {
  impl_->Find(impl_->counters, MetricName(service, what_total), prometheus::BuildCounter)
      .Add(labels)
      .Increment(by);
}

void Metrics::Set(const std::string& service, const std::string& what_unit, const Labels& labels,
                  double value) {
  impl_->Find(impl_->gauges, MetricName(service, what_unit), prometheus::BuildGauge)
      .Add(labels)
      .Set(value);
}

void Metrics::Observe(const std::string& service, const std::string& what_seconds,
                      const Labels& labels, double seconds) {
  impl_->Find(impl_->histograms, MetricName(service, what_seconds), prometheus::BuildHistogram)
      .Add(labels, SecondsBuckets())
      .Observe(seconds);
}

std::string Metrics::RenderText() const {
  return prometheus::TextSerializer().Serialize(impl_->registry.Collect());
}

}  // namespace rondetafel::telemetry
