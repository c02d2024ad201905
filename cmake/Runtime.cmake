# What of the C++ runtime a release has inside. Relocating a shared libstdc++, which libfmt needs, takes as many instructions
# as sending a message.
set(PH_FMT fmt::fmt)
if(NOT PH_STATIC_RUNTIME OR NOT CMAKE_BUILD_TYPE STREQUAL "Release" OR PH_SANITIZE)
  return()
endif()
set(PH_RUNTIME_OPTIONS -static-libstdc++ -static-libgcc)
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "GNU" OR fmt_VERSION VERSION_GREATER_EQUAL 10)
  set(PH_FMT fmt::fmt-header-only) # fmt_inside.cpp was tried with 9 alone
  return()
endif()
set(PH_FMT ph_fmt)
add_library(ph_fmt STATIC cmake/fmt_inside.cpp)
# Every function of it as it is called from elsewhere, none only as a part or a variant of another.
target_compile_options(ph_fmt PRIVATE -fno-inline -fno-ipa-sra -fno-ipa-cp -fkeep-inline-functions
                                      -ffunction-sections -fdata-sections)
target_include_directories(ph_fmt INTERFACE $<TARGET_PROPERTY:fmt::fmt,INTERFACE_INCLUDE_DIRECTORIES>)
target_link_libraries(ph_fmt PRIVATE fmt::fmt-header-only)
