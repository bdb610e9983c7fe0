/* _dl_find_object for a static program on musl.
 *
 * Debian's libgcc_eh, built for glibc 2.35 and later, asks glibc's _dl_find_object for the unwind table of
 * the code an exception passes through. musl has no such function, but it has dl_iterate_phdr, which tells
 * the same.
 *
 * The struct's layout and the meaning of the result are the GNU C Library manual's, "Dynamic Linker
 * Introspection": 0 and *result filled in, or -1 when no object holds pc. dlfo_eh_frame is the
 * PT_GNU_EH_FRAME segment's address.
 */
#define _GNU_SOURCE
#include <link.h>
#include <stdint.h>

struct dl_find_object {
    unsigned long long dlfo_flags;
    void* dlfo_map_start;
    void* dlfo_map_end;
    struct link_map* dlfo_link_map;
    void* dlfo_eh_frame;
    unsigned long long dlfo_reserved[7];
};

struct search {
    uintptr_t pc;
    struct dl_find_object* result;
};

static int match_object(struct dl_phdr_info* info, size_t size, void* data) {
    (void)size;
    const struct search* search = data;
    struct dl_find_object found = {0};
    int holds_pc = 0;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr)* segment = &info->dlpi_phdr[i];
        const uintptr_t start = info->dlpi_addr + segment->p_vaddr;
        if (segment->p_type == PT_GNU_EH_FRAME) found.dlfo_eh_frame = (void*)start;
        if (segment->p_type != PT_LOAD || search->pc < start || search->pc >= start + segment->p_memsz)
            continue;
        holds_pc = 1;
        found.dlfo_map_start = (void*)start;
        found.dlfo_map_end = (void*)(start + segment->p_memsz);
    }
    if (!holds_pc || !found.dlfo_eh_frame) return 0;
    *search->result = found;
    return 1;
}

int _dl_find_object(void* pc, struct dl_find_object* result) {
    struct search search = {(uintptr_t)pc, result};
    return dl_iterate_phdr(match_object, &search) ? 0 : -1;
}
