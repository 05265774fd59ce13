/* delivery_report.hpp — what a provider says afterwards about a message that it took.
 *
 * Providers have words of their own for the same few things; their codes tell an address that is gone from a phone
 * that is off.
 */
#pragma once
#include "core/crm/entities.hpp"

#include <string_view>

namespace automation::channels {

enum class ReceiptStatus {
    under_way,     ///< nothing to note yet
    delivered,     ///< it arrived; read counts
    failed,        ///< this message will not arrive
    soft_bounce,   ///< the address refuses it for the time being; it may be tried again
    soft_failure,  ///< the same, and it will not be tried again
    bad_address,   ///< nor will any other to that address
    opted_out,     ///< the recipient has told the provider to stop, or calls it spam
    turned_away    ///< it did not arrive, because the recipient had told the provider to stop
};

/** Reads a word such as delivered, undelivered, hard_bounce, complained, in any case, and the code that `detail` begins
 *  with. Throws UserError for a word that no provider uses. */
[[nodiscard]] ReceiptStatus read_delivery_report(std::string_view status, core::NullableText const &detail);

}  // namespace automation::channels
