# SPDX-License-Identifier: MIT
# Completions for bash, zsh and fish, made from the tables of options by a program of the build (src/completions), which is
# not installed. Where what is built cannot be run, there are none.
file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/completions/*.cpp)
add_executable(posthaste-listing ${sources})
target_link_libraries(posthaste-listing PRIVATE ph_cli ph_config ph_options)

set(ph_made ${CMAKE_BINARY_DIR}/completions)
function(ph_completion shell file directory)
  set(frame ${CMAKE_SOURCE_DIR}/src/completions/frame.${shell})
  add_custom_command(OUTPUT ${ph_made}/${file} COMMAND ${CMAKE_COMMAND} -E cat ${frame} > ${ph_made}/${file}
                     COMMAND posthaste-listing ${shell} >> ${ph_made}/${file} DEPENDS posthaste-listing ${frame} VERBATIM)
  install(FILES ${ph_made}/${file} DESTINATION ${directory})
endfunction()

if(NOT CMAKE_CROSSCOMPILING OR CMAKE_CROSSCOMPILING_EMULATOR)
  file(MAKE_DIRECTORY ${ph_made})
  ph_completion(bash posthaste ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
  ph_completion(zsh _posthaste ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
  ph_completion(fish posthaste.fish ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
  add_custom_target(completions ALL DEPENDS ${ph_made}/posthaste ${ph_made}/_posthaste ${ph_made}/posthaste.fish)
endif()
