# SPDX-License-Identifier: MIT
# Run by cpack between installing and packing (CPACK_PRE_BUILD_SCRIPTS): what only a Debian package has, put below
# CPACK_TEMPORARY_INSTALL_DIRECTORY.
set(root ${CPACK_TEMPORARY_INSTALL_DIRECTORY})
set(documents ${root}/usr/share/doc/posthaste)
set(source ${PH_SOURCE})

include(${source}/cmake/SendmailLinks.cmake)
ph_make_sendmail_links(${root}/usr)

# NO_SOURCE_PERMISSIONS: 0644, whatever the umask was when the sources were fetched.
foreach(name config.toml service.toml)
  configure_file(${source}/cmake/etc/${name} ${root}/etc/posthaste/${name} COPYONLY NO_SOURCE_PERMISSIONS)
endforeach()
# Its group is the service's from the postinst on; until then root alone may read it.
file(CHMOD ${root}/etc/posthaste/service.toml FILE_PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)

# Policy 12.5 and 12.7.
file(READ ${source}/LICENSE license)
string(REGEX REPLACE "^.*\n\n(Permission is)" "\\1" license "${license}")
string(REGEX REPLACE "\n\n" "\n.\n" license "${license}")
string(STRIP "${license}" license)
string(REPLACE "\n" "\n " PH_LICENSE " ${license}")
configure_file(${source}/cmake/debian/copyright.in ${documents}/copyright @ONLY NO_SOURCE_PERMISSIONS)
# What the program has inside wants its notice to go along.
foreach(package libfmt-dev libcli11-dev libtomlplusplus-dev nlohmann-json3-dev)
  if(EXISTS /usr/share/doc/${package}/copyright)
    configure_file(/usr/share/doc/${package}/copyright ${documents}/inside/${package}.copyright COPYONLY NO_SOURCE_PERMISSIONS)
  endif()
endforeach()
file(REMOVE ${documents}/LICENSE)
file(RENAME ${documents}/docs/CHANGELOG.md ${documents}/changelog)
configure_file(${PH_DEBIAN_CHANGELOG} ${documents}/changelog.Debian COPYONLY NO_SOURCE_PERMISSIONS)
configure_file(${source}/cmake/debian/lintian-overrides ${root}/usr/share/lintian/overrides/posthaste COPYONLY
               NO_SOURCE_PERMISSIONS)

# Policy 12.1 and 12.7: as small as it gets, and without the time. Every name of the program has a manual.
set(manuals ${root}/usr/share/man)
file(GLOB files ${manuals}/man?/*)
execute_process(COMMAND gzip -9n ${files} ${documents}/changelog ${documents}/changelog.Debian COMMAND_ERROR_IS_FATAL ANY)
set(page posthaste.1.gz)
if(EXISTS ${manuals}/man1/sendmail.posthaste.1.gz)
  set(page sendmail.posthaste.1.gz)
endif()
foreach(name sendmail mailq newaliases runq)
  if(EXISTS ${manuals}/man1/${page} AND NOT EXISTS ${manuals}/man1/${name}.1.gz)
    file(CREATE_LINK ${page} ${manuals}/man1/${name}.1.gz SYMBOLIC)
  endif()
endforeach()

# Debian's zsh looks for packages' functions here.
if(EXISTS ${root}/usr/share/zsh/site-functions)
  file(RENAME ${root}/usr/share/zsh/site-functions ${root}/usr/share/zsh/vendor-completions)
endif()
