#include <sstream>

#include "show.hpp"

namespace poap::emulator {

std::string show_incompatibilities(const Nexus& nexus, const std::string& file) {
    /// An image that begins so has no DME.
    constexpr std::string_view kWithoutDme = "WITHOUT-DME";
    std::ostringstream out;
    out << "\nChecking incompatible configuration(s) for vdc 'switch':\n"
        << "------------------------------------------------------------\n";
    if (!nexus.bootflash.starts_with(file, kWithoutDme)) {
        out << "No incompatible configurations\n";
        return out.str();
    }
    out << "The following configurations on active are incompatible with  the system image  \n"
        << "1) Service : pltfm_config , Capability : CAP_FEATURE_DME_ENABLED \n"
        << "Description : DME feature is not supported on this image \n"
        << "Capability requirement : STRICT \n"
        << "Enable/Disable command : Please use \"no system dme enable\" to disable DME feature\n";
    return out.str();
}

}  // namespace poap::emulator
