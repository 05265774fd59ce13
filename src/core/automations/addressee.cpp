#include "core/automations/addressee.hpp"

#include "core/base/error.hpp"
#include "core/base/strings.hpp"
#include "core/crm/contact_address.hpp"
#include "core/crm/mail_address.hpp"
#include "core/json/parsed_documents.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace automation::core {

namespace {

constexpr std::size_t deepest_path = 16;
constexpr std::array<std::pair<std::string_view, Column>, 2> documents{
    {{"attributes.", Column::attributes}, {"external_ids.", Column::external_ids}}};

enum class Kind : unsigned char { mail, number, both };

Kind kind_of(std::string_view channel) noexcept
{
    if (channel == "email") {
        return Kind::mail;
    }
    return channel == "sms" || channel == "whatsapp" ? Kind::number : Kind::both;
}

std::string_view example_of(std::string_view channel) noexcept
{
    return kind_of(channel) == Kind::number
               ? "Write a number with its country code, as in \"+49 170 1234567\", or a key of the lead, as in "
                 "\"attributes.owner_phone\"."
               : "Write an address, as in \"owner@example.com\", or a key of the lead, as in "
                 "\"attributes.owner_email\".";
}

[[noreturn]] void refuse(std::string_view written, std::string detail, std::string_view channel)
{
    throw UserError("\"to\" cannot be " + quote_value(written), std::move(detail), std::string(example_of(channel)));
}

/** The keys between the dots; empty where one of them is, or where there are too many. */
std::vector<std::string> keys_of(std::string_view path)
{
    std::vector<std::string> keys;
    for (std::size_t from = 0; from <= path.size();) {
        auto const dot = std::min(path.find('.', from), path.size());
        keys.emplace_back(trim(path.substr(from, dot - from)));
        if (keys.back().empty() || keys.size() > deepest_path) {
            return {};
        }
        from = dot + 1;
    }
    return keys;
}

std::optional<FieldName> field_of(std::string_view name, std::string_view channel)
{
    for (auto const &[document, column] : documents) {
        if (!name.starts_with(document)) {
            continue;
        }
        FieldName field{.scope = Scope::lead, .column = column, .path = keys_of(name.substr(document.size()))};
        if (field.path.empty()) {
            refuse(name, "A key of it is empty, or it is nested more than 16 levels deep.", channel);
        }
        return field;
    }
    return std::nullopt;
}

}  // namespace

Addressee read_addressee(std::string_view written, std::string_view channel)
{
    auto const name = trim(written);
    // A number without its country code is one only while the tenant's country is set.
    if (usable_address(channel, name, {})) {
        return {.written = std::string(name), .field = {}};
    }
    auto field = field_of(name, channel);
    if (!field) {
        refuse(written,
               "It is neither " + std::string(kind_of_address(channel)) + " nor a key of attributes or external_ids.",
               channel);
    }
    return {.written = std::string(name), .field = std::move(field)};
}

NullableText written_address(Addressee const &to, Lead const &lead)
{
    if (!to.field) {
        return to.written;
    }
    auto const document =
        json::parse_document(to.field->column == Column::attributes ? lead.attributes : lead.external_ids);
    json::Node const *const node = document ? document->at(to.field->path) : nullptr;
    bool const readable = node != nullptr && (node->kind == json::Kind::string || node->kind == json::Kind::number);
    return readable && !is_blank(node->text) ? NullableText(node->text) : std::nullopt;
}

NullableText usable_address(std::string_view channel, std::string_view written, std::string_view country)
{
    Kind const kind = kind_of(channel);
    bool const mail = kind == Kind::mail || (kind == Kind::both && written.find('@') != std::string_view::npos);
    std::string address = sendable_address(mail ? "email" : "sms", written, country);
    bool const usable = mail ? usable_mail_address(address) : is_e164(address);
    return usable ? NullableText(std::move(address)) : std::nullopt;
}

std::string_view kind_of_address(std::string_view channel) noexcept
{
    switch (kind_of(channel)) {
        case Kind::mail:
            return "an e-mail address";
        case Kind::number:
            return "a number with its country code";
        case Kind::both:
            break;
    }
    return "an e-mail address or a number with its country code";
}

}  // namespace automation::core
