# SPDX-License-Identifier: MIT
# The built program from outside: each directory of data/cli is a case (cli_runner/case.hpp says what is in one).
add_executable(cli_runner cli_runner/main.cpp cli_runner/case.cpp cli_runner/process.cpp)
target_link_libraries(cli_runner PRIVATE ph_test_server ph_options)

file(GLOB cases CONFIGURE_DEPENDS LIST_DIRECTORIES true ${CMAKE_CURRENT_SOURCE_DIR}/data/cli/*)
foreach(directory ${cases})
  get_filename_component(name ${directory} NAME)
  add_test(NAME cli.${name} COMMAND cli_runner $<TARGET_FILE:posthaste> ${directory})
  set_tests_properties(cli.${name} PROPERTIES TIMEOUT 90 SKIP_RETURN_CODE 77)
endforeach()

# Real servers, each of the test's own, where it can be had and namespaces can be made; else it says why not and is
# skipped.
foreach(server postfix exim opensmtpd dovecot)
  add_test(NAME real.${server} COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/real/run.sh ${server} $<TARGET_FILE:posthaste>
           ${CMAKE_BINARY_DIR}/real-${server})
  set_tests_properties(real.${server} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 300)
endforeach()

# What systemd says of the units that run the queue.
add_test(NAME units COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/units/verify.sh ${CMAKE_BINARY_DIR}/units $<TARGET_FILE:posthaste>)
set_tests_properties(units PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)

# Tests in Python: the script by its place in this directory, then its arguments.
find_program(PH_PYTHON NAMES python3)
mark_as_advanced(PH_PYTHON)
function(ph_python_test name script)
  if(PH_PYTHON)
    add_test(NAME ${name} COMMAND ${PH_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  else()
    add_test(NAME ${name} COMMAND sh -c "echo 'SKIP: python3 is not installed'; exit 77")
  endif()
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)
endfunction()

# The fewest round trips that are possible: counted, not timed (bench/stillness.py), so it holds on a busy machine too.
ph_python_test(bench.counter bench/counter_test.py)
ph_python_test(bench.flights bench/run.py --posthaste $<TARGET_FILE:posthaste> --check)

# sendmail as real programs call it.
ph_python_test(callers callers/run.py --posthaste $<TARGET_FILE:posthaste>)

# What servers can do to us, in groups. A sanitizer wants far more address space than the program may take.
set(memory 100)
if(PH_SANITIZE)
  set(memory 0)
endif()
foreach(group floods silence ends replies words challenges tls)
  ph_python_test(hostile.${group} hostile/run.py --posthaste $<TARGET_FILE:posthaste> --groups ${group}
                 --memory-mib ${memory})
  set_tests_properties(hostile.${group} PROPERTIES LABELS hostile)
endforeach()

# The queue with real processes: killed at their system calls, many at once, with signals, behind the caller's back.
foreach(part crash-enqueue crash-flush storm signals background)
  ph_python_test(queue.${part} queue/run.py --posthaste $<TARGET_FILE:posthaste> --part ${part})
  set_tests_properties(queue.${part} PROPERTIES LABELS queue)
endforeach()

# posthaste as a server: on stdin, on sockets, with rules for who may send as whom, and as an inbox.
foreach(part stdin sockets rules inbox)
  ph_python_test(serve.${part} serve/run.py --posthaste $<TARGET_FILE:posthaste> --part ${part})
  set_tests_properties(serve.${part} PROPERTIES LABELS serve)
endforeach()

# By programs that are not ours. Their modules are Debian's, and so is the Python that has them.
find_program(PH_SYSTEM_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH)
mark_as_advanced(PH_SYSTEM_PYTHON)
function(ph_system_python_test name script)
  if(PH_SYSTEM_PYTHON)
    add_test(NAME ${name} COMMAND ${PH_SYSTEM_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/${script} ${ARGN})
  else()
    add_test(NAME ${name} COMMAND sh -c "echo 'SKIP: there is no /usr/bin/python3'; exit 77")
  endif()
  set_tests_properties(${name} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 120)
endfunction()

# Signatures of DKIM, and messages that were composed.
foreach(verifier dkimpy mail-dkim)
  ph_system_python_test(dkim.${verifier} dkim/verify.py ${verifier} $<TARGET_FILE:dkim-sign> $<TARGET_FILE:posthaste>)
endforeach()
foreach(parser python_default python_compat32 gmime reformime mblaze perl_mime)
  ph_system_python_test(parsers.${parser} parsers/verify.py ${parser} $<TARGET_FILE:posthaste>)
endforeach()

# Completions, by the shells that they are for.
if(TARGET completions)
  foreach(completion bash=posthaste zsh=_posthaste fish=posthaste.fish)
    string(REPLACE "=" ";" completion ${completion})
    list(POP_FRONT completion shell file)
    add_test(NAME completions.${shell}
             COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/completions/verify.sh ${shell} ${CMAKE_BINARY_DIR}/completions/${file})
    set_tests_properties(completions.${shell} PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 60)
  endforeach()
endif()

# The manual: as troff sees it, beside the tables that it tells of, and the configurations that it and the others show.
file(GLOB pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*)
add_test(NAME manual.renders COMMAND ${CMAKE_CURRENT_SOURCE_DIR}/manual/render.sh ${pages})
set_tests_properties(manual.renders PROPERTIES SKIP_RETURN_CODE 77 TIMEOUT 60)
ph_python_test(manual.complete manual/complete.py $<TARGET_FILE:posthaste-listing> ${CMAKE_SOURCE_DIR}/docs/man)
ph_python_test(manual.examples manual/examples.py $<TARGET_FILE:posthaste> ${CMAKE_SOURCE_DIR})
