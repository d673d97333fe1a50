"""The yearly reports of conf/examples/wust, byte for byte as in reports/: of the published facts alone, and of two whole years.

    example_report.py LUNZHID DATA LUNZHICTL CLOCK           compares
    example_report.py LUNZHID DATA LUNZHICTL CLOCK --write   makes the files anew: see tools/reports"""
import difflib
import json
import os
import subprocess
import sys

from example import Told, tell_complete, tell_published
from harness import equal, run, test

LUNZHICTL, CLOCK = sys.argv[3:5]
WRITE = '--write' in sys.argv
REPORTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'reports')
YEARS = ('2019-2020', '2020-2021')


def report(scratch, *words):
    done = subprocess.run([LUNZHICTL, '--socket', scratch.socket, 'report', *words], capture_output=True, text=True, timeout=60,
                          env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='zh_CN'))
    equal((done.returncode, done.stderr), (0, ''))
    return done.stdout


def compare(name, found):
    path = os.path.join(REPORTS, name)
    if WRITE:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(found)
    with open(path, encoding='utf-8') as file:
        expected = file.read()
    if found != expected:
        if name.endswith('.json'):
            expected, found = (json.dumps(json.loads(text), indent=1, ensure_ascii=False) for text in (expected, found))
        lines = difflib.unified_diff(expected.splitlines(), found.splitlines(), name, 'found', n=1, lineterm='')
        raise AssertionError('%s differs; if that is meant: tools/reports\n%s' % (name, '\n'.join(list(lines)[:40])))


def compare_all(scratch, prefix, organizations, formats):
    for organization in organizations:
        for year in YEARS:
            for form in formats:
                compare('%s-%s-%s.%s' % (prefix, organization, year, form),
                        report(scratch, organization, '--year', year, '--format', form))


@test
def published_facts(scratch):
    told = Told(scratch, CLOCK, '2021-08-31')
    tell_published(told)
    compare_all(scratch, 'published', ('su', 'gsu'), ('md', 'json'))


@test
def whole_years(scratch):
    told = Told(scratch, CLOCK, '2019-08-01')
    tell_complete(told, LUNZHICTL)
    compare_all(scratch, 'complete', ('su', 'gsu'), ('md',))
    compare('complete-su-2019-2020.json', report(scratch, 'su', '--year', '2019-2020', '--format', 'json'))
    for year in YEARS:
        compare('complete-su-%s.gaps' % year, report(scratch, 'su', '--year', year, '--gaps'))


run()
