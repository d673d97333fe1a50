# shellcheck shell=bash
# The checks of tools/test that run no program of ours; sourced by it. Each is a function that prints what is wrong and fails.

# Files of the tree, not of builds: sources NAME-PATTERN...
sources() {
    local pattern
    for pattern in "$@"; do
        find . \( -path './build*' -o -path './.git' -o -name node_modules \) -prune -o -type f -name "$pattern" -print
    done | sort
}

check_format() {
    local wrong
    wrong=$(sources '*.c' '*.h' | xargs clang-format --dry-run 2>&1 | sed -n 's/^\(.*\):[0-9]*:[0-9]*: warning:.*/\1/p' | sort | uniq -c)
    [ -z "$wrong" ] || { printf 'lines that clang-format -i would change:\n%s\n' "$wrong"; return 1; }
}

# Each header compiles with nothing before it. $1: a configured build directory.
check_headers() {
    local flags
    flags="-I$1 -I. -Ischeduler -Iconf -Istore -Inotify -Idaemon -Ictl -Itests $(pkg-config --cflags libuv sqlite3 libconfig libcurl \
        libmicrohttpd jansson libcrypto libsystemd glib-2.0 gmime-3.0)"
    # shellcheck disable=SC2016,SC2086 # $0 and $@ are the inner shell's; flags are words
    sources '*.h' | xargs -P "$(nproc)" -I{} sh -c 'printf "#include \"%s\"\n" "$0" |
        gcc "$@" -std=gnu17 -D_GNU_SOURCE -Wall -Wextra -Wno-unused-parameter -Werror -fsyntax-only -x c - || { echo "$0 does not compile alone"; exit 255; }' \
        {} $flags
}

# Who may know whom: README.md, "How the folders fit together".
# may FOLDER LIBRARY-HEADER-PATTERN OWN-FOLDER...: prints every include of the folder that is neither C, POSIX, named by the pattern nor in the folders.
may() {
    local folder=$1 libraries=$2 file line name
    shift 2
    while IFS=: read -r file line name; do
        case $name in
        *'<'*) grep -Eq "^<($libraries)>$" <<<"$name" || echo "$file:$line: $folder/ may not include $name" ;;
        *) own_header "$(dirname "$file")" "${name//\"/}" "$@" || echo "$file:$line: $folder/ may not include $name" ;;
        esac
    done < <(grep -rnoE --include='*.[ch]' '^ *# *include *[<"][^>"]+[>"]' "$folder" | sed -E 's/# *include *//; s/: *([<"])/:\1/')
}

own_header() {
    local folder
    [ "$2" = lunzhi_config.h ] || [ -f "$1/$2" ] && return 0
    for folder in "${@:3}"; do
        [ -f "$folder/$2" ] && return 0
    done
    return 1
}

check_layers() {
    local c found posix
    c='assert|ctype|errno|inttypes|limits|stdalign|stdarg|stdbool|stddef|stdint|stdio|stdlib|string|time|libintl|locale'
    posix='dirent|fcntl|fnmatch|getopt|glob|grp|langinfo|libgen|link|malloc|netdb|poll|pwd|signal|spawn|strings|sysexits|termios|unistd|wchar'
    c="($c)\\.h"
    posix="$c|($posix)\\.h|(sys|arpa|netinet|net|linux)/[a-z_]+\\.h"
    found=$(
        may scheduler "$c|sanitizer/asan_interface\\.h" scheduler
        may conf "$posix|libconfig\\.h|glib\\.h" conf scheduler
        may store "$posix|sqlite3\\.h|jansson\\.h|openssl/[a-z]+\\.h" store scheduler
        may notify "$posix|uv\\.h|curl/curl\\.h|gmime/gmime\\.h|glib\\.h|jansson\\.h|openssl/[a-z]+\\.h" notify scheduler store
        may daemon "$posix|link\\.h|uv\\.h|curl/curl\\.h|microhttpd\\.h|jansson\\.h|systemd/[a-z-]+\\.h" daemon scheduler conf store notify
        may ctl "$posix|jansson\\.h|curl/curl\\.h" ctl scheduler conf store notify daemon
        sources '*.[ch]' | grep -v '^./store/' | xargs grep -nE 'include *<sqlite3' | grep -v '^./tests/' | sed 's/$/  (SQL belongs to store\/)/'
    )
    [ -z "$found" ] || { printf '%s\n' "$found"; return 1; }
}

# Each catalog compiles, and has every string of the sources, translated and not fuzzy. $1: scratch directory.
check_catalogs() {
    local language
    marked_files | LC_ALL=C diff -u po/POTFILES - >&2 || { echo 'po/POTFILES is out of date: tools/strings'; return 1; }
    extract_strings "$1/lunzhi.pot"
    while read -r language; do
        msgfmt --check -o "$1/lunzhi.mo" "po/$language.po"
        msgcmp "po/$language.po" "$1/lunzhi.pot"
    done <po/LINGUAS
}

# extract_strings FILE: a catalog template of all of them.
extract_strings() {
    xgettext --from-code=UTF-8 --keyword=_ --keyword=N_ --flag=_:1:pass-c-format --files-from=po/POTFILES --package-name=lunzhi -o "$1"
}

# Files of the programs that mark strings for translation.
marked_files() {
    grep -lE '\bN?_\("' scheduler/*.c conf/*.[ch] store/*.c notify/*.c notify/backends/*.c daemon/*.c ctl/*.[ch] 2>/dev/null | LC_ALL=C sort
}

check_man_pages() {
    local page
    for page in docs/*.scd; do
        scdoc <"$page" >/dev/null || { echo "$page"; return 1; }
    done
}

check_scripts() {
    local script
    for script in tools/test tools/demo tools/strings tools/*.sh .ci/run tests/bench/run; do
        bash -n "$script" || return 1
    done
}
