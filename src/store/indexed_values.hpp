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
#define PG_LOWER_EMAIL(l) "lower(" l ".email::text collate \"default\") collate \"C\""
#define PG_PHONE(l) l ".phone::text collate \"C\""
/** For these indexes; the column with the alias of its table. */
#define PG_INDEXED_ADDRESS(column) "octet_length(" column "::text) <= 1000"
/** For the indexes of messages on provider_message_id. */
#define PG_INDEXED_MESSAGE_ID(m) \
    "octet_length(" m ".channel::text) + octet_length(" m ".provider_message_id::text) <= 1000"

}  // namespace automation::store
