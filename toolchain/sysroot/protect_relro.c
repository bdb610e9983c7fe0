/* Makes what a program's start has filled in for good, such as its table of virtual functions, read-only.
 *
 * musl's dynamic linker does so with a program's PT_GNU_RELRO segment. A static program relocates itself, and nothing of
 * musl's does it there.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>
#include <sys/mman.h>

static int protect_segment(struct dl_phdr_info* info, size_t size, void* data) {
    (void)size;
    (void)data;
    const uintptr_t page = 4096;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
        if (segment->p_type != PT_GNU_RELRO) continue;
        const uintptr_t start = (info->dlpi_addr + segment->p_vaddr) & -page;
        const uintptr_t end = (info->dlpi_addr + segment->p_vaddr + segment->p_memsz) & -page;
        if (mprotect((void*)start, end - start, PROT_READ) != 0) __builtin_trap();
    }
    return 0;
}

__attribute__((constructor)) static void protect_relro(void) {
    dl_iterate_phdr(protect_segment, 0);
}
