# SPDX-License-Identifier: MIT
# cpack: a package of Debian that is a mail-transport-agent (docs/packaging.md). The program of any Release build will do:
# what depends on the prefix is made while installing.
set(PH_MAINTAINER "The posthaste authors <posthaste@example.org>" CACHE STRING
    "who answers for the package: Name <address>")
set(debian ${CMAKE_SOURCE_DIR}/cmake/debian)

set(CPACK_GENERATOR DEB)
set(CPACK_SET_DESTDIR ON) # the prefix is then what it is going to be, not a folder of CPack's
set(CPACK_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
    OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)
set(CPACK_PACKAGE_NAME posthaste)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "${PH_MAINTAINER}")
set(CPACK_PACKAGE_DIRECTORY ${CMAKE_BINARY_DIR}/package)
set(CPACK_PROJECT_CONFIG_FILE ${CMAKE_BINARY_DIR}/debian/package.cmake)
set(CPACK_PRE_BUILD_SCRIPTS ${debian}/stage.cmake)
set(CPACK_POST_BUILD_SCRIPTS ${debian}/repack.cmake)

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_SECTION mail)
set(CPACK_DEBIAN_PACKAGE_PRIORITY optional)
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION "sendmail for machines that send by a provider's server
posthaste sends mail from the command line. It takes the place of sendmail
for cron, php, git, mutt and scripts: what they pipe in goes over SMTP to a
server, with TLS and a login, or into a mailbox on this machine. Mail that
cannot go now is kept on the disk and tried again.

It composes messages, too, with HTML, attachments, S/MIME, OpenPGP and DKIM,
and shows what happens when mail does not go through. A system service can
keep the password away from the users of the machine; nothing is set-uid.")
# What the program loads when it needs it, dpkg-shlibdeps does not see: package.cmake adds it.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "ca-certificates, adduser")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "mailx, gnupg")
# Debian policy 11.6, and what all of its mail-transport-agents say of themselves: one at a time.
set(CPACK_DEBIAN_PACKAGE_PROVIDES mail-transport-agent)
set(CPACK_DEBIAN_PACKAGE_CONFLICTS mail-transport-agent)
set(CPACK_DEBIAN_PACKAGE_REPLACES mail-transport-agent)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA ${debian}/conffiles ${debian}/postinst ${debian}/prerm ${debian}/postrm)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)

set(PH_LOADED_LIBRARIES ${IDN2_LIBRARY} ${UNISTRING_LIBRARY})
configure_file(${debian}/changelog.in ${CMAKE_BINARY_DIR}/debian/changelog @ONLY)
configure_file(${debian}/package.cmake.in ${CMAKE_BINARY_DIR}/debian/package.cmake @ONLY)
include(CPack)
