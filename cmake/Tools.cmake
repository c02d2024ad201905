# SPDX-License-Identifier: MIT
# format, check-format, lint: clang 19's tools, configured by cmake/clang-format and cmake/clang-tidy. Where one is not
# installed, its target says so and fails. Also the sink of the demonstration, and what the benchmark needs, when the tests
# are not built.
find_program(PH_CLANG_FORMAT NAMES clang-format-19 clang-format)
find_program(PH_CLANG_TIDY NAMES clang-tidy-19 clang-tidy)
mark_as_advanced(PH_CLANG_FORMAT PH_CLANG_TIDY)

file(GLOB_RECURSE ph_own CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*.[ch]pp ${CMAKE_SOURCE_DIR}/include/*.[ch]pp
     ${CMAKE_SOURCE_DIR}/tests/*.[ch]pp)
list(FILTER ph_own EXCLUDE REGEX "/tests/data/")
file(GLOB_RECURSE ph_linted CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/*.cpp)

# ph_tool(target program what...): runs what, or complains that program is missing.
function(ph_tool target program)
  if(NOT ${program})
    set(ARGN ${CMAKE_COMMAND} -E echo "${target} needs clang 19's tool, which was not found" COMMAND ${CMAKE_COMMAND} -E false)
  endif()
  add_custom_target(${target} COMMAND ${ARGN} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
endfunction()
set(ph_style --style=file:${CMAKE_SOURCE_DIR}/cmake/clang-format)
ph_tool(format PH_CLANG_FORMAT ${PH_CLANG_FORMAT} ${ph_style} -i ${ph_own})
ph_tool(check-format PH_CLANG_FORMAT ${PH_CLANG_FORMAT} ${ph_style} --dry-run --Werror ${ph_own})
# xargs: as many at a time as there are processors; its status is that of all.
list(JOIN ph_linted "\n" ph_linted_lines)
file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/lint.files CONTENT "${ph_linted_lines}\n")
cmake_host_system_information(RESULT ph_processors QUERY NUMBER_OF_LOGICAL_CORES)
ph_tool(lint PH_CLANG_TIDY xargs -a ${CMAKE_BINARY_DIR}/lint.files -n 1 -P ${ph_processors}
        ${PH_CLANG_TIDY} --quiet --config-file=${CMAKE_SOURCE_DIR}/cmake/clang-tidy -p ${CMAKE_BINARY_DIR})

if(NOT PH_TESTS)
  add_subdirectory(${CMAKE_SOURCE_DIR}/tests/tools ${CMAKE_BINARY_DIR}/tests/tools EXCLUDE_FROM_ALL)
  add_subdirectory(${CMAKE_SOURCE_DIR}/tests/bench ${CMAKE_BINARY_DIR}/tests/bench EXCLUDE_FROM_ALL)
endif()
