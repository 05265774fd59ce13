#include "pg/boundary/boundary.hpp"

#include <array>
#include <cstring>
#include <string_view>

extern "C" {
#include "mb/pg_wchar.h"
}

namespace automation::pg {

constinit int Error::alive = 0;

namespace {

/* Where a copy of an error lives: until so many others have been thrown. One that was raised again refers to its copy
 * while it is on its way (ReThrowError() leaves domain and message_id where they are), so that the copy must outlive
 * the next one, which is made of it. */
MemoryContext next_place()
{
    static constinit std::array<MemoryContext, 8> places{};
    static constinit std::size_t last = 0;
    last = (last + 1) % places.size();
    MemoryContext &place = places[last];
    if (place == nullptr) {
        place = AllocSetContextCreate(TopMemoryContext, "automation errors", ALLOCSET_SMALL_SIZES);
    } else if (Error::alive == 0) {
        MemoryContextReset(place);
    }
    return place;
}

}  // namespace

void throw_current_error(MemoryContext caller)
{
    MemoryContextSwitchTo(next_place());
    ErrorData *const data = CopyErrorData();
    FlushErrorState();
    MemoryContextSwitchTo(caller);
    throw Error(data);
}

namespace {

int sqlstate_of(core::ErrorCode mistake) noexcept
{
    switch (mistake) {
        case core::ErrorCode::invalid_value:
            return ERRCODE_INVALID_PARAMETER_VALUE;
        case core::ErrorCode::check_violation:
            return ERRCODE_CHECK_VIOLATION;
        case core::ErrorCode::not_found:
            return ERRCODE_NO_DATA_FOUND;
        case core::ErrorCode::not_permitted:
            return ERRCODE_INSUFFICIENT_PRIVILEGE;
        case core::ErrorCode::wrong_state:
            return ERRCODE_OBJECT_NOT_IN_PREREQUISITE_STATE;
        case core::ErrorCode::not_unique:
            return ERRCODE_UNIQUE_VIOLATION;
        case core::ErrorCode::wrong_shape:
            return ERRCODE_DATATYPE_MISMATCH;
        case core::ErrorCode::wrong_transaction:
            return ERRCODE_ACTIVE_SQL_TRANSACTION;
    }
    return ERRCODE_INTERNAL_ERROR;
}

template <std::size_t N>
void copy_clipped(char (&target)[N], std::string_view text) noexcept
{
    // A multibyte character is never cut in two. pg_mbcliplen neither allocates nor raises.
    int const length = static_cast<int>(text.size() < N ? text.size() : N - 1);
    int const whole = pg_mbcliplen(text.data(), static_cast<int>(text.size()), length);
    std::memcpy(target, text.data(), static_cast<std::size_t>(whole));
    target[whole] = '\0';
}

}  // namespace

void describe_current_exception(Pending &pending) noexcept
{
    try {
        throw;
    } catch (Error const &error) {
        pending.postgres = error.data();
    } catch (core::UserError const &error) {
        pending.sqlstate = sqlstate_of(error.mistake());
        copy_clipped(pending.message, error.what());
        copy_clipped(pending.detail, error.detail());
        copy_clipped(pending.hint, error.hint());
    } catch (std::bad_alloc const &) {
        pending.sqlstate = ERRCODE_OUT_OF_MEMORY;
        copy_clipped(pending.message, "out of memory");
    } catch (std::invalid_argument const &error) {
        pending.sqlstate = ERRCODE_INVALID_PARAMETER_VALUE;
        copy_clipped(pending.message, error.what());
    } catch (std::exception const &error) {
        copy_clipped(pending.message, error.what());
    } catch (...) {
        copy_clipped(pending.message, "unknown C++ exception");
    }
}

void raise(Pending const &pending)
{
    if (pending.postgres != nullptr) {
        ReThrowError(pending.postgres);
    }
    ereport(ERROR, errcode(pending.sqlstate), errmsg_internal("%s", pending.message),
            pending.detail[0] == '\0' ? 0 : errdetail_internal("%s", pending.detail),
            pending.hint[0] == '\0' ? 0 : errhint("%s", pending.hint));
    pg_unreachable();
}

}  // namespace automation::pg
