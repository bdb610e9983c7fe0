#pragma once

#include <sys/stat.h>
#include <unistd.h>

namespace poap {

/// Whether two looks, as of fstat(2), are at one file.
inline bool is_same_file(const struct stat& one, const struct stat& other) {
    return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

/// Whether it is a regular file of this user's that nobody else can open: what the agent makes.
inline bool is_private_file(const struct stat& facts) {
    return S_ISREG(facts.st_mode) && facts.st_uid == geteuid() && (facts.st_mode & 077U) == 0;
}

}  // namespace poap
