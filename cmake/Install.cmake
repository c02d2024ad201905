# SPDX-License-Identifier: MIT
# cmake --install: the program, what runs it, and what there is to read (docs/packaging.md). Nothing in /etc, and no name
# of sendmail unless asked for: both may be another program's.
option(PH_SENDMAIL_LINKS "install sendmail, mailq, newaliases and runq, which another mail program may own" OFF)

install(TARGETS posthaste RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})

# Made again, for the prefix of the installation.
set(ph_installed ${CMAKE_BINARY_DIR}/units-installed)
install(CODE "
  include(\"${CMAKE_SOURCE_DIR}/cmake/MakeUnits.cmake\")
  get_filename_component(folder \"${CMAKE_INSTALL_BINDIR}\" ABSOLUTE BASE_DIR \"\${CMAKE_INSTALL_PREFIX}\")
  ph_make_units(\"${units}\" \"\${folder}/posthaste\" \"${ph_installed}\")")
list(TRANSFORM PH_USER_UNITS PREPEND ${ph_installed}/ OUTPUT_VARIABLE ph_user_units)
list(TRANSFORM PH_SYSTEM_UNITS PREPEND ${ph_installed}/ OUTPUT_VARIABLE ph_system_units)
install(FILES ${ph_user_units} DESTINATION lib/systemd/user)
install(FILES ${ph_system_units} DESTINATION lib/systemd/system)
install(FILES ${ph_installed}/sysusers.conf DESTINATION lib/sysusers.d RENAME posthaste.conf)
install(FILES ${ph_installed}/tmpfiles.conf DESTINATION lib/tmpfiles.d RENAME posthaste.conf)

# The texts refer to each other by these places.
install(FILES README.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
file(GLOB ph_documents CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/*.md)
install(FILES ${ph_documents} DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(DIRECTORY docs/adr DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs FILES_MATCHING PATTERN "*.md")
install(FILES ${ph_installed}/crontab cmake/etc/config.toml cmake/etc/service.toml
        DESTINATION ${CMAKE_INSTALL_DOCDIR}/examples)

if(PH_SENDMAIL_LINKS)
  if(NOT CMAKE_INSTALL_BINDIR STREQUAL "bin")
    message(FATAL_ERROR "PH_SENDMAIL_LINKS: the links lead to bin/posthaste, not to ${CMAKE_INSTALL_BINDIR}/posthaste")
  endif()
  install(CODE "
    include(\"${CMAKE_SOURCE_DIR}/cmake/SendmailLinks.cmake\")
    ph_make_sendmail_links(\"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}\")")
endif()
