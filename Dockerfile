# The official image of PostgreSQL with distribution in it; the books are made in the image's first database:
#
#   docker build --tag distribution .
#   docker run --env POSTGRES_PASSWORD=... distribution
ARG PG_MAJOR=17
ARG DEBIAN_CODENAME=bookworm
FROM postgres:$PG_MAJOR-$DEBIAN_CODENAME
ARG PG_MAJOR

COPY . /usr/src/distribution

RUN apt-get update && \
	apt-mark hold locales && \
	apt-get install -y --no-install-recommends \
		gcc libc6-dev libcjson-dev libcjson1 make "postgresql-server-dev-$PG_MAJOR" && \
	make -C /usr/src/distribution "PG_CONFIG=/usr/lib/postgresql/$PG_MAJOR/bin/pg_config" clean && \
	make -C /usr/src/distribution "PG_CONFIG=/usr/lib/postgresql/$PG_MAJOR/bin/pg_config" all install && \
	apt-get purge -y --auto-remove gcc libc6-dev libcjson-dev make "postgresql-server-dev-$PG_MAJOR" && \
	apt-mark unhold locales && \
	rm -rf /usr/src/distribution /var/lib/apt/lists/*

RUN echo 'CREATE EXTENSION distribution CASCADE; SELECT distribution.install();' \
	> /docker-entrypoint-initdb.d/10-distribution.sql
