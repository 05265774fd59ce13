/* owner_session.hpp — SQL as somebody, with search_path pinned: what every statement of the extension runs in. */
#pragma once
#include "pg/sql/scopes.hpp"
#include "pg/sql/spi.hpp"

namespace automation::pg {

/** An SPI session as `role`, for as long as it lives. */
class OwnerSession {
 public:
    explicit OwnerSession(Oid role, bool for_engine = false) : pinned_(for_engine), role_(role) {}

 private:
    ScopedSettings pinned_;
    ScopedRole role_;
    Spi spi_;
};

}  // namespace automation::pg
