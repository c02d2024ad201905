# SPDX-License-Identifier: MIT
# The rules of the house as tests, and a tree that breaks them to show that each rule really bites.
get_property(layers GLOBAL PROPERTY PH_LAYERS)
list(JOIN layers " " layers)
set(house ${CMAKE_CURRENT_SOURCE_DIR}/data/house)

function(ph_house_rule name script)
  add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} "-DLAYERS=${layers}"
           -P ${CMAKE_SOURCE_DIR}/cmake/${script})
  add_test(NAME ${name}.catches
           COMMAND ${CMAKE_COMMAND} -DSCRIPT=${CMAKE_SOURCE_DIR}/cmake/${script} -DROOT=${house} "-DLAYERS=${layers}"
                   -DLIMIT=4 -DEXPECTED=${house}/${name}.complaints -P ${CMAKE_SOURCE_DIR}/cmake/ExpectComplaints.cmake)
  set_tests_properties(${name} ${name}.catches PROPERTIES LABELS house)
endfunction()
ph_house_rule(layers CheckLayers.cmake)
ph_house_rule(sizes CheckSizes.cmake)
