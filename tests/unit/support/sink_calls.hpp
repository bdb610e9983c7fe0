#pragma once

#include <optional>

#include "base/identity.hpp"
#include "log/log.hpp"
#include "plan/install_plan.hpp"
#include "support/planned.hpp"

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
    const WantedFile image{"nxos.9.3.3.bin", "http://admin:S3cr3t@host/nxos.9.3.3.bin", digest};
    const WantedFile config{"FDO21120U5D.cfg", "http://host/conf", std::nullopt};
    sink.emit(StageBegun{"identify the switch"});
    sink.write(Level::Info, "Collecting system S.No and MAC...");
    sink.emit(Identified{identity});
    sink.emit(StageEnded{"identify the switch", std::chrono::milliseconds(1230), false});
    sink.emit(StageBegun{"stage the image"});
    sink.emit(Planned{config, {image}});
    sink.emit(downloading(9));
    sink.emit(downloading(10, true));
    sink.write(Level::Warning, "WARNING: it is slow");
    sink.emit(downloading(95));
    sink.write(Level::Info, "Verifying the MD5 of nxos.9.3.3.bin...");
    sink.emit(Verified{name(image.name), digest});
    sink.emit(StageEnded{"stage the image", std::chrono::seconds(201), false});
}

/// A good pass.
inline void tell_of_good_pass(LogSink& sink) {
    tell_of_staging(sink);
    sink.emit(StageBegun{"commit"});
    sink.emit(Change{"boot nxos bootflash:///nxos.9.3.3.bin"});
    sink.emit(StageEnded{"commit", std::chrono::seconds(2), false});
    sink.emit(Result{ExitCode::Provisioned, "", "", "the next reload boots into the new configuration"});
}

/// One whose commit fails.
inline void tell_of_failed_pass(LogSink& sink) {
    tell_of_staging(sink);
    sink.emit(StageBegun{"commit"});
    sink.emit(Change{"boot nxos bootflash:///nxos.9.3.3.bin"});
    sink.emit(Change{"write erase"});
    sink.emit(StageEnded{"commit", std::chrono::seconds(2), true});
    sink.emit(Left{{".nxos.9.3.3.bin.part"}});
    sink.emit(Result{ExitCode::Switch, "commit", "the switch refused `copy` with secret S3cr3t in it.",
                     "mend what it complains about, then run this again"});
}

}  // namespace poap::test
