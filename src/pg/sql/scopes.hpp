/* scopes.hpp — what a piece of code runs as and with, restored when it ends.
 *
 * None of these throws or raises while unwinding: after an ERROR the transaction's abort restores the same things, so
 * restoring twice is harmless.
 */
#pragma once
#include "pg/boundary/boundary.hpp"

namespace automation::pg {

/** Switches the memory context. */
class ContextScope {
 public:
    explicit ContextScope(MemoryContext context) noexcept : outer_(MemoryContextSwitchTo(context)) {}
    ContextScope(ContextScope const &) = delete;
    ContextScope &operator=(ContextScope const &) = delete;
    ~ContextScope() { MemoryContextSwitchTo(outer_); }

 private:
    MemoryContext outer_;
};

/** Acts as a role, in a security-restricted operation: what the role's own triggers and defaults do, they do as that
 *  role and as nobody else. */
class ScopedRole {
 public:
    explicit ScopedRole(Oid role) noexcept
    {
        GetUserIdAndSecContext(&outer_role_, &outer_context_);
        SetUserIdAndSecContext(role, outer_context_ | SECURITY_LOCAL_USERID_CHANGE | SECURITY_RESTRICTED_OPERATION);
    }
    ScopedRole(ScopedRole const &) = delete;
    ScopedRole &operator=(ScopedRole const &) = delete;
    ~ScopedRole() { SetUserIdAndSecContext(outer_role_, outer_context_); }

 private:
    Oid outer_role_ = InvalidOid;
    int outer_context_ = 0;
};

/** The planner settings that are pinned. */
struct PlannerSettings {
    bool seqscan = true;
    bool hashjoin = true;
    bool mergejoin = true;
    int plan_cache = 0;
};

/** Pins search_path to pg_catalog, so that no operator or function of the caller's is ever found, and the few planner
 *  settings that our statements count on. */
class ScopedSettings {
 public:
    /** In a user's session `for_the_engine` is false; the engine also gives up waiting for locks early, and is the
     *  victim where somebody must be. */
    explicit ScopedSettings(bool for_engine = false);
    ScopedSettings(ScopedSettings const &) = delete;
    ScopedSettings &operator=(ScopedSettings const &) = delete;
    /** Only on the normal path: an ERROR restores settings when its transaction aborts. */
    ~ScopedSettings();

    /** What stood before the outermost of them. */
    [[nodiscard]] static PlannerSettings const &before() noexcept { return outer_settings; }
    /** True while the engine works: what code of the user's SETs does not outlive the statement that ran it. */
    [[nodiscard]] static bool engine_works() noexcept { return engines > 0; }
    /** Pins again what code of the user's has changed for the statements that follow. Inside pg::call. */
    static void pin_again();

 private:
    inline static constinit PlannerSettings outer_settings{};
    inline static constinit int depth = 0;
    inline static constinit int engines = 0;

    int level_ = 0;
    int exceptions_;
    bool engine_;
};

/** While the engine works, undoes what is SET during its life, with or without LOCAL: by a function in a cast, a check
 * or a trigger of the user's. In the session of a user it does nothing: there a SET lasts as PostgreSQL documents it.
 */
class RestoredSettings {
 public:
    RestoredSettings() noexcept;
    RestoredSettings(RestoredSettings const &) = delete;
    RestoredSettings &operator=(RestoredSettings const &) = delete;
    /** Only on the normal path: an ERROR restores settings when its transaction aborts. */
    ~RestoredSettings();

 private:
    int level_ = 0;  ///< 0: does nothing
    int exceptions_;
};

}  // namespace automation::pg
