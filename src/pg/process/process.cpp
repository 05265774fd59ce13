#include "pg/process/process.hpp"

#include "pg/boundary/boundary.hpp"

namespace automation::pg {

void log(std::string const &line)
{
    call([&] { ereport(LOG, errmsg_internal("%s", line.c_str())); });
}

void log_debug(std::string const &line)
{
    call([&] { ereport(DEBUG1, errmsg_internal("%s", line.c_str())); });
}

void warn(std::string const &message, std::string const &hint)
{
    call([&] { ereport(WARNING, errmsg_internal("%s", message.c_str()), errhint("%s", hint.c_str())); });
}

void notice(std::string const &message, std::string const &hint)
{
    call([&] {
        ereport(NOTICE, errmsg_internal("%s", message.c_str()), hint.empty() ? 0 : errhint("%s", hint.c_str()));
    });
}

void take_reloads()
{
    pqsignal(SIGHUP, SignalHandlerForConfigReload);
    ConfigReloadPending = 1;
}

void exit_process()
{
    proc_exit(1);
}

}  // namespace automation::pg
