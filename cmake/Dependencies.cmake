# Everything comes from the system's packages; cmake/setup.sh names and installs them.
find_package(OpenSSL 3.0 REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(tomlplusplus REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(PkgConfig REQUIRED)
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
