# SPDX-License-Identifier: MIT
# What is installed.
set(scripts ${CMAKE_CURRENT_SOURCE_DIR}/package)
add_test(NAME shellcheck COMMAND ${scripts}/shellcheck.sh ${CMAKE_SOURCE_DIR})
set_tests_properties(shellcheck PROPERTIES LABELS house SKIP_RETURN_CODE 77 TIMEOUT 120)
add_test(NAME install COMMAND ${scripts}/install.sh ${CMAKE_BINARY_DIR})
set_tests_properties(install PROPERTIES TIMEOUT 120)
