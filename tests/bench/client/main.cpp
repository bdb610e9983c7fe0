// poap-get: the agent's downloads without the agent, so that its clients are measured as others are.
#include <fcntl.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <chrono>
#include <exception>
#include <iostream>
#include <optional>
#include <string>
#include <system_error>

#include "base/descriptor.hpp"
#include "base/interrupt.hpp"
#include "log/log.hpp"
#include "log/sinks.hpp"
#include "transfer/network.hpp"

namespace {

using namespace poap;

constexpr std::chrono::seconds kPatience{10};

struct Arguments {
    std::string url;
    std::string file;
    std::optional<std::size_t> block_size;
    std::string user;
    std::string password;
    bool verbose = false;
};

/// So small that nearly all that has come is in the file.
constexpr std::size_t kBuffer = 8 * 1024;

/// The file, as it has come so far.
class File : public BodySink {
  public:
    explicit File(const std::string& path)
        : file_(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600)) {
        if (!file_) throw std::system_error(errno, std::generic_category(), path);
    }

    void begin(const Arrival&) override {
        buffer_.clear();
        if (ftruncate(file_.get(), 0) != 0 || lseek(file_.get(), 0, SEEK_SET) != 0) {
            throw std::system_error(errno, std::generic_category(), "cannot empty the file");
        }
    }
    void write(std::string_view bytes) override {
        buffer_ += bytes;
        if (buffer_.size() >= kBuffer) flush();
    }
    void flush() {
        write_all(file_.get(), buffer_);
        buffer_.clear();
    }

  private:
    Descriptor file_;
    std::string buffer_;
};

void describe(CLI::App& app, Arguments& arguments) {
    app.add_option("--blksize", arguments.block_size, "bytes of a TFTP block; else what fits one packet")
        ->check(CLI::Range(8, 65464));
    app.add_option("--user", arguments.user, "for ftp, scp and sftp");
    app.add_option("--password", arguments.password, "the user's; only for tests: other users can see it");
    app.add_flag("-v", arguments.verbose, "say which window the file came in");
    app.add_option("url", arguments.url, "PROTOCOL://HOST[:PORT]/FILE: tftp, http, ftp, scp or sftp")
        ->required();
    app.add_option("file", arguments.file, "where to")->required();
}

int get(const Arguments& arguments) {
    const Interrupt interrupt;
    Log log;
    log.add(stderr_sink(arguments.verbose ? Level::Debug : Level::Warning));
    Network network(kPatience, {.block_size = arguments.block_size}, Trust(), std::nullopt,
                    Credentials::parse(arguments.user, arguments.password), "none", VrfFallback::NotAsked, "",
                    interrupt, log);
    File file(arguments.file);
    const auto refused = network.fetch(arguments.url, file);
    file.flush();
    if (refused) std::cerr << "poap-get: " << refused->reason << '\n';
    return refused ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    CLI::App app{"Downloads one file as poap-agent does, without retries.", "poap-get"};
    describe(app, arguments);
    try {
        app.parse(argc, argv);
        return get(arguments);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    } catch (const std::exception& error) {
        std::cerr << "poap-get: " << error.what() << '\n';
        return 1;
    }
}
