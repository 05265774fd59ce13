/* procedure.hpp — what a procedure that commits on its way asks before it begins. */
#pragma once
#include <string>

#include "pg/boundary/args.hpp"

namespace automation::api {

/** A UserError (wrong_transaction) inside a transaction block; `name` is the procedure's. */
void require_no_block(pg::Args const &args, std::string const &name);

/** A UserError (not_permitted) for a role that is limited to a tenant: "permission denied to `what`", because `why`. */
void require_not_limited(std::string const &what, std::string const &why);

}  // namespace automation::api
