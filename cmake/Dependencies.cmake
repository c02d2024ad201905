# Everything comes from the system's packages; cmake/setup.sh names and installs them.
find_package(OpenSSL 3.0 REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
# dn_expand and res_nquery are libc's own since glibc 2.34; before, and for what else there may be, in libresolv.
find_library(PH_RESOLV resolv)
mark_as_advanced(PH_RESOLV)
if(NOT PH_RESOLV)
  set(PH_RESOLV "")
endif()
pkg_check_modules(idn2 REQUIRED IMPORTED_TARGET libidn2)
# libunistring comes without a pkg-config file.
find_library(UNISTRING_LIBRARY unistring REQUIRED)
find_path(UNISTRING_INCLUDE_DIR uninorm.h REQUIRED)
add_library(unistring::unistring UNKNOWN IMPORTED)
set_target_properties(unistring::unistring PROPERTIES
  IMPORTED_LOCATION "${UNISTRING_LIBRARY}" INTERFACE_INCLUDE_DIRECTORIES "${UNISTRING_INCLUDE_DIR}")
if(PH_TESTS)
  find_package(GTest REQUIRED)
endif()
