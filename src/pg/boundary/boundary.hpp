/* boundary.hpp — the two guards between C++ exceptions and PostgreSQL's longjmp.
 *
 * `boundary` wraps the body of everything PostgreSQL calls: an exception becomes an ereport, raised only when nothing
 * but plain data is left on the stack. `call` wraps what may ereport while a C++ object is alive: the error becomes a
 * pg::Error that carries the whole ErrorData, so destructors run and SQLSTATE, DETAIL and HINT survive.
 */
#pragma once
#include "core/base/error.hpp"

#include <exception>
#include <new>
#include <type_traits>
#include <utility>

#include "pg/boundary/postgres.hpp"

namespace automation::pg {

/** A PostgreSQL error in flight. Its ErrorData outlives the transaction, and is freed once no Error is left and the
 *  next one comes: so it can still be raised after the exception has ended. */
class Error final : public core::ForeignError {
 public:
    explicit Error(ErrorData *data) noexcept : data_(data) { ++alive; }
    Error(Error const &other) noexcept : core::ForeignError(other), data_(other.data_) { ++alive; }
    Error &operator=(Error const &) = delete;
    ~Error() override { --alive; }
    [[nodiscard]] char const *what() const noexcept override
    {
        return data_->message == nullptr ? "missing error text" : data_->message;
    }
    [[nodiscard]] ErrorData *data() const noexcept { return data_; }
    [[nodiscard]] int sqlstate() const noexcept { return data_->sqlerrcode; }

    static int alive;

 private:
    ErrorData *data_;
};

/** Copies the current error out of PostgreSQL's error stack and throws it. Only `call` uses it. */
[[noreturn]] void throw_current_error(MemoryContext caller);

/** Runs backend code whose ereport must not skip destructors. The body holds plain data only and throws nothing.
 *  Costs about 6 ns: the signal mask is not saved. */
template <class F>
auto call(F &&body) -> decltype(body())
{
    MemoryContext const caller = CurrentMemoryContext;
    sigjmp_buf *const outer_stack = PG_exception_stack;
    ErrorContextCallback *const outer_context = error_context_stack;
    sigjmp_buf here;
    if (sigsetjmp(here, 0) == 0) {
        PG_exception_stack = &here;  // only now: before sigsetjmp the buffer is garbage
        if constexpr (std::is_void_v<decltype(body())>) {
            body();
            PG_exception_stack = outer_stack;
            error_context_stack = outer_context;
            return;
        } else {
            auto result = body();
            PG_exception_stack = outer_stack;
            error_context_stack = outer_context;
            return result;
        }
    }
    PG_exception_stack = outer_stack;
    error_context_stack = outer_context;
    throw_current_error(caller);
}

/** What is left of an exception once its handlers have ended: plain data, safe to raise from. */
struct Pending {
    ErrorData *postgres = nullptr;
    int sqlstate = ERRCODE_INTERNAL_ERROR;
    char message[1024] = "";
    char detail[2048] = "";
    char hint[2048] = "";
};

/** Fills `pending` from the exception being handled. Call it from a catch block only. */
void describe_current_exception(Pending &pending) noexcept;

/** Raises what `pending` holds. Call it outside every catch block. */
[[noreturn]] void raise(Pending const &pending);

/** The body of an extern "C" entry: whatever it throws becomes an ERROR with its parts. */
template <class F>
auto boundary(F &&body) -> decltype(body())
{
    Pending pending;
    try {
        return body();
    } catch (...) {
        describe_current_exception(pending);
    }
    raise(pending);
}

}  // namespace automation::pg

/** Defines an SQL-callable C++ function: declares, exports, and wraps the body, which sees `pg::Args args`. */
#define PG_CPP_FUNCTION(name)                                                                               \
    static Datum name##_body(::automation::pg::Args args);                                                  \
    _Pragma("GCC visibility push(default)") extern "C"                                                      \
    {                                                                                                       \
        PG_FUNCTION_INFO_V1(name);                                                                          \
        Datum name(PG_FUNCTION_ARGS)                                                                        \
        {                                                                                                   \
            return ::automation::pg::boundary([&] { return name##_body(::automation::pg::Args(fcinfo)); }); \
        }                                                                                                   \
    }                                                                                                       \
    _Pragma("GCC visibility pop") static Datum name##_body([[maybe_unused]] ::automation::pg::Args args)
