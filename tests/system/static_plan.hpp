#pragma once

#include <gtest/gtest.h>

#include "case.hpp"

namespace poap::rig {

inline const std::string kPassword = "s3cr3t-of-the-lab";
inline const std::string kBasicAuth = "Authorization: Basic cG9hcDpzM2NyM3Qtb2YtdGhlLWxhYg==\r\n";
inline const std::string kOwnConfig = "conf." + kSerial;

inline std::string sidecar_of(const std::string& name, const std::string& bytes) {
    return md5_of(bytes) + "  " + name + '\n';
}

/// The server is no POAP server: it has a folder, `/` or `/x/`, with configuration and image, which have
/// sidecars or none.
inline Step files(const std::string& folder = "/", bool with_sidecars = false,
                  const std::string& config = kOwnConfig) {
    return [=](Bench& bench) {
        bench.names_server = false;
        bench.server.answers.clear();
        bench.server.has_file(folder + config, kConfig);
        bench.server.has_file(folder + kNewImage, fake_image());
        if (!with_sidecars) return;
        bench.server.has_file(folder + config + ".md5", sidecar_of(config, kConfig));
        bench.server.has_file(folder + kNewImage + ".md5", sidecar_of(kNewImage, fake_image()));
    };
}

/// Neither printed, logged nor left on bootflash.
inline void expect_no_password(const Bench& bench) {
    EXPECT_EQ(bench.ended.err.find(kPassword), std::string::npos);
    for (const auto& [name, bytes] : bench.device().bootflash())
        EXPECT_EQ(bytes.find(kPassword), std::string::npos) << name;
}

}  // namespace poap::rig
