/* settings_reader.hpp — reads the settings of a channel, and says what is wrong with them as a user can mend it.
 *
 * No error quotes a value: a secret may have been written into the wrong place.
 */
#pragma once
#include "core/settings/send_policy.hpp"
#include "core/crm/entities.hpp"
#include "core/json/json.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace automation::core {

class SettingsReader {
 public:
    /** `of` names the thing in errors: "a twilio channel". Throws UserError unless it is an object that has only
     *  `known` keys. */
    SettingsReader(std::string of, std::string const &json, std::span<std::string_view const> known);
    SettingsReader(std::string of, json::Value object, std::span<std::string_view const> known);

    /** None: absent or null. All below throw UserError for a value of another form. */
    [[nodiscard]] json::Value const *value(char const *key) const;
    /** One line of visible text, not blank. */
    [[nodiscard]] NullableText text(char const *key, std::size_t most_bytes = 500) const;
    [[nodiscard]] std::string needed_text(char const *key, std::string const &hint) const;
    /** The reference to a secret as JSON, see secret_reference.hpp. */
    [[nodiscard]] NullableText secret(char const *key) const;
    [[nodiscard]] std::string needed_secret(char const *key) const;
    [[nodiscard]] std::optional<int> number(char const *key, int least, int most) const;
    /** An https address; `machine`: or http on this machine. */
    [[nodiscard]] NullableText address(char const *key, bool machine) const;
    /** The same, without a slash at its end and without a query; `usual` when it is absent. */
    [[nodiscard]] std::string base_address(char const *key, char const *usual) const;
    /** on_doubt and max_connections. */
    [[nodiscard]] SendPolicy policy() const;

    [[noreturn]] void refuse(std::string_view key, std::string detail, std::string hint) const;
    /** The keys that manner() reads, for the list of the known ones. */
    static constexpr std::string_view on_ambiguous = "on_doubt";
    static constexpr std::string_view max_connections = "max_connections";

 private:
    void check_keys(std::span<std::string_view const> known) const;

    std::string of_;
    json::Value object_;
};

/** A secret as it may stand in a header: printable ASCII, or throws UserError, which names `key` only. */
[[nodiscard]] std::string header_secret(std::string_view key, std::string secret);

/** Nothing but printable ASCII, and not blank. */
[[nodiscard]] bool is_header_value(std::string_view value) noexcept;

}  // namespace automation::core
