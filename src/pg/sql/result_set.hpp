/* result_set.hpp — the rows of a set-returning function, and its one row or value. */
#pragma once
#include <initializer_list>

#include "pg/boundary/args.hpp"
#include "pg/sql/spi.hpp"

namespace automation::pg {

/** Collects rows; the function then returns done(). */
class ResultSet {
 public:
    explicit ResultSet(Args const &args);
    void add(std::initializer_list<Param> row);
    [[nodiscard]] Datum done() const { return args_.null(); }

 private:
    Args args_;
    ReturnSetInfo *result_;
};

/** A composite value of the function's result type, for procedures. */
[[nodiscard]] Datum composite(Args const &args, std::initializer_list<Param> values);

}  // namespace automation::pg
