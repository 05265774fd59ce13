#include "api/procedure.hpp"

#include "core/base/error.hpp"

#include "pg/extension/tenancy.hpp"

extern "C" {
#include "nodes/parsenodes.h"
}

namespace automation::api {

void require_no_block(pg::Args const &args, std::string const &name)
{
    auto const *const call = reinterpret_cast<CallContext *>(args.info()->context);
    if (call == nullptr || !IsA(call, CallContext) || call->atomic) {
        throw core::UserError(core::ErrorCode::wrong_transaction, name + "() cannot run inside a transaction block",
                              "It commits after each batch.",
                              "Call it outside a transaction block: CALL " + name + "();");
    }
}

void require_not_limited(std::string const &what, std::string const &why)
{
    if (pg::limits().limited) {
        throw core::UserError(core::ErrorCode::not_permitted, "permission denied to " + what,
                              "The role is limited to a tenant, and " + why + ".",
                              "Use the background worker instead: automation_start().");
    }
}

}  // namespace automation::api
