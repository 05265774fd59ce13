/* address_spelling.hpp — an address without what people and gateways write around it.
 *
 * "Ann <ann@example.com>", "tel:+49-170-1234567;ext=5", a number pasted with invisible marks. Which kind of address it
 * is is read in contact_address.hpp.
 */
#pragma once
#include "core/base/no_postgres.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace automation::core {

/** In bytes, as it is written, with whatever stands around it: a longer text is no address. */
inline constexpr std::size_t longest_written_address = 1000;

/** The address itself, in the case in which it is written: no name, scheme, query or invisible character; plain spaces
 *  and hyphens. Several addresses stay several, which no reader takes for one; a text that is too long stays as it is.
 *  What it gives it leaves as it is. */
[[nodiscard]] std::string bare_address(std::string_view written);

/** An e-mail address without comments in parentheses, separators of lists and the dot of the root domain. */
[[nodiscard]] std::string_view without_trimmings(std::string_view address);

}  // namespace automation::core
