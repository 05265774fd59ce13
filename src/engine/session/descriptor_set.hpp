/* descriptor_set.hpp — several descriptors as the one that pg::wait() takes.
 *
 * Each of them is an epoll descriptor of an HttpClient and comes and goes with it: a closed one leaves by itself.
 */
#pragma once
#include "net/epoll_set.hpp"

#include <initializer_list>
#include <optional>

namespace automation::engine {

class DescriptorSet {
 public:
    /** A descriptor that is readable when one of these is; -1 stands for none. */
    [[nodiscard]] int over(std::initializer_list<int> descriptors)
    {
        int only = -1;
        int count = 0;
        for (int const descriptor : descriptors) {
            only = descriptor >= 0 ? descriptor : only;
            count += descriptor >= 0 ? 1 : 0;
        }
        if (count <= 1) {
            return only;
        }
        if (!set_) {
            set_.emplace();
        }
        for (int const descriptor : descriptors) {
            if (descriptor >= 0 && !set_->watch(descriptor, true, false)) {
                return only;  // no room in the kernel: the other one is looked at when time is up
            }
        }
        return set_->descriptor();
    }

 private:
    std::optional<net::EpollSet> set_;  // made when there are two: most processes have one
};

}  // namespace automation::engine
