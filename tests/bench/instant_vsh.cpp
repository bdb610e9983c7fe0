// A switch's CLI that takes no time: it tells an identity when asked to show something, takes all else
// without a word, and adds a byte to the file CALLS for each call.
#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace {

constexpr std::string_view kIdentity = R"(Cisco Nexus Operating System (NX-OS) Software

Software
  BIOS: version 07.66
 NXOS: version 9.3(5)
  NXOS image file is: bootflash:///nxos.9.3.5.bin

Hardware
  cisco Nexus9000 C9300v Chassis

NAME: "Chassis",  DESCR: "Nexus9000 C9300v Chassis"
PID: N9K-C9300v          ,  VID:     ,  SN: 9QZT04MKL1X

mgmt0 is up
  Hardware: Ethernet, address: 5e00.a1b2.0042 (bia 5e00.a1b2.0042)

Mod Ports             Module-Type                      Model           Status
--- ----- ------------------------------------- --------------------- ---------
1    65   Nexus 9000v 64 port Ethernet Module   N9K-X9364v            ok
27   0    Virtual Supervisor Module             N9K-vSUP              active *
)";

bool append(const char* path, std::string_view bytes) {
    const int file = path ? open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600) : -1;
    return file >= 0 && write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
}

bool print(std::string_view text) {
    return write(STDOUT_FILENO, text.data(), text.size()) == static_cast<ssize_t>(text.size());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 3 || !append(std::getenv("CALLS"), ".")) return 70;
    const bool asked = std::string_view(argv[2]).find("show ") != std::string_view::npos;
    return !asked || print(kIdentity) ? 0 : 70;
}
