# Every third-party library, once, each behind one imported target name. All are Debian 12 packages;
# deploy/debian/packages.txt names them.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(Protobuf REQUIRED)
find_package(absl REQUIRED)
find_package(gRPC REQUIRED)
find_package(GTest REQUIRED)
find_package(rapidcheck REQUIRED)
find_package(benchmark REQUIRED)
find_package(date REQUIRED)
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium)
pkg_check_modules(ZSTD REQUIRED IMPORTED_TARGET libzstd)
pkg_check_modules(RDKAFKA REQUIRED IMPORTED_TARGET rdkafka)
pkg_check_modules(ROCKSDB REQUIRED IMPORTED_TARGET rocksdb)
pkg_check_modules(SPDLOG REQUIRED IMPORTED_TARGET spdlog)
# -pthread from a package would keep our precompiled headers from fitting. (spdlog's definitions are in
# Toolchain.cmake; gRPC brings re2.)
foreach(package PkgConfig::SPDLOG re2::re2)
  if(TARGET ${package})
    set_target_properties(${package} PROPERTIES INTERFACE_COMPILE_OPTIONS "")
  endif()
endforeach()
pkg_check_modules(PROMETHEUS REQUIRED IMPORTED_TARGET prometheus-cpp-core)
pkg_check_modules(TOMLPLUSPLUS REQUIRED IMPORTED_TARGET tomlplusplus)
pkg_check_modules(ICU REQUIRED IMPORTED_TARGET icu-uc)

# google/rpc, google/type and google/api as Debian ships them: read where they are installed.
find_path(GOOGLEAPIS_DIR google/rpc/error_details.proto
          PATHS /usr/share/gocode/src/github.com/gogo/googleapis REQUIRED)
