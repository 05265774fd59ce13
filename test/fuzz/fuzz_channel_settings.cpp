/* fuzz_channel_settings.cpp — what stands in a row of automation_channels: settings that can be used, or a mistake with
 * a hint; secrets and addresses by their form.
 *
 * Input: one byte that picks the provider, then the settings; the whole of it is a secret's reference and an address,
 * too.
 */
#include "channels/provider.hpp"
#include "core/base/error.hpp"
#include "core/settings/secret_reference.hpp"
#include "core/settings/web_address.hpp"
#include "fuzz/input.hpp"
#include "net/private_address.hpp"

#include <iterator>
#include <string>

namespace automation::pg::settings {
extern bool allow_private_addresses;
bool allow_private_addresses = false;  // the server's setting, in a fuzzer without one
}  // namespace automation::pg::settings

using namespace automation::core;
using namespace automation::channels;
using automation::fuzz::must;

namespace {

void check_settings(std::string_view provider, std::string const &settings)
{
    try {
        check_channel_settings(provider, settings);
    } catch (UserError const &error) {
        must(!error.hint().empty());
    }
}

void check_secret(std::string const &reference)
{
    try {
        auto const secret = read_secret_reference(reference);
        // A name leads nowhere else: neither to another variable nor out of the folder.
        if (secret.kind == SecretReference::Kind::environment) must(secret.value.starts_with("AUTOMATION_"));
        if (secret.kind == SecretReference::Kind::file) must(secret.value.find('/') == std::string::npos);
    } catch (UserError const &error) {
        must(!error.hint().empty());
    }
}

void check_address(std::string const &text)
{
    if (problem_with_address(text, false).empty()) {
        must(!is_plain_http(text) && problem_with_address(text, true).empty());
        must(text.find_first_of("\r\n \t#") == std::string::npos);
    }
    (void)automation::net::is_private_address(text.c_str());
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    static constexpr std::string_view providers[] = {"smtp", "twilio", "whatsapp", "webhook", "pigeon"};
    if (size == 0) return 0;
    std::string const text(automation::fuzz::text_of(data + 1, size - 1));
    check_settings(providers[data[0] % std::size(providers)], text);
    check_secret(text);
    check_address(text);
    return 0;
}
