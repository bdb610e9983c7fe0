// The POAP server's answer to a registration: the status of one that refuses, and the install plan.
#include "fuzz.hpp"
#include "plan/upgrade_path.hpp"
#include "provision/registration.hpp"
#include "support/fake_clock.hpp"
#include "support/fake_transport.hpp"
#include "support/recording_log.hpp"

namespace poap::fuzz {

namespace {

const Identity kSwitch{
    *Serial::parse("FDO24161XKB"), *Mac::parse_dotted("700f.6a91.03c0"),
    RunningImages{FileName::parse("nxos.7.0.3.I7.9.bin"), std::nullopt, Release::parse("7.0(3)I7(9)")}};
const HttpServer kServer = *HttpServer::parse("10.10.20.20:5000");

void check(const PlannedFile& file) {
    const std::string& name = file.name.str();
    require(FileName::parse(name) == file.name, "a file's name is one");
    const bool http = file.protocol == Protocol::Http;
    const bool tls = file.url.starts_with("https://");
    require(file.url.starts_with(tls    ? "https://"
                                 : http ? "http://"
                                        : "tftp://") &&
                (http || !tls),
            "the URL is of the file's protocol");
    const std::string_view rest = std::string_view(file.url).substr(tls ? 8 : 7);
    const auto slash = rest.find('/');
    require(slash != std::string_view::npos && Endpoint::parse(rest.substr(0, slash)).has_value(),
            "the URL's authority is an endpoint");
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-/";
    require(rest.find_first_not_of(kAllowed, slash) == std::string_view::npos, "the URL's path is plain");
}

void check(const InstallPlan& plan) {
    require(plan.config.has_value(), "a server's plan has a config");
    check(*plan.config);
    require(plan.config->name != kSwitch.running.system, "the config is not the running image");
    require(!plan.config->name.str().ends_with(".bin"), "the config is no image");
    require(plan.system || !plan.kickstart, "a kickstart image has a system image beside it");
    for (const auto& image : {plan.system, plan.kickstart}) {
        if (!image) continue;
        check(*image);
        require(image->name != plan.config->name, "the config is none of the images");
    }
    for (const Hop& hop : plan.hops) {
        check(hop.system);
        require(Release::of_image(hop.system.name).has_value(), "a hop's image names its release");
    }
}

void answer(long status, const std::string& body) {
    test::FakeTransport transport;
    transport.answer_put(status, body);
    test::FakeClock clock;
    test::RecordingLog record;
    held_or_refused(ExitCode::Server, [&] {
        const InstallPlan plan = register_switch(transport, kServer, kSwitch, {1, clock, record.log});
        require(status == 200, "no status but 200 brings a plan");
        check(plan);
        const InstallPlan leg = next_upgrade_step(plan, kSwitch.running, ExitCode::Server);
        require(leg.config.has_value() || leg.system.has_value(), "a leg without a config has an image");
    });
}

}  // namespace

void run(std::string_view input) {
    for (const long status : {200L, 404L, 503L}) answer(status, std::string(input));
}

}  // namespace poap::fuzz
