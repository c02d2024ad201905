# SPDX-License-Identifier: MIT
# What is installed and packaged. Not run here, since they build or download much: package/debian_root.sh and
# package/reproducible.sh (docs/packaging.md).
set(scripts ${CMAKE_CURRENT_SOURCE_DIR}/package)
add_test(NAME shellcheck COMMAND ${scripts}/shellcheck.sh ${CMAKE_SOURCE_DIR})
set_tests_properties(shellcheck PROPERTIES LABELS house SKIP_RETURN_CODE 77 TIMEOUT 120)
add_test(NAME postrm COMMAND ${scripts}/postrm.sh ${CMAKE_SOURCE_DIR}/cmake/debian/postrm)
add_test(NAME install COMMAND ${scripts}/install.sh ${CMAKE_BINARY_DIR})
add_test(NAME lintian COMMAND ${scripts}/lintian.sh ${CMAKE_BINARY_DIR})
# Both install, and what they make on the way has one place.
set_tests_properties(install lintian PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120 RESOURCE_LOCK installation)
if(PH_STATIC_PIE)
  add_test(NAME static COMMAND ${scripts}/static.sh $<TARGET_FILE:posthaste> $<TARGET_FILE:posthaste-sink>)
  set_tests_properties(static PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)
endif()
