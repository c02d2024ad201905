# SPDX-License-Identifier: MIT
# What runs posthaste without a person: units of systemd and a line for cron, each with the installed program's path. The
# texts of the user's queue, with the place of the path left open, are compiled in for `posthaste queue install`.
include(MakeUnits)
set(units ${CMAKE_SOURCE_DIR}/cmake/units)
set(ph_made ${CMAKE_BINARY_DIR}/units)
ph_make_units(${units} ${CMAKE_INSTALL_FULL_BINDIR}/posthaste ${ph_made})

file(READ ${units}/posthaste-queue.service.in PH_QUEUE_SERVICE)
file(READ ${units}/posthaste-queue.timer.in PH_QUEUE_TIMER)
file(READ ${units}/crontab.in PH_CRONTAB)
configure_file(${units}/queue_unit_texts.cpp.in ${ph_made}/queue_unit_texts.cpp @ONLY)
target_sources(ph_app PRIVATE ${ph_made}/queue_unit_texts.cpp)
