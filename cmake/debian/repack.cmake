# SPDX-License-Identifier: MIT
# Run by cpack after packing (CPACK_POST_BUILD_SCRIPTS): the same package, packed by dpkg-deb. QUIRK: CPack 3.25 counts the
# program in Installed-Size once more for each link to it, and lists configuration files in md5sums, where dpkg has none.
foreach(package ${CPACK_PACKAGE_FILES})
  set(folder ${package}.unpacked)
  file(REMOVE_RECURSE ${folder})
  execute_process(COMMAND dpkg-deb -R ${package} ${folder} COMMAND_ERROR_IS_FATAL ANY)

  file(STRINGS ${folder}/DEBIAN/md5sums lines)
  list(FILTER lines EXCLUDE REGEX "  etc/")
  list(JOIN lines "\n" lines)
  file(WRITE ${folder}/DEBIAN/md5sums "${lines}\n")

  # deb-substvars(5): each file in whole KiB, and one for each folder and link.
  file(GLOB_RECURSE entries LIST_DIRECTORIES ON ${folder}/*)
  set(kibibytes 0)
  foreach(entry ${entries})
    if(entry MATCHES "/DEBIAN(/|$)")
      continue()
    elseif(IS_SYMLINK ${entry} OR IS_DIRECTORY ${entry})
      math(EXPR kibibytes "${kibibytes} + 1")
    else()
      file(SIZE ${entry} size)
      math(EXPR kibibytes "${kibibytes} + (${size} + 1023) / 1024")
    endif()
  endforeach()
  file(READ ${folder}/DEBIAN/control control)
  string(REGEX REPLACE "Installed-Size: [0-9]+" "Installed-Size: ${kibibytes}" control "${control}")
  file(WRITE ${folder}/DEBIAN/control "${control}")

  execute_process(COMMAND dpkg-deb --root-owner-group --build ${folder} ${package} OUTPUT_QUIET COMMAND_ERROR_IS_FATAL ANY)
  file(REMOVE_RECURSE ${folder})
endforeach()
