/* jsonb_rows.hpp — the result of a function that returns setof jsonb. */
#pragma once
#include <string_view>

#include "pg/boundary/args.hpp"

namespace automation::api {

/** Collects values; the function then returns done(). */
class JsonbRows {
 public:
    explicit JsonbRows(pg::Args const &args);
    /** A row; `json` is JSON text. */
    void add(std::string_view json);
    [[nodiscard]] Datum done() const noexcept { return args_.null(); }

 private:
    pg::Args args_;
    ReturnSetInfo *result_;
};

}  // namespace automation::api
