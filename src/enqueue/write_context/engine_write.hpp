/* engine_write.hpp — tells a person's write from one of the engine's. */
#pragma once

namespace automation::enqueue {

/** While it lives, what this process writes begins no stretch of silence: only people do that. */
class EngineWrite {
 public:
    EngineWrite() noexcept : outer_(under_way) { under_way = true; }
    EngineWrite(EngineWrite const &) = delete;
    EngineWrite &operator=(EngineWrite const &) = delete;
    ~EngineWrite() { under_way = outer_; }

    [[nodiscard]] static bool current() noexcept { return under_way; }

 private:
    inline static constinit bool under_way = false;
    bool outer_;
};

}  // namespace automation::enqueue
