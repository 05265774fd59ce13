/* indexed_values.hpp — conditions that a statement names so that a partial index of ours on a user's table serves it.
 *
 * A b-tree refuses rows with a value of more than 2.6 KB; so that no write fails for that, longer values are in no
 * index and no statement finds them by it. The install script has the same conditions.
 */
#pragma once
#include "core/crm/address_spelling.hpp"
#include "core/messages/provider_message_id.hpp"

namespace automation::store {

static_assert(core::longest_written_address == 1000 && core::longest_message_id == 1000);

/** What the indexes on the addresses of leads hold, whatever the collations of the columns are. */
#define PG_LOWER_EMAIL(l)                                                                                       \
    "lower(case when left(" l ".email::text collate \"C\", 1) >= '!' and left(" l                               \
    ".email::text collate \"C\", 1) <= '~' and right(" l ".email::text collate \"C\", 1) >= '!' and right(" l   \
    ".email::text collate \"C\", 1) <= '~' then " l ".email::text else btrim(" l                                \
    ".email::text, ' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(8203) || chr(8239) || chr(12288) || " \
    "chr(65279)) end collate \"default\") collate \"C\""
/** The last seven digits, up to a word or an extension behind the number, however it is written. Leads with one of
 * core::phone_keys() may have the number; what they have is read then. */
#define PG_PHONE_KEY(l) \
    "case when right(" l ".phone::text collate \"C\", 7) !~ '[^0-9]' then right(" l ".phone::text collate \"C\", 7) " \
    "when " PG_PHONE_WITHOUT_PUNCTUATION(l) " !~ '[^0-9]' then " PG_PHONE_WITHOUT_PUNCTUATION(l) " "                 \
    "else right(regexp_replace(substring(translate(" l ".phone::text collate \"C\", "                              \
    "'０１２３４５６７８９٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९', '0123456789012345678901234567890123456789'), "             \
    "'[0-9][^A-Za-z#;,\\u0400-\\u04ff]*'), '[^0-9]+', '', 'g'), 7) end"
#define PG_PHONE_WITHOUT_PUNCTUATION(l)                                    \
    "right(replace(replace(replace(replace(" l                             \
    ".phone::text collate \"C\", ' ', ''), '-', ''), '.', ''), ')', ''), " \
    "7)"
/** For these indexes; the column with the alias of its table. */
#define PG_INDEXED_ADDRESS(column) "octet_length(" column "::text) <= 1000"
/** For the indexes of messages on provider_message_id. */
#define PG_INDEXED_MESSAGE_ID(m) \
    "octet_length(" m ".channel::text) + octet_length(" m ".provider_message_id::text) <= 1000"

}  // namespace automation::store
