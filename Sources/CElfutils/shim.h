#include <dwarf.h>
#include <elfutils/libdw.h>
#include <elfutils/libdwelf.h>
#include <elfutils/libdwfl.h>
#include <elfutils/version.h>
#include <gelf.h>
#include <libelf.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/eventfd.h>

/* The C++ ABI's demangler (Itanium C++ ABI, 3.4), in libstdc++. */
char *__cxa_demangle(const char *mangled, char *buffer, size_t *length, int *status);
/* Swift's, in its runtime (swift/Demangling/Demangle.h). */
char *swift_demangle(const char *mangled, size_t mangledLength, char *buffer, size_t *length, uint32_t flags);
