# Cross toolchain of the `nxos` preset: static x86_64 programs on musl for the NX-OS bash shell.
#
# The compiler is Debian's g++ and the C library is Debian's musl. All other libraries come from the sysroot built by
# toolchain/build-sysroot. Set POAP_SYSROOT to use another one.

set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_C_COMPILER x86_64-linux-gnu-gcc-12)
set(CMAKE_CXX_COMPILER x86_64-linux-gnu-g++-12)

if(NOT POAP_SYSROOT)
    execute_process(
        COMMAND "${CMAKE_CURRENT_LIST_DIR}/build-sysroot" --path
        OUTPUT_VARIABLE POAP_SYSROOT OUTPUT_STRIP_TRAILING_WHITESPACE
        RESULT_VARIABLE status)
    if(NOT status EQUAL 0)
        message(FATAL_ERROR "toolchain/build-sysroot --path failed (see its message above). Run scripts/setup.")
    endif()
endif()
if(NOT EXISTS "${POAP_SYSROOT}")
    message(FATAL_ERROR "No sysroot at ${POAP_SYSROOT}. Run scripts/setup, or only toolchain/build-sysroot.")
endif()

# A build folder's cache stores flags and library paths, so it works only with the sysroot it was configured with.
if(POAP_SYSROOT_IN_USE AND NOT POAP_SYSROOT_IN_USE STREQUAL POAP_SYSROOT)
    message(FATAL_ERROR "The sysroot has changed since this folder was configured. Run: cmake --fresh --preset nxos")
endif()
set(POAP_SYSROOT_IN_USE "${POAP_SYSROOT}" CACHE INTERNAL "the sysroot this build folder was configured with")
set(CMAKE_TRY_COMPILE_PLATFORM_VARIABLES POAP_SYSROOT)

file(STRINGS "${CMAKE_CURRENT_LIST_DIR}/target.flags" flags)
set(cxx_include "${POAP_SYSROOT}/include/c++")
set(CMAKE_C_FLAGS_INIT "${flags} -isystem ${POAP_SYSROOT}/include")
set(CMAKE_CXX_FLAGS_INIT
    "${flags} -nostdinc++ -isystem ${cxx_include} -isystem ${cxx_include}/x86_64-linux-musl -isystem ${POAP_SYSROOT}/include")

# target.flags sets the optimisation level. CMake would add -Os.
set(CMAKE_CXX_FLAGS_MINSIZEREL "-DNDEBUG" CACHE STRING "")

# --icf=all: merges functions with identical code.
# -z rel: uses REL relocations, which are smaller than RELA. musl supports both.
# -z stack-size: the default thread stack is 128 KiB in musl, but 8 MiB in glibc, which the unit tests use.
string(JOIN " " link_flags
    -static-pie -specs=${CMAKE_CURRENT_LIST_DIR}/static-pie.specs
    -fuse-ld=lld -Wl,-O2 -Wl,--icf=all -Wl,-z,rel
    -s -Wl,--gc-sections -Wl,--eh-frame-hdr -Wl,-z,stack-size=1048576
    -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack
    -L${POAP_SYSROOT}/lib ${POAP_SYSROOT}/lib/dl_find_object.o ${POAP_SYSROOT}/lib/protect_relro.o)
set(CMAKE_EXE_LINKER_FLAGS_INIT "${link_flags}")

# The library versions that `poap-agent --version` prints.
file(STRINGS "${POAP_SYSROOT}/versions" versions)
string(JOIN ", " versions ${versions})
set(POAP_LINKED_FROM " (${versions})")

set(CMAKE_FIND_ROOT_PATH "${POAP_SYSROOT}")
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# Find modules ask pkg-config for hints. Hide the host's libraries from it.
set(ENV{PKG_CONFIG_LIBDIR} "${POAP_SYSROOT}/lib/pkgconfig")
