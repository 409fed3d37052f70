#!/usr/bin/env bash
# First start: makes the cluster, its password and its database from POSTGRES_*. Every start: runs the server as `postgres`.
set -euo pipefail

sockets=/var/run/postgresql

case "${1:-postgres}" in
    -*) set -- postgres "$@" ;;
    postgres) ;;
    *) exec "$@" ;;
esac

if [ "$(id -u)" = 0 ]; then
    install -d -m 0700 "$PGDATA"
    chmod 0700 "$PGDATA"
    find "$PGDATA" "$sockets" ! -user postgres -exec chown postgres '{}' +
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi

shift
server=(postgres -c listen_addresses='*' -c unix_socket_directories="$sockets")

if [ ! -s "$PGDATA/PG_VERSION" ]; then
    user=${POSTGRES_USER:-postgres}
    database=${POSTGRES_DB:-$user}
    method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
    password=${POSTGRES_PASSWORD:-}

    if [ -z "$password" ] && [ "$method" != trust ]; then
        echo "The database has no password: set POSTGRES_PASSWORD, or POSTGRES_HOST_AUTH_METHOD=trust to let everybody in." >&2
        exit 1
    fi

    # A first start that was cut off leaves a folder without a cluster in it: begin again in a folder beside it, and move it in when it is whole.
    fresh="$PGDATA/.first-start"
    rm -rf "$fresh"

    # POSTGRES_INITDB_ARGS is several words by contract.
    # shellcheck disable=SC2086
    initdb --pgdata="$fresh" --username="$user" ${password:+--pwfile=<(printf '%s\n' "$password")} ${POSTGRES_INITDB_ARGS:-}
    printf '\nhost all all all %s\n' "$method" >> "$fresh/pg_hba.conf"

    if [ "$database" != postgres ]; then
        # No TCP yet: nobody may find a server that is about to be stopped again.
        pg_ctl --pgdata="$fresh" --wait --silent -o "-c listen_addresses='' -c unix_socket_directories='$sockets'" start
        PGPASSWORD="$password" psql --no-psqlrc --quiet --host="$sockets" --username="$user" --dbname=postgres \
            --set=ON_ERROR_STOP=1 --set=database="$database" <<< 'CREATE DATABASE :"database";'
        pg_ctl --pgdata="$fresh" --wait --silent --mode=fast stop
    fi

    # PG_VERSION last: it is what the next start looks for.
    find "$fresh" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t "$PGDATA" '{}' +
    mv "$fresh/PG_VERSION" "$PGDATA/"
    rmdir "$fresh"
fi

unset POSTGRES_PASSWORD
exec "${server[@]}" "$@"
