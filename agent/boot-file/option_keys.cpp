// Prints every key that the boot file's options block may have, one per line.
#include <iostream>

#include "options/option_names.hpp"

int main() {
    for (const std::string& key : poap::option_keys()) std::cout << key << '\n';
    return std::cout.flush() ? 0 : 1;
}
