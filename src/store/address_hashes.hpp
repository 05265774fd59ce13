/* address_hashes.hpp — addresses in automation_suppressions of which only a keyed hash is known: of unsubscribe links
 * whose lead is gone, and of people who were forgotten.
 *
 * The two have keys of their own, so that a new secret for links takes back no refusal.
 */
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace automation::store {

/** A column of a SELECT, as hash_keys_from() reads it. As JSON: the tables of 1.0 have one key. */
#define PG_HASH_KEYS                                              \
    "(select concat_ws(':', encode(i.secret, 'hex'), "            \
    "encode((to_jsonb(i) ->> 'suppression_key')::bytea, 'hex')) " \
    "from @home@.automation_instance i where i.tenant_id = '')"

/** The keys, as bytes. */
[[nodiscard]] std::vector<std::string> hash_keys_from(std::string_view column);

/** Every hash that may stand for an address, in its comparable forms. */
[[nodiscard]] std::vector<std::string> hashes_of(std::string_view tenant, std::vector<std::string> const &forms,
                                                 std::vector<std::string> const &keys);

/** The key for people who are forgotten; made where there is none. In an SPI session as the owner of the tables. */
[[nodiscard]] std::string suppression_key();

}  // namespace automation::store
