#include "rig/tested_agent.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace poap::rig {

const std::string& agent_path() {
    static const char* const chosen = std::getenv("POAP_AGENT");
    static const std::string path = chosen != nullptr ? chosen : AGENT_PATH;
    return path;
}

bool agent_is_sanitized() {
    static const bool sanitized = [] {
        std::ifstream file(agent_path(), std::ios::binary);
        const std::string program((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
        return program.find("__asan_init") != std::string::npos;
    }();
    return sanitized;
}

}  // namespace poap::rig
