# SPDX-License-Identifier: MIT
# cmake -DSCRIPT=... -DROOT=fixture -DEXPECTED=file [script's own -D...] -P ExpectComplaints.cmake: SCRIPT must fail on
# ROOT, with each line of EXPECTED among its complaints and no complaint more.
cmake_minimum_required(VERSION 3.25)
execute_process(COMMAND ${CMAKE_COMMAND} -DROOT=${ROOT} -DLAYERS=${LAYERS} -DLIMIT=${LIMIT} -P ${SCRIPT}
                RESULT_VARIABLE status ERROR_VARIABLE errors OUTPUT_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "${SCRIPT} found nothing wrong with ${ROOT}")
endif()
file(STRINGS ${EXPECTED} expected)
string(REGEX REPLACE "[ \n]+" " " said "${errors}") # CMake wraps its messages
foreach(line IN LISTS expected)
  string(FIND "${said}" "${line}" at)
  if(at LESS 0)
    message(SEND_ERROR "missing complaint: ${line}")
  endif()
endforeach()
string(REGEX MATCHALL "CMake Error" complaints "${errors}")
list(LENGTH complaints found)
list(LENGTH expected wanted)
if(NOT found EQUAL wanted)
  message(SEND_ERROR "${found} complaints instead of ${wanted}:\n${errors}")
endif()
