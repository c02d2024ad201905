# SPDX-License-Identifier: MIT
# ph_make_sendmail_links(root): the names by which programs call sendmail, below root beside bin/posthaste. "link target".
set(PH_SENDMAIL_LINKS_MADE
    "sbin/sendmail ../bin/posthaste"
    "lib/sendmail ../sbin/sendmail"
    "bin/mailq posthaste"
    "bin/newaliases posthaste"
    "sbin/runq ../bin/posthaste")

function(ph_make_sendmail_links root)
  foreach(entry ${PH_SENDMAIL_LINKS_MADE})
    string(REPLACE " " ";" entry "${entry}")
    list(GET entry 0 link)
    list(GET entry 1 target)
    get_filename_component(folder ${root}/${link} DIRECTORY)
    file(MAKE_DIRECTORY ${folder})
    file(CREATE_LINK ${target} ${root}/${link} SYMBOLIC)
    message(STATUS "Installing: ${root}/${link} -> ${target}")
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES ${root}/${link})
  endforeach()
  set(CMAKE_INSTALL_MANIFEST_FILES "${CMAKE_INSTALL_MANIFEST_FILES}" PARENT_SCOPE)
endfunction()
