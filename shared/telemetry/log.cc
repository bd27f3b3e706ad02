#include "shared/telemetry/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <chrono>
#include <memory>
#include <mutex>

#include "shared/base/time.h"
#include "shared/telemetry/json.h"

namespace rondetafel::telemetry {
namespace {

// The line is complete before spdlog sees it (its patterns cannot escape), so this only ends it.
class LineFormatter : public spdlog::formatter {
 public:
  void format(const spdlog::details::log_msg& message, spdlog::memory_buf_t& out) override {
    out.append(message.payload.begin(), message.payload.end());
    out.push_back('\n');
  }
  std::unique_ptr<spdlog::formatter> clone() const override {
    return std::make_unique<LineFormatter>();
  }
};

std::shared_ptr<spdlog::logger> MakeLogger(std::shared_ptr<spdlog::sinks::sink> sink) {
  auto logger = std::make_shared<spdlog::logger>("rondetafel", std::move(sink));
  logger->set_formatter(std::make_unique<LineFormatter>());
  logger->set_level(spdlog::level::trace);
  logger->flush_on(spdlog::level::info);
  return logger;
}

struct Output {
  std::mutex mutex;
  std::shared_ptr<spdlog::logger> logger =
      MakeLogger(std::make_shared<spdlog::sinks::stderr_sink_mt>());
  Level level = Level::kInfo;
};

// Never destroyed: threads of libraries may log while the process ends.
Output& TheOutput() {
  static auto* output = new Output;
  return *output;
}

std::string_view NameOf(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarn:
      return "warn";
    case Level::kError:
      return "error";
  }
  return "error";
}

spdlog::level::level_enum ToSpdlog(Level level) {
  switch (level) {
    case Level::kDebug:
      return spdlog::level::debug;
    case Level::kInfo:
      return spdlog::level::info;
    case Level::kWarn:
      return spdlog::level::warn;
    case Level::kError:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

void AppendField(std::string& line, const Field& field) {
  line += ',';
  AppendJsonText(line, field.name);
  line += ':';
  if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
    line += std::to_string(*number);
  } else if (const auto* real = std::get_if<double>(&field.value)) {
    AppendJsonNumber(line, *real);
  } else if (const auto* flag = std::get_if<bool>(&field.value)) {
    line += *flag ? "true" : "false";
  } else {
    AppendJsonText(line, std::get<std::string>(field.value));
  }
}

}  // namespace

std::string FormatLine(Level level, std::string_view event, std::initializer_list<Field> fields,
                       std::int64_t time_us) {
  std::string line = "{\"time\":\"";
  line += base::FormatRfc3339(base::Instant{time_us});
  line += "\",\"level\":\"";
  line += NameOf(level);
  line += "\",\"event\":";
  AppendJsonText(line, event);
  for (const Field& field : fields) AppendField(line, field);
  line += '}';
  return line;
}

void Log(Level level, std::string_view event, std::initializer_list<Field> fields) {
  Output& output = TheOutput();
  std::shared_ptr<spdlog::logger> logger;
  {
    std::lock_guard lock(output.mutex);
    if (level < output.level) return;
    logger = output.logger;
  }
  const std::string line = FormatLine(level, event, fields, base::SystemClock().Now().us);
  logger->log(ToSpdlog(level), spdlog::string_view_t(line.data(), line.size()));
}

void SetLogFile(const std::string& path) {
  auto logger = MakeLogger(std::make_shared<spdlog::sinks::basic_file_sink_mt>(path));
  Output& output = TheOutput();
  std::lock_guard lock(output.mutex);
  output.logger = std::move(logger);
}

void SetLogLevel(Level level) {
  Output& output = TheOutput();
  std::lock_guard lock(output.mutex);
  output.level = level;
}

}  // namespace rondetafel::telemetry
