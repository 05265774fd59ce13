/* args.hpp — the arguments of an SQL-callable function. */
#pragma once
#include "core/base/types.hpp"

#include <optional>
#include <string>

#include "pg/boundary/boundary.hpp"
#include "pg/boundary/datum.hpp"

namespace automation::pg {

class Args {
 public:
    explicit Args(FunctionCallInfo info) noexcept : info_(info) {}

    [[nodiscard]] FunctionCallInfo info() const noexcept { return info_; }
    [[nodiscard]] bool given(int i) const noexcept { return i < info_->nargs && !info_->args[i].isnull; }

    /** The argument's value; a UserError when it is null. `name` is the SQL parameter. */
    [[nodiscard]] std::int64_t integer(int i, char const *name) const { return DatumGetInt64(needed(i, name)); }
    [[nodiscard]] std::string text(int i, char const *name) const { return to_string(needed(i, name)); }
    [[nodiscard]] std::string jsonb(int i, char const *name) const { return jsonb_to_string(needed(i, name)); }
    [[nodiscard]] bool boolean(int i, char const *name) const { return DatumGetBool(needed(i, name)); }
    [[nodiscard]] std::optional<std::int64_t> opt_int8(int i) const
    {
        return given(i) ? std::optional(DatumGetInt64(info_->args[i].value)) : std::nullopt;
    }

    [[nodiscard]] Datum null() const noexcept
    {
        info_->isnull = true;
        return Datum{0};
    }

 private:
    [[nodiscard]] Datum needed(int i, char const *name) const
    {
        if (!given(i)) {
            throw core::UserError(std::string(name) + " must not be null", "",
                                  "Give a value for " + std::string(name) + ".");
        }
        return info_->args[i].value;
    }

    FunctionCallInfo info_;
};

}  // namespace automation::pg
