#include "pg/process.hpp"

#include "pg/boundary.hpp"

namespace automation::pg {

void log(std::string const &line)
{
    call([&] { ereport(LOG, errmsg_internal("%s", line.c_str())); });
}

void exit_process()
{
    proc_exit(1);
}

}  // namespace automation::pg
