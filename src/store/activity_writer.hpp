/* activity_writer.hpp — inserts the activities of a batch, past the executor where the table allows it. */
#pragma once
#include "store/activities.hpp"

#include "pg/sql/table_writer.hpp"

namespace automation::store {

class ActivityWriter {
 public:
    explicit ActivityWriter(core::Instant now);
    /** Takes one row. */
    void add(Activity const &activity);
    /** Writes what was added. */
    void finish() { table_.finish(); }

 private:
    pg::TableWriter table_;
    core::Instant now_;
};

}  // namespace automation::store
