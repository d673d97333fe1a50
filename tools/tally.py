"""Adds up the testlog.json files of meson: each TAP line is a test, a program that speaks no TAP is one.

    tally.py [FILE.json...]        prints "PASSED FAILED SKIPPED", then the names of what failed, one a line

cmocka 1.1 writes a skipped test as `not ok N # SKIP`, which meson takes for a failure: here it is a skip. A program that ends badly after all
its tests passed (a leak, a crash on the way out, a time limit) is one failure more."""
import json
import re
import sys

TAP = re.compile(r'^\s*(not ok|ok)\b\s*\d*\s*(?:-\s*)?([^#]*)(#\s*(SKIP|TODO)\b)?', re.IGNORECASE)


def count(run):
    """(passed, [failed names], skipped) of one program's run."""
    passed, skipped, failed = 0, 0, []
    lines = [match for match in map(TAP.match, (run.get('stdout') or '').splitlines()) if match]
    for match in lines:
        if match.group(3):
            skipped += 1
        elif match.group(1).lower() == 'ok':
            passed += 1
        else:
            failed.append('%s: %s' % (run['name'], match.group(2).strip()))
    result = run['result']
    if not lines and result in ('OK', 'EXPECTEDFAIL'):
        passed += 1
    elif not lines and result == 'SKIP':
        skipped += 1
    elif not failed and result not in ('OK', 'EXPECTEDFAIL', 'SKIP') and not (result == 'FAIL' and skipped and run['returncode'] == 0):
        failed.append('%s: %s, exit status %s' % (run['name'], result, run['returncode']))
    return passed, failed, skipped


def main():
    passed, skipped, failed = 0, 0, []
    for path in sys.argv[1:]:
        with open(path, encoding='utf-8', errors='replace') as log:
            for line in log:
                one = count(json.loads(line))
                passed += one[0]
                failed += one[1]
                skipped += one[2]
    print(passed, len(failed), skipped)
    for name in failed:
        print(name)


main()
