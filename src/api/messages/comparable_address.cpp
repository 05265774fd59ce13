/* comparable_address.cpp — automation_comparable_address: the form in which addresses are compared, for SQL. */
#include "core/crm/contact_address.hpp"
#include "core/base/strings.hpp"

#include "pg/boundary/args.hpp"
#include "pg/boundary/datum.hpp"

using namespace automation;  // NOLINT(google-build-using-namespace): the body below stands outside

PG_CPP_FUNCTION(automation_comparable_address)
{
    std::string const channel = core::lower_ascii(core::trim(args.text(0, "channel")));
    return pg::text_datum(core::comparable_address(channel, args.text(1, "address"), {}));
}
