# SPDX-License-Identifier: MIT
# What runs the queue without a daemon: units of systemd and a line for cron, each with the installed program's path. The
# same texts, with the place of the path left open, are compiled in for `posthaste queue install`.
set(units ${CMAKE_SOURCE_DIR}/cmake/units)
set(ph_made ${CMAKE_BINARY_DIR}/units)
set(PH_PROGRAM ${CMAKE_INSTALL_FULL_BINDIR}/posthaste)
foreach(name posthaste-queue.service posthaste-queue.timer posthaste-queue@.service posthaste-queue@.timer crontab)
  configure_file(${units}/${name}.in ${ph_made}/${name} @ONLY)
endforeach()
install(FILES ${ph_made}/posthaste-queue.service ${ph_made}/posthaste-queue.timer DESTINATION lib/systemd/user)
install(FILES ${ph_made}/posthaste-queue@.service ${ph_made}/posthaste-queue@.timer DESTINATION lib/systemd/system)
install(FILES ${ph_made}/crontab DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

file(READ ${units}/posthaste-queue.service.in PH_QUEUE_SERVICE)
file(READ ${units}/posthaste-queue.timer.in PH_QUEUE_TIMER)
file(READ ${units}/crontab.in PH_CRONTAB)
configure_file(${units}/queue_unit_texts.cpp.in ${ph_made}/queue_unit_texts.cpp @ONLY)
target_sources(ph_app PRIVATE ${ph_made}/queue_unit_texts.cpp)
