# ph_layer(name DEPENDS layers... LIBRARIES targets...): one static library a layer, sources by folder.
# The permitted includes are kept in the global property PH_LAYERS ("name:dep,dep") for the test `layers`.
function(ph_layer name)
  cmake_parse_arguments(L "" "" "DEPENDS;LIBRARIES" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/${name}/*.cpp)
  add_library(ph_${name} STATIC ${sources})
  set_target_properties(ph_${name} PROPERTIES LINKER_LANGUAGE CXX OUTPUT_NAME posthaste_${name})
  target_include_directories(ph_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include PRIVATE ${CMAKE_SOURCE_DIR}/src/${name})
  list(TRANSFORM L_DEPENDS PREPEND ph_ OUTPUT_VARIABLE libraries)
  target_link_libraries(ph_${name} PUBLIC ${libraries} ${PH_FMT} PRIVATE ph_options ${L_LIBRARIES})
  string(REPLACE ";" "," dependencies "${L_DEPENDS}")
  set_property(GLOBAL APPEND PROPERTY PH_LAYERS "${name}:${dependencies}")
endfunction()
