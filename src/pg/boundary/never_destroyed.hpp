/* never_destroyed.hpp — state of the process that is built on first use and never destroyed.
 *
 * A global with a constructor would be built in the postmaster and destroyed in every child's exit().
 */
#pragma once
#include <cstddef>
#include <new>

namespace automation::pg {

template <class T>
class NeverDestroyed {
 public:
    constexpr NeverDestroyed() noexcept = default;
    NeverDestroyed(NeverDestroyed const &) = delete;
    NeverDestroyed &operator=(NeverDestroyed const &) = delete;

    [[nodiscard]] T &get()
    {
        if (!built_) {
            ::new (static_cast<void *>(storage_)) T();
            built_ = true;
        }
        return *std::launder(reinterpret_cast<T *>(storage_));
    }
    T *operator->() { return &get(); }
    T &operator*() { return get(); }

 private:
    alignas(T) std::byte storage_[sizeof(T)]{};
    bool built_ = false;
};

}  // namespace automation::pg
