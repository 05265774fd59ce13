# PostgreSQL 15 of Debian 12 with the extension, preloaded.
#
#   docker build -t automation .
#   docker run -e POSTGRES_PASSWORD=… -p 5432:5432 -v automation:/var/lib/postgresql/data automation
#
# Then, in a database: CREATE EXTENSION automation; SELECT automation_start();

FROM debian:12.11-slim AS build
# Versions are those of the pinned release; its security updates are wanted.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends make g++ postgresql-server-dev-15 \
        libcurl4-openssl-dev libssl-dev libicu-dev libidn2-dev libgmime-3.0-dev nlohmann-json3-dev \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /src
COPY Makefile automation.control ./
COPY sql sql
COPY src src
RUN make -j"$(nproc)" && make install DESTDIR=/installed

FROM debian:12.11-slim
# The package creates no cluster: the entry point does, in the volume.
# hadolint ignore=DL3008
RUN mkdir -p /etc/postgresql-common/createcluster.d \
    && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/none.conf \
    && apt-get update \
    && apt-get install -y --no-install-recommends postgresql-15 ca-certificates tzdata libcurl4 libgmime-3.0-0 libicu72 libidn2-0 libssl3 libstdc++6 \
    && rm -rf /var/lib/apt/lists/* \
    && install -d -o postgres -g postgres -m 700 /var/lib/postgresql/data
COPY --from=build /installed/ /
COPY container/entrypoint /usr/local/bin/entrypoint
ENV PATH=/usr/lib/postgresql/15/bin:$PATH PGDATA=/var/lib/postgresql/data LANG=C.UTF-8
USER postgres
VOLUME /var/lib/postgresql/data
EXPOSE 5432
# A fast shutdown, which records how the worker ended.
STOPSIGNAL SIGINT
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s CMD ["pg_isready", "-q"]
ENTRYPOINT ["entrypoint"]
CMD ["postgres"]
