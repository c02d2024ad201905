# SPDX-License-Identifier: MIT
# The pages of the manual, by the section that their names end in. Names that another program may have (sendmail, mailq) are
# for packages to link.
file(GLOB ph_pages CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/docs/man/*)
foreach(page ${ph_pages})
  string(REGEX REPLACE ".*\\." "" section ${page})
  install(FILES ${page} DESTINATION ${CMAKE_INSTALL_MANDIR}/man${section})
endforeach()
