#pragma once

#include <optional>

#include "log.hpp"
#include "plan/install_plan.hpp"
#include "support/planned.hpp"
#include "switch/identity.hpp"

namespace poap::test {

/// A line of each level.
inline void write_each_level(LogSink& sink) {
    sink.write(Level::Debug, "debug");
    sink.write(Level::Info, "info");
    sink.write(Level::Warning, "warning");
    sink.write(Level::Error, "error");
}

inline Downloading downloading(std::uint64_t percent, bool milestone = false) {
    return {"nxos.9.3.3.bin", percent * 1'000'000, 100'000'000, 5'000'000, milestone};
}

/// A pass up to its commit, as a sink is told of it.
inline void tell_of_staging(LogSink& sink) {
    const Identity identity{*Serial::parse("FDO21120U5D"),
                            *Mac::parse_dotted("5e01.4002.0001"),
                            {FileName::parse("nxos.7.0.3.bin"), std::nullopt}};
    const Digest digest = *Digest::parse(DigestKind::Md5, std::string(32, 'a'));
    const PlannedFile image{name("nxos.9.3.3.bin"), Protocol::Http, "http://admin:S3cr3t@host/nxos.9.3.3.bin",
                            digest};
    const PlannedFile config{name("FDO21120U5D.cfg"), Protocol::Http, "http://host/conf", std::nullopt};
    sink.tell(StageBegun{"identify the switch"});
    sink.write(Level::Info, "Collecting system S.No and MAC...");
    sink.tell(Identified{identity});
    sink.tell(StageEnded{"identify the switch", std::chrono::milliseconds(1230), false});
    sink.tell(StageBegun{"stage the image"});
    sink.tell(Planned{{config, image, std::nullopt}});
    sink.tell(downloading(9));
    sink.tell(downloading(10, true));
    sink.write(Level::Warning, "WARNING: it is slow");
    sink.tell(downloading(95));
    sink.write(Level::Info, "Verifying the MD5 of nxos.9.3.3.bin...");
    sink.tell(Verified{image.name, digest});
    sink.tell(StageEnded{"stage the image", std::chrono::seconds(201), false});
}

/// A good pass.
inline void tell_of_good_pass(LogSink& sink) {
    tell_of_staging(sink);
    sink.tell(StageBegun{"commit"});
    sink.tell(Change{"boot nxos bootflash:///nxos.9.3.3.bin"});
    sink.tell(StageEnded{"commit", std::chrono::seconds(2), false});
    sink.tell(Result{ExitCode::Provisioned, "", "", "the next reload boots into the new configuration"});
}

/// One whose commit fails.
inline void tell_of_failed_pass(LogSink& sink) {
    tell_of_staging(sink);
    sink.tell(StageBegun{"commit"});
    sink.tell(Change{"boot nxos bootflash:///nxos.9.3.3.bin"});
    sink.tell(Change{"write erase"});
    sink.tell(StageEnded{"commit", std::chrono::seconds(2), true});
    sink.tell(Left{{".nxos.9.3.3.bin.part"}});
    sink.tell(Result{ExitCode::Switch, "commit", "the switch refused `copy` with secret S3cr3t in it.",
                     "mend what it complains about, then run this again"});
}

}  // namespace poap::test
