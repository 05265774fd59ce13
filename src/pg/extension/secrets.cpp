#include "pg/extension/secrets.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/settings/secret_reference.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "pg/extension/settings.hpp"

namespace automation::pg {

namespace {

constexpr std::size_t longest = 4096;

[[noreturn]] void refuse(std::string const &what, std::string hint)
{
    throw core::UserError(core::ErrorCode::wrong_state, what, "", std::move(hint));
}

std::string last_error()
{
    return std::strerror(errno);  // NOLINT(concurrency-mt-unsafe): one thread
}

class Descriptor {
 public:
    explicit Descriptor(int number) noexcept : number_(number) {}
    Descriptor(Descriptor const &) = delete;
    Descriptor &operator=(Descriptor const &) = delete;
    ~Descriptor()
    {
        if (number_ >= 0) {
            close(number_);
        }
    }
    [[nodiscard]] int number() const noexcept { return number_; }
    [[nodiscard]] bool open() const noexcept { return number_ >= 0; }

 private:
    int number_;
};

std::string from_environment(std::string const &name)
{
    char const *const value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): one thread
    if (value == nullptr || *value == '\0') {
        refuse("the server's environment has no variable " + name, "Set it where the server is started.");
    }
    if (core::trim(value).empty()) {
        refuse("variable " + name + " of the server's environment contains only blanks",
               "Set it to the secret where the server is started.");
    }
    return value;
}

std::string read_small(int file, std::string const &name)
{
    struct stat about {};
    // O_NONBLOCK: a pipe that somebody put there must not hold up the process.
    if (fstat(file, &about) != 0 || !S_ISREG(about.st_mode)) {
        refuse("the secret's file " + name + " is not a regular file", "Replace it with a regular file.");
    }
    std::string text;
    std::array<char, longest> block{};
    while (text.size() <= longest) {
        ssize_t const got = read(file, block.data(), block.size());
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            refuse("the secret's file " + name + " cannot be read: " + last_error(), "");
        }
        if (got == 0) {
            return text;
        }
        text.append(block.data(), static_cast<std::size_t>(got));
    }
    refuse("the secret's file " + name + " is longer than 4096 bytes", "A secret must be one line.");
}

std::string from_file(std::string const &name)
{
    char const *const folder = settings::secrets_dir;
    if (folder == nullptr || *folder == '\0') {
        refuse("the secret's file " + name + " cannot be read: automation.secrets_dir is not set",
               "Set automation.secrets_dir to the folder of these files.");
    }
    Descriptor const directory(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    Descriptor const file(directory.open()
                              ? openat(directory.number(), name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                              : -1);
    if (!file.open()) {
        std::string const why = errno == ELOOP ? "it is a symbolic link" : last_error();
        refuse("the secret's file " + name + " cannot be opened: " + why,
               "It must be in automation.secrets_dir and readable by the server's user.");
    }
    std::string text = read_small(file.number(), name);
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.pop_back();
    }
    if (core::trim(text).empty()) {
        refuse("the secret's file " + name + " is empty", "Write the secret into it.");
    }
    return text;
}

}  // namespace

std::string resolve_secret(std::string const &reference_json)
{
    using Kind = core::SecretReference::Kind;
    core::SecretReference reference = core::read_secret_reference(reference_json);
    switch (reference.kind) {
        case Kind::environment:
            return from_environment(reference.value);
        case Kind::file:
            return from_file(reference.value);
        case Kind::plain:
            return std::move(reference.value);
        case Kind::none:
            break;
    }
    refuse("no secret is set", "Set secret to {\"env\": \"AUTOMATION_...\"} or {\"file\": \"name\"}.");
}

}  // namespace automation::pg
