/* fuzz_inbound.cpp — what strangers send: texts, addresses, tokens and receipts of any content.
 *
 * Input: one byte that picks the channel, then the text; its first line is the subject, the sender, the token.
 */
#include "core/crm/contact_address.hpp"
#include "channels/common/delivery_report.hpp"
#include "core/base/error.hpp"
#include "core/inbound/inbound_kind.hpp"
#include "core/base/strings.hpp"
#include "core/messages/unsubscribe_token.hpp"
#include "fuzz/input.hpp"

#include <iterator>
#include <string>

using namespace automation::core;
using namespace automation::channels;
using automation::fuzz::must;

namespace {

void check_address(std::string_view channel, std::string_view written, std::string_view country)
{
    (void)comparable_addresses(channel, written, country);
    if (auto const number = phone_number(written, country, NoPrefix::local)) {
        must(phone_number(*number, country, NoPrefix::local) == number);
    }
    auto const address = read_address(channel, written, country);
    if (!address) return;
    must(!address->value.empty() && address->value.size() <= 254);
    must(address->kind != ContactAddress::Kind::phone || is_e164(address->value));
    // What has been read is read the same again.
    must(comparable_address(channel, address->value, country) == address->value);
}

void check_report(std::string_view status, std::string const &detail)
{
    try {
        (void)read_delivery_report(status, detail);
    } catch (UserError const &) {
        return;
    }
}

/** The input changes one byte of a good token, or adds to it: it is no token any more, or still the same one. */
void forge(std::string const &text)
{
    static std::string const good = make_unsubscribe_token({"salon", LeadId{7}, "email"}, "the key");
    std::string forged = good;
    if (text.size() > 1) forged[static_cast<unsigned char>(text[0]) % forged.size()] = text[1];
    if (text.size() > 2) forged += text.substr(2);
    must(read_unsubscribe_token(forged, "the key").has_value() == (forged == good));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const *data, std::size_t size)
{
    static constexpr std::string_view channels[] = {"email", "sms", "whatsapp", "webhook", "fax"};
    if (size == 0) return 0;
    std::string_view const channel = channels[data[0] % std::size(channels)];
    std::string const text(automation::fuzz::text_of(data + 1, size - 1));
    std::string const first = text.substr(0, text.find('\n'));
    (void)inbound_kind(channel, first, text);
    (void)inbound_kind(channel, std::nullopt, text);
    for (std::string_view const country : {"", "DE", "IT", "US", "AR", "AG", "BR", "RU"}) {
        check_address(channel, first, country);
    }
    check_report(first, text);
    forge(text);
    must(!read_unsubscribe_token(first, "the key").has_value());
    return 0;
}
