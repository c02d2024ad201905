# Compiler options shared by every target: warnings, hardening, sanitizers.
include(CheckCXXCompilerFlag)
add_library(ph_options INTERFACE)
target_compile_options(ph_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wold-style-cast -Wnon-virtual-dtor
  -fstack-protector-strong -ffunction-sections -fdata-sections)
target_link_options(ph_options INTERFACE -Wl,--gc-sections -Wl,-z,relro,-z,now -Wl,--as-needed)
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND NOT PH_SANITIZE)
  target_compile_definitions(ph_options INTERFACE _FORTIFY_SOURCE=2)
  foreach(flag -fstack-clash-protection -fcf-protection) # where the processor has it
    string(MAKE_C_IDENTIFIER "PH_HAS${flag}" known)
    check_cxx_compiler_flag(${flag} ${known})
    if(${known})
      target_compile_options(ph_options INTERFACE ${flag})
    endif()
  endforeach()
  # No path of the machine it was built on: the same sources make the same program anywhere.
  target_compile_options(ph_options INTERFACE -ffile-prefix-map=${CMAKE_BINARY_DIR}=build -ffile-prefix-map=${CMAKE_SOURCE_DIR}=.)
endif()
# GCC 12's optimizer warns of overlapping copies where "x" + string is inlined (GCC bug 105329).
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13
   AND NOT CMAKE_BUILD_TYPE STREQUAL "Debug")
  target_compile_options(ph_options INTERFACE -Wno-restrict)
endif()
if(PH_WERROR)
  target_compile_options(ph_options INTERFACE -Werror)
endif()
if(PH_SANITIZE)
  target_compile_options(ph_options INTERFACE -fsanitize=${PH_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -g)
  target_link_options(ph_options INTERFACE -fsanitize=${PH_SANITIZE})
endif()
if(PH_FUZZ)
  target_compile_options(ph_options INTERFACE -fsanitize=fuzzer-no-link)
  target_link_options(ph_options INTERFACE -fsanitize=fuzzer-no-link)
endif()
