/* Makes the PT_GNU_RELRO segment, such as vtables, read-only after relocation.
 *
 * musl's dynamic linker does this for dynamic programs. A static program relocates itself, and musl does not protect
 * the segment there.
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
