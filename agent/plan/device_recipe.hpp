#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/names.hpp"
#include "plan/file_source.hpp"
#include "plan/install_plan.hpp"

namespace poap {

/// Where the recipes of the switches, and the files in them, are on the file server. Cisco's poap.py calls
/// the folder `install_path`.
struct RecipeSource {
    FileSource folder;  ///< `install_path`: a recipe is `<serial>/<serial>.yaml` below it
    FileSource server;  ///< for paths in a recipe that begin with a slash; others are below `folder`
    FileSource images;  ///< for the image in a recipe
    /// Whether recipes and the files in them, except the image, may lack a digest even with --require-digest:
    /// poap.py requires digests of the other files, but never verifies these.
    bool digests_are_optional = false;
    /// Whether an image in a recipe that boots alone is installed by `install all`, as poap.py does by
    /// default.
    bool installs_all = false;
};

/// A word that is safe in a CLI line: 1 to 100 ASCII letters, digits and ``!#%&()*+,-./:=@[]^_{}~$``, without
/// `$(`, which NX-OS replaces.
class CliWord {
  public:
    static std::optional<CliWord> parse(std::string_view text);
    const std::string& str() const { return word_; }

  private:
    explicit CliWord(std::string_view word) : word_(word) {}
    std::string word_;
};

/// A PKCS #12 file with a certificate and its key.
struct Pkcs12 {
    PlannedFile file;
    CliWord passphrase;  ///< secret
};

/// A certificate authority, and the files to import for it.
struct Trustpoint {
    FileName ca;
    std::vector<Pkcs12> files;
};

/// What one switch gets in addition, see parse_device_recipe.
struct DeviceRecipe {
    std::string url;
    bool installs_all = false;              ///< see RecipeSource
    std::optional<PlannedFile> image;       ///< in place of the system image of all switches
    std::vector<PlannedFile> licenses;      ///< for `install license`
    std::vector<PlannedFile> certificates;  ///< only copied
    std::vector<Trustpoint> trustpoints;    ///< for `crypto ca import`
};

/// Parses a recipe in YAML, in the form of Cisco's poap.py (datacenter/nexus9000, nx-os/poap/poap.py):
///
///     Version: 1
///     Target_image: nxos.9.3.10.bin
///     License:
///     - licenses/FDO21120U5D.lic
///     Certificate:
///     - FDO21120U5D/key.pub
///     Trustpoint:
///       CA1:
///         FDO21120U5D/ca1.p12: PASSPHRASE
///
/// All keys except `Version` are optional. A list may be a single file.
/// @param url of the recipe, for messages
/// @throws Error (Usage) that names the line; it never contains a passphrase
DeviceRecipe parse_device_recipe(std::string_view yaml, const std::string& url, const RecipeSource& source);

/// The plan with the recipe's image and files, in bootflash:poap_files, and the lines that install them. If
/// the image boots alone, the plan has no kickstart image.
/// @throws Error (Usage) that names the recipe if it does not fit the plan
InstallPlan with_recipe(InstallPlan plan, const DeviceRecipe& recipe);

}  // namespace poap
