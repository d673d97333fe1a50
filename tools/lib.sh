# shellcheck shell=bash
# Shared by tools/test, tools/demo and tests/bench/run; sourced by bash, which must have `set -eu` and stand in the top folder.
# What a bare Debian 12 with gcc lacks is found with dpkg-query and installed with apt-get; what is there already is left alone.

# shellcheck disable=SC2034 # for those who source this
BUILD_PACKAGES='gcc libc6-dev pkgconf meson ninja-build gettext scdoc libuv1-dev libsqlite3-dev libconfig-dev
  libcurl4-openssl-dev libmicrohttpd-dev libjansson-dev libssl-dev libsystemd-dev libglib2.0-dev libgmime-3.0-dev libcmocka-dev'

# What the programs need to run.
# shellcheck disable=SC2034
RUNTIME_PACKAGES='libuv1 libsqlite3-0 libconfig9 libcurl4 libmicrohttpd12 libjansson4 libssl3 libsystemd0 libglib2.0-0 libgmime-3.0-0 ca-certificates'

# Headings in bold on a terminal only.
heading() {
    if [ -t 1 ]; then
        printf '\n\033[1m== %s\033[0m\n' "$*"
    else
        printf '\n== %s\n' "$*"
    fi
}

die() {
    printf '%s: %s\n' "${0##*/}" "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "these need root, and there is no sudo: $*"
    fi
}

# The packages of the list that are not installed.
missing_packages() {
    local package
    for package in "$@"; do
        if [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
            printf '%s ' "$package"
        fi
    done
}

# need PACKAGE...: installs those that are missing, and only then asks for the package lists.
need() {
    local missing
    command -v dpkg-query >/dev/null || return 0 # not a Debian: the build says what it lacks
    missing=$(missing_packages "$@")
    [ -n "$missing" ] || return 0
    heading "installing what is missing: $missing"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
    # shellcheck disable=SC2086 # a list of words
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing >/dev/null
}

# need_command COMMAND PACKAGE...: the packages, unless the command is there from elsewhere.
need_command() {
    local command=$1
    shift
    command -v "$command" >/dev/null || need "$@"
}

# The JavaScript peers of the tests, exactly as package-lock.json names them; nothing to do while node_modules agrees with it.
need_node_modules() {
    [ -f tests/package-lock.json ] || return 0
    need_command node nodejs
    need_command npm npm
    cmp -s tests/package-lock.json tests/node_modules/.installed-from && return 0
    heading 'npm ci in tests/'
    (cd tests && npm ci --no-audit --no-fund --loglevel=error)
    cp tests/package-lock.json tests/node_modules/.installed-from
}

# Postfix, the mail server that judges ours, is unpacked below build/ and not installed: installed, it would take the place of the machine's own one
# and listen.
need_postfix() {
    [ ! -x /usr/lib/postfix/sbin/master ] || return 0
    command -v dpkg-query >/dev/null || return 0
    need libdb5.3 libicu72 libnsl2 libsasl2-2 libssl3
    export LUNZHI_POSTFIX_ROOT=$PWD/build/postfix
    [ ! -x "$LUNZHI_POSTFIX_ROOT/usr/lib/postfix/sbin/master" ] || return 0
    heading 'unpacking Postfix into build/postfix'
    mkdir -p build/postfix
    as_root env DEBIAN_FRONTEND=noninteractive apt-get update -q >/dev/null
    (cd build/postfix && apt-get download -q postfix >/dev/null 2>&1 && dpkg-deb -x postfix_*.deb . && rm postfix_*.deb)
}
