/* _dl_find_object for a static program on musl.
 *
 * Debian's libgcc_eh is built for glibc 2.35 and later. It calls glibc's _dl_find_object to find the unwind
 * table of the code an exception passes through. musl does not have this function, but its dl_iterate_phdr
 * gives the same information.
 *
 * The GNU C Library manual, "Dynamic Linker Introspection", defines the struct's layout and the result: 0
 * with *result filled in, or -1 if no object contains pc. dlfo_eh_frame is the address of the
 * PT_GNU_EH_FRAME segment.
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
