# The four kinds of target this repository has. Each takes its sources by name: a file nobody names
# is a file nobody builds, and the lint "unregistered" says so.

# rt_proto(name SRCS a.proto … [DEPS other_proto …] [GRPC])
# Paths are relative to proto/, or to ROOT. Generated headers are included as "rondetafel/…/x.pb.h".
function(rt_proto name)
  cmake_parse_arguments(ARG "GRPC" "ROOT" "SRCS;DEPS" ${ARGN})
  if(NOT ARG_ROOT)
    set(ARG_ROOT ${CMAKE_SOURCE_DIR}/proto)
  endif()
  set(out ${CMAKE_BINARY_DIR}/gen)
  file(MAKE_DIRECTORY ${out})
  set(generated)
  foreach(proto ${ARG_SRCS})
    string(REGEX REPLACE "\\.proto$" "" stem ${proto})
    set(files ${out}/${stem}.pb.cc ${out}/${stem}.pb.h)
    set(flags --cpp_out=${out})
    if(ARG_GRPC AND stem MATCHES "service$")
      list(APPEND files ${out}/${stem}.grpc.pb.cc ${out}/${stem}.grpc.pb.h)
      list(APPEND flags --grpc_out=${out} --plugin=protoc-gen-grpc=$<TARGET_FILE:gRPC::grpc_cpp_plugin>)
    endif()
    add_custom_command(
      OUTPUT ${files}
      COMMAND protobuf::protoc ${flags} -I ${CMAKE_SOURCE_DIR}/proto -I ${GOOGLEAPIS_DIR} -I ${ARG_ROOT} ${proto}
      DEPENDS ${ARG_ROOT}/${proto}
      COMMENT "protoc ${proto}")
    list(APPEND generated ${files})
  endforeach()
  add_custom_target(${name}_generated DEPENDS ${generated})
  if(NOT TARGET generated_protos)
    add_custom_target(generated_protos)
  endif()
  add_dependencies(generated_protos ${name}_generated)
  add_library(${name} STATIC ${generated})
  add_dependencies(${name} ${name}_generated)
  target_include_directories(${name} SYSTEM PUBLIC ${out})
  target_link_libraries(${name} PUBLIC protobuf::libprotobuf ${ARG_DEPS})
  target_compile_options(${name} PRIVATE -w -O1)
  if(RONDETAFEL_SANITIZE MATCHES "address|fuzz")
    target_compile_options(${name} PRIVATE -fno-sanitize=all)  # not ours, and most of the build's time
  endif()
  if(ARG_GRPC)
    target_link_libraries(${name} PUBLIC gRPC::grpc++)
  endif()
endfunction()

# rt_library(name SRCS … [DEPS …] [PCH core|grpc|none]): a library of ours.
function(rt_library name)
  cmake_parse_arguments(ARG "" "PCH" "SRCS;DEPS" ${ARGN})
  add_library(${name} STATIC ${ARG_SRCS})
  target_include_directories(${name} PUBLIC ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${RONDETAFEL_WARNINGS})
  target_link_libraries(${name} PUBLIC ${ARG_DEPS})
  _rt_pch(${name} "${ARG_PCH}" core)
endfunction()

# rt_binary(name SRCS … [DEPS …] [PCH …]): a program.
function(rt_binary name)
  cmake_parse_arguments(ARG "" "PCH" "SRCS;DEPS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${RONDETAFEL_WARNINGS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS})
  _rt_pch(${name} "${ARG_PCH}" core)
endfunction()

# rt_test(name SRCS … [DEPS …] [PCH …] [LABELS …]): one GoogleTest program, one ctest entry.
function(rt_test name)
  cmake_parse_arguments(ARG "" "PCH;TIMEOUT" "SRCS;DEPS;LABELS" ${ARGN})
  add_executable(${name} ${ARG_SRCS})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR})
  target_compile_options(${name} PRIVATE ${RONDETAFEL_WARNINGS})
  target_link_libraries(${name} PRIVATE ${ARG_DEPS} GTest::gmock GTest::gtest_main)
  _rt_pch(${name} "${ARG_PCH}" test)
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 120)
  endif()
  set_tests_properties(${name} PROPERTIES TIMEOUT ${ARG_TIMEOUT} LABELS "${ARG_LABELS}")
  if(NOT TARGET unit_tests)
    add_custom_target(unit_tests)  # what the sanitizers are run over
  endif()
  if(NOT "kafka" IN_LIST ARG_LABELS)
    add_dependencies(unit_tests ${name})
  endif()
endfunction()

function(_rt_pch name wanted default)
  if(NOT wanted)
    set(wanted ${default})
  endif()
  if(NOT wanted STREQUAL "none")
    target_link_libraries(${name} PRIVATE pch_${wanted})
    target_precompile_headers(${name} REUSE_FROM pch_${wanted})
  endif()
endfunction()

# rt_kafka_test(name …as rt_test…): a test that starts brokers of its own (tests/kafka/private_broker.h).
# Label "kafka"; one at a time, because a broker takes a processor and 200 MB. The jars come from
# deploy/kafka/fetch.sh, which the first of them runs.
function(rt_kafka_test name)
  rt_test(${name} ${ARGN} LABELS kafka)
  target_link_libraries(${name} PRIVATE private_broker)
  add_dependencies(${name} kafka_ready)
  set_tests_properties(${name} PROPERTIES RESOURCE_LOCK kafka TIMEOUT 300)
endfunction()
