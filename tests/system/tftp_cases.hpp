#pragma once

#include <gtest/gtest.h>

#include "base/text.hpp"
#include "case.hpp"
#include "support/tftp_packets.hpp"

namespace poap::rig {

using test::data_packet;
using test::error_packet;
using From = TftpPacket::From;
using Packets = std::vector<TftpPacket>;
using Files = std::map<std::string, std::string>;

/// The file that comes by TFTP; the other one comes by HTTP.
struct Kind {
    std::string name;
    std::string protocol;  ///< its key in the plan
    std::string stage;

    End fails(const std::string& cause) const { return rig::fails(ExitCode::Transfer, stage, cause); }
};

inline const Kind kConfigKind = {"Config", "config_protocol", kStageConfig};
inline const Kind kImageKind = {"Image", "image_protocol", kStageImage};
inline const std::vector<Kind> kKinds = {kConfigKind, kImageKind};

/// What makes a server's script, for each run: it may count.
using Script = std::function<TftpScript()>;

inline const Files kFiles = {{kConfigName, kConfig}, {kNewImage, fake_image()}};
inline const Words kBlocksOf1000 = {"--tftp-blksize", "1000"};

inline Case over_tftp(const std::string& name, const Kind& kind, const Script& script, const End& end,
                      const Words& arguments = kBlocksOf1000, const Files& files = kFiles) {
    const Step serve = [=](Bench& bench) {
        auto& tftp = bench.make<FakeTftp>(files, script());
        plan({{"tftp_server", tftp.address()}, {kind.protocol, "tftp"}})(bench);
    };
    return Case(concat(name, "_", kind.name), serve + args(arguments), end);
}

/// @param out as in TftpScript
template <typename Out>
Script out(Out out) {
    return [out] { return TftpScript{.out = out}; };
}

/// Of each packet of the server's, these.
inline Script each(const std::function<Packets(const std::string& packet)>& made) {
    return out([made](const std::string& packet, std::size_t) { return made(packet); });
}

inline Script with_before_each(Packets more) {
    return each([more = std::move(more)](const std::string& packet) {
        Packets all = more;
        all.push_back({packet});
        return all;
    });
}

/// Before a server's first packet, one of another of its ports may be that one.
inline Script with_after_each(const TftpPacket& more) {
    return each([more](const std::string& packet) { return Packets{{packet}, more}; });
}

/// One packet of the server's, and what is in its place, if anything.
inline Script replacing(std::size_t which, const Packets& with) {
    return out([=](const std::string& packet, std::size_t sent) {
        return sent == which ? with : Packets{{packet}};
    });
}

/// Each packet from one on.
inline Script from(std::size_t which, const Packets& with) {
    return out(
        [=](const std::string& packet, std::size_t sent) { return sent < which ? Packets{{packet}} : with; });
}

inline bool is_data(const std::string& packet) {
    return packet[1] == 3;
}

/// A packet in place of the file where the request has this option; an empty one: nothing.
inline Script answering(const std::string& option, const std::string& packet) {
    return [=] {
        return TftpScript{.instead = [=](const tftp::ReadRequest& request) -> std::optional<std::string> {
            const bool has =
                std::ranges::any_of(request.options, [&](const auto& one) { return one.first == option; });
            return has ? std::optional(packet) : std::nullopt;
        }};
    };
}

/// A run whose image comes from a FakeTftp.
inline std::unique_ptr<FakeTftp> run_by(const Script& script) {
    Bench bench;
    auto tftp = std::make_unique<FakeTftp>(kFiles, script());
    plan({{"tftp_server", tftp->address()}, {"image_protocol", "tftp"}})(bench);
    bench.run();
    EXPECT_EQ(bench.ended.exit_code, 0) << bench.ended.err;
    return tftp;
}

}  // namespace poap::rig
