#include "status/inventory_lines.hpp"

#include <yaml-cpp/yaml.h>

namespace poap::stub {

std::string inventory_lines(const Inventory& inventory, const std::string& id) {
    YAML::Emitter yaml;
    yaml << YAML::BeginMap << YAML::Key << "switches" << YAML::Value << YAML::BeginSeq << YAML::BeginMap;
    yaml << YAML::Key << "hostname" << YAML::Value << "switch-" + id;
    // Quoted: other YAML parsers take some serial numbers for numbers.
    yaml << YAML::Key << "id" << YAML::Value << YAML::DoubleQuoted << id;
    if (!inventory.defaults.contains("system_image"))
        yaml << YAML::Key << "system_image" << YAML::Value << YAML::DoubleQuoted << "";
    yaml << YAML::EndMap << YAML::EndSeq << YAML::EndMap;
    const std::string text = yaml.c_str();
    return text.substr(text.find('\n') + 1) + "\n";
}

}  // namespace poap::stub
