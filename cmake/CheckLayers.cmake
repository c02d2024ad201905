# SPDX-License-Identifier: MIT
# cmake -DROOT=tree "-DLAYERS=base: codec:base mail:base,codec" -P CheckLayers.cmake: fails when a file under ROOT's src or
# include uses a layer that its own may not use, or a library outside the place that hides it. LAYERS is what
# cmake/Layer.cmake collected from the ph_layer() calls.
cmake_minimum_required(VERSION 3.25)

# Libraries and the only files that may know them: "header prefix|path regex".
set(CONFINED
  "openssl/|^src/(net/|base/crypto)"
  "CLI/|^src/cli/"
  "toml\\+\\+/|^src/config/"
  "idn2\\.h|^src/codec/"
  "unictype\\.h|^src/codec/"
  "uninorm\\.h|^src/codec/"
  "unistr\\.h|^src/codec/"
  "nlohmann/|^src/app/"
  "iostream|^$")

string(REPLACE " " ";" LAYERS "${LAYERS}")
foreach(entry IN LISTS LAYERS)
  string(REGEX MATCH "^([^:]+):(.*)$" _ "${entry}")
  set(name "${CMAKE_MATCH_1}")
  string(REPLACE "," ";" MAY_${name} "${CMAKE_MATCH_2}")
  list(APPEND MAY_${name} ${name})
  list(APPEND NAMES ${name})
endforeach()
list(LENGTH NAMES count)
if(count EQUAL 0)
  message(FATAL_ERROR "no layers given")
endif()
set(MAY_main base app cli) # src/main.cpp
set(MAY_completions base cli config) # a program of the build

set(problems 0)
function(complain path text)
  message(SEND_ERROR "${path}: ${text}")
  math(EXPR problems "${problems} + 1")
  set(problems ${problems} PARENT_SCOPE)
endfunction()

function(check_layer path header)
  if(NOT path MATCHES "^(src|include/posthaste)/([a-z]+)[/.]" OR NOT header MATCHES "^posthaste/([a-z_]+)/")
    return()
  endif()
  string(REGEX REPLACE "^(src|include/posthaste)/([a-z]+)[/.].*" "\\2" from "${path}")
  string(REGEX REPLACE "^posthaste/([a-z_]+)/.*" "\\1" to "${header}")
  if(NOT to IN_LIST MAY_${from})
    complain("${path}" "layer ${from} may not include layer ${to} (<${header}>)")
  endif()
  set(problems ${problems} PARENT_SCOPE)
endfunction()

function(check_confinement path header)
  foreach(entry IN LISTS CONFINED)
    string(REGEX MATCH "^([^|]+)[|](.*)$" _ "${entry}")
    set(prefix "${CMAKE_MATCH_1}")
    set(place "${CMAKE_MATCH_2}")
    if(path MATCHES "^tests/" AND NOT prefix STREQUAL "iostream")
      continue() # a test may play the other side with any library
    endif()
    if(header MATCHES "^${prefix}" AND NOT path MATCHES "${place}")
      complain("${path}" "<${header}> does not belong here")
    endif()
  endforeach()
  set(problems ${problems} PARENT_SCOPE)
endfunction()

file(GLOB_RECURSE files RELATIVE ${ROOT} ${ROOT}/src/*.[ch]pp ${ROOT}/include/*.[ch]pp ${ROOT}/tests/*.[ch]pp)
list(FILTER files EXCLUDE REGEX "^tests/data/")
foreach(path IN LISTS files)
  file(STRINGS ${ROOT}/${path} lines REGEX "^[ \t]*#[ \t]*include")
  foreach(line IN LISTS lines)
    if(line MATCHES "\"\\.\\./")
      complain("${path}" "include by \"../\": headers of other layers stand in include/posthaste")
    elseif(line MATCHES "include[ \t]*[<\"]([^>\"]+)[>\"]")
      set(header "${CMAKE_MATCH_1}")
      check_layer("${path}" "${header}")
      check_confinement("${path}" "${header}")
    endif()
  endforeach()
endforeach()

list(LENGTH files count)
if(count EQUAL 0)
  message(FATAL_ERROR "no sources under ${ROOT}")
endif()
if(problems EQUAL 0)
  message(STATUS "${count} files keep to their layers")
endif()
