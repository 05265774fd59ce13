/* address_hashes.hpp — addresses in automation_suppressions of which only a keyed hash is known: of unsubscribe links
 * whose lead is gone, and of people who were forgotten.
 *
 * The two have keys of their own, so that a new secret for links takes back no refusal.
 */
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace automation::store {

/** Both, as bytes; an empty one is none. */
struct HashKeys {
    std::string links, people;
};

/** A column of a SELECT, as hash_keys_from() reads it. As JSON: the tables of 1.0 have one key. */
#define PG_HASH_KEYS                                              \
    "(select concat(encode(i.secret, 'hex'), ':', "               \
    "encode((to_jsonb(i) ->> 'suppression_key')::bytea, 'hex')) " \
    "from @home@.automation_instance i where i.tenant_id = '')"
[[nodiscard]] HashKeys hash_keys_from(std::string_view column);
/** The same by itself. In an SPI session as the owner of the tables, like what follows and reads. */
[[nodiscard]] HashKeys hash_keys();

/** The hash of somebody who was forgotten, which says by which key it was made. */
[[nodiscard]] std::string hash_of_person(std::string_view tenant, std::string_view comparable, std::string_view key);

/** Every hash that may stand for an address, in its comparable forms. */
[[nodiscard]] std::vector<std::string> hashes_of(std::string_view tenant, std::vector<std::string> const &forms,
                                                 HashKeys const &keys);

/** How many refusals of people who were forgotten no key finds any more: it was lost, or is another one. */
[[nodiscard]] std::int64_t count_unknown_hashes();

/** The key for people who are forgotten; made where there is none. */
[[nodiscard]] std::string suppression_key();

}  // namespace automation::store
