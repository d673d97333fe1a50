#!/bin/bash
# The units as systemd itself judges them: units.sh LUNZHID SERVICE SOCKET SYSUSERS TMPFILES
set -u
lunzhid=$(realpath "$1") service=$(realpath "$2") socket=$(realpath "$3") sysusers=$(realpath "$4") tmpfiles=$(realpath "$5")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
number=0 failed=0

verdict() { # STATUS NAME OUTPUT
    number=$((number + 1))
    if [ "$1" = 0 ]; then
        echo "ok $number - $2"
    else
        failed=1
        echo "not ok $number - $2"
        printf '%s\n' "$3" | sed 's/^/# /'
    fi
}

echo 1..5
if ! command -v systemd-analyze >/dev/null; then
    for name in verify exposure credentials sysusers tmpfiles; do
        number=$((number + 1))
        echo "ok $number - $name # SKIP no systemd-analyze"
    done
    exit 0
fi

# As installed, but that the programs are one just built.
sed "s|^\(Exec[A-Za-z]*\)=[^ ]*|\1=$lunzhid|" "$service" >"$scratch/lunzhid.service"
cp "$socket" "$scratch/lunzhid.socket"
output=$(cd "$scratch" && SYSTEMD_LOG_LEVEL=warning timeout 30 systemd-analyze verify --man=no ./lunzhid.service ./lunzhid.socket 2>&1)
status=$?
[ -z "$output" ] || status=1
verdict $status 'systemd-analyze verify is clean' "$output"

output=$(cd "$scratch" && timeout 30 systemd-analyze security --offline=true --threshold=15 --no-pager ./lunzhid.service 2>&1)
verdict $? 'exposure is at most 1.5' "$output"

grep -q '^LoadCredential=' "$service" && grep -q '^WatchdogSec=' "$service" && grep -q '^Type=notify' "$service"
verdict $? 'credentials, watchdog and readiness are asked for' "$(cat "$service")"

mkdir -p "$scratch/root/etc"
output=$(timeout 30 systemd-sysusers --root="$scratch/root" "$sysusers" 2>&1) && grep -q '^lunzhi:' "$scratch/root/etc/group"
verdict $? 'sysusers makes user and group' "$output"

if [ "$(id -u)" = 0 ]; then
    output=$(timeout 30 systemd-tmpfiles --root="$scratch/root" --create "$tmpfiles" 2>&1) &&
        [ "$(stat -c %a "$scratch/root/etc/lunzhi" "$scratch/root/etc/lunzhi/secrets" | tr '\n' ' ')" = '750 700 ' ]
    verdict $? 'tmpfiles makes the directories' "$output"
else
    number=$((number + 1))
    echo "ok $number - tmpfiles makes the directories # SKIP only root may give directories away"
fi
exit $failed
