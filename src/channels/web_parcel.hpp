/* web_parcel.hpp — between the web calls that core/ writes and the HTTP that net/ speaks. */
#pragma once
#include "channels/provider.hpp"
#include "channels/common/web_message.hpp"

#include <string>

namespace automation::channels {

/** Plain http where the address says so: the settings take it for this machine only. */
[[nodiscard]] OutgoingRequest to_request(WebRequest outgoing);

/** Refers to the response. */
[[nodiscard]] WebReply to_reply(net::HttpResponse const &response);

}  // namespace automation::channels
