# SPDX-License-Identifier: MIT
# PH_STATIC_PIE: the libraries from their archives (*.a). What such a program can do less is in docs/packaging.md.
if(NOT CMAKE_BUILD_TYPE STREQUAL "Release" OR PH_SANITIZE)
  message(FATAL_ERROR "PH_STATIC_PIE goes with a Release build and without sanitizers")
endif()
add_compile_options(-fPIE)
set(OPENSSL_USE_STATIC_LIBS ON)
set(PH_RESOLV_NAME libresolv.a)

# ph_inner_library(target name include_dir): libNAME.a as a target, which says TARGET_INSIDE to those who use it.
function(ph_inner_library target name include_dir)
  find_library(${target}_ARCHIVE NAMES lib${name}.a)
  mark_as_advanced(${target}_ARCHIVE)
  if(NOT ${target}_ARCHIVE)
    message(FATAL_ERROR "PH_STATIC_PIE: there is no lib${name}.a; install lib${name}-dev, or link without it")
  endif()
  string(TOUPPER "${target}_INSIDE" macro)
  add_library(${target} INTERFACE)
  target_include_directories(${target} SYSTEM INTERFACE ${include_dir})
  target_compile_definitions(${target} INTERFACE ${macro})
  target_link_libraries(${target} INTERFACE ${${target}_ARCHIVE})
endfunction()

# glibc has had the lookups by files and DNS inside since 2.34; before, a static program resolved nothing by itself.
function(ph_check_static_pie)
  set(source ${CMAKE_BINARY_DIR}/static_pie_check.cpp)
  file(WRITE ${source} "
#include <idn2.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <pwd.h>
#if !defined(__GLIBC__) || __GLIBC__ < 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ < 34)
#error glibc 2.34 is the first that looks up hosts and users without loading a library
#endif
int main() {
  addrinfo* list = nullptr;
  return getaddrinfo(idn2_check_version(nullptr), nullptr, nullptr, &list) + (getpwuid(0) == nullptr) +
         (SSL_CTX_new(TLS_client_method()) == nullptr);
}
")
  try_compile(PH_STATIC_PIE_WORKS ${CMAKE_BINARY_DIR}/static_pie_check SOURCES ${source}
              COMPILE_DEFINITIONS -fPIE LINK_OPTIONS -static-pie
              LINK_LIBRARIES OpenSSL::SSL ${ph_idn2_ARCHIVE} ${ph_unistring_ARCHIVE} OUTPUT_VARIABLE words)
  if(NOT PH_STATIC_PIE_WORKS)
    message(FATAL_ERROR "PH_STATIC_PIE: no such program can be made here:\n${words}")
  endif()
endfunction()
