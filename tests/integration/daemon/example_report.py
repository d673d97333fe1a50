"""The yearly reports of conf/examples/wust, byte for byte as in reports/: of the published facts alone, and of two whole years.

    example_report.py LUNZHID DATA LUNZHICTL           compares
    example_report.py LUNZHID DATA LUNZHICTL --write   makes the files anew: see tools/reports"""
import difflib
import json
import os
import subprocess
import sys

from example import Told, tell_complete, tell_published
from harness import equal, run, test

LUNZHICTL = sys.argv[3]
WRITE = '--write' in sys.argv
REPORTS = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'reports')
YEARS = ('2019-2020', '2020-2021')


def report(scratch, *words):
    done = subprocess.run([LUNZHICTL, '--socket', scratch.socket, 'report', *words], capture_output=True, text=True, timeout=60,
                          env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='zh_CN'))
    equal((done.returncode, done.stderr), (0, ''))
    return done.stdout


def spread(text):
    """One line of JSON as a person reads it, and as the differences of two versions are read."""
    return json.dumps(json.loads(text), indent=1, ensure_ascii=False) + '\n'


def joined(text):
    """The same as lunzhictl prints it: the members in their order, no blank."""
    return json.dumps(json.loads(text), separators=(',', ':'), ensure_ascii=False) + '\n'


def compare(name, found):
    """JSON is kept spread over lines; joined again it has to be what was printed, byte for byte."""
    path, is_json = os.path.join(REPORTS, name), name.endswith('.json')
    if WRITE:
        with open(path, 'w', encoding='utf-8') as file:
            file.write(spread(found) if is_json else found)
    with open(path, encoding='utf-8') as file:
        kept = file.read()
    if found != (joined(kept) if is_json else kept):
        expected, found = (kept, spread(found)) if is_json else (kept, found)
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
    told = Told(scratch, '2021-08-31')
    tell_published(told)
    compare_all(scratch, 'published', ('su', 'gsu'), ('md', 'json'))
    tree = report(scratch, 'su', '--year', '2020-2021', '--tree').splitlines()
    assert tree[-1] == 'cs：校历中没有2020-2021学年', tree
    assert [line for line in tree if line.startswith('└ cs ') and line.split()[-5:] == ['–'] * 5], tree


@test
def whole_years(scratch):
    told = Told(scratch, '2019-08-01')
    tell_complete(told, LUNZHICTL)
    compare_all(scratch, 'complete', ('su', 'gsu'), ('md',))
    compare('complete-su-2019-2020.json', report(scratch, 'su', '--year', '2019-2020', '--format', 'json'))
    for year in YEARS:
        compare('complete-su-%s.gaps' % year, report(scratch, 'su', '--year', year, '--gaps'))


def item(reply, number):
    return next(one for one in reply['table']['items'] if one['number'] == number)


@test
def a_waiver_until_a_day(scratch):
    told = Told(scratch, '2020-03-02')
    told.step('2020-05-13')
    hearing = 'su/party-hearing/2019-2020-2'
    scratch.post('/v1/waivers', occurrence=hearing, reason='会议推迟', basis='党办〔2020〕7号', by='党委书记', until='2020-06-30')
    reply = scratch.get('/v1/report?org=su&year=2019-2020')
    equal((item(reply, '15')['answer'], [gap['kind'] for gap in item(reply, '15')['gaps']]), ('no', ['no-occurrence', 'waived']))
    text = report(scratch, 'su', '--year', '2019-2020', '--format', 'html')
    words = '党委听取工作汇报，2019-2020-2；理由：会议推迟；依据：党办〔2020〕7号；批准人：党委书记；有效期至：2020-06-30'
    assert words in text, text
    told.step('2020-07-01')
    ended = item(scratch.get('/v1/report?org=su&year=2019-2020'), '15')
    equal((ended['answer'], ended['gaps'][1]['kind'], ended['gaps'][1]['until']), ('unproven', 'open', '2020-07-05'))
    told.step('2020-07-06')
    missed = item(scratch.get('/v1/report?org=su&year=2019-2020'), '15')
    equal((missed['answer'], missed['gaps'][1]['kind'], missed['gaps'][1]['until']), ('no', 'missed', '2020-07-05'))
    # What was done by then still mends it.
    first = told.record(['su'], 'party-hearing', '2020-06-29', document='第8次')[0]['id']
    told.record(['su'], 'party-hearing', '2020-06-29', document='第9次', corrects=first, why='次数有误')
    mended = item(scratch.get('/v1/report?org=su&year=2019-2020'), '15')
    equal([gap['period'] for gap in mended['gaps']], ['2019-2020-1'])
    equal((mended['answer'], mended['remark'], [ground['kind'] for ground in mended['stands_on']]), ('unproven', '第9次', ['record', 'waiver']))
    text = report(scratch, 'su', '--year', '2019-2020')
    assert '- ~~2020-06-29 党委听取工作汇报，第8次 ' in text and '；更正记录 %d，理由：次数有误' % first in text, text
    assert words in text.replace('\\', ''), text


@test
def a_record_under_a_running_waiver_is_in_time(scratch):
    told = Told(scratch, '2020-03-02')
    told.step('2020-06-22')  # due on 2020-06-21
    scratch.post('/v1/waivers', occurrence='su/party-hearing/2019-2020-2', reason='会议推迟', basis='党办〔2020〕7号', by='党委书记', until='2020-06-30')
    told.step('2020-06-29')
    wrong = told.record(['su'], 'party-hearing', '2020-06-24', document='第8次')[0]['id']
    right = told.record(['su'], 'party-hearing', '2020-06-29', document='第8次', corrects=wrong, why='日期有误')[0]['id']
    one = item(scratch.get('/v1/report?org=su&year=2019-2020'), '15')
    equal([(note['timeliness'], note['due_on'], note['on']) for note in one['notes']], [('under-waiver', '2020-06-21', '2020-06-29')])
    equal([(ground['kind'], ground['id']) for ground in one['stands_on']], [('record', right), ('waiver', None)])
    equal([gap['period'] for gap in one['gaps']], ['2019-2020-1'])
    text = report(scratch, 'su', '--year', '2019-2020').replace('\\', '')
    assert '| 2019-2020-2 | 豁免期内完成 | 2020-06-21 | 2020-06-29 | [记录 %d]；已更正：[记录 %d] |' % (right, wrong) in text, text
    assert '逾期完成' not in text, text


@test
def a_decision_has_its_number(scratch):
    told = Told(scratch, '2020-03-02')
    told.step('2020-05-13')
    decided = scratch.post('/v1/decisions', organization='su', kind='appoint', on='2020-05-13', member='bing', by='校团委', why='代理',
                           document='团〔2020〕3号')
    equal([one['id'] for one in scratch.get('/v1/report?org=su&year=2019-2020')['decisions']], [decided['decision']])
    text = report(scratch, 'su', '--year', '2019-2020').replace('\\', '')
    assert '决定者：校团委；理由：代理；文号：团〔2020〕3号 [决定 %d]' % decided['decision'] in text, text


@test
def a_failed_check_is_to_be_mended_by_a_day(scratch):
    told = Told(scratch, '2020-10-12')
    scratch.post('/v1/rosters', organization='su', on='2020-10-12', stated={'staff': 41, 'presidium': 5, 'departments': 5})
    gap = item(scratch.get('/v1/report?org=su&year=2020-2021'), '3')['gaps'][0]
    equal((gap['kind'], gap['rule'], gap['rule_title'], gap['until']), ('check-failed', 'staff-size', '工作人员不超过40人', '2020-10-26'))
    lines = report(scratch, 'su', '--year', '2020-2021', '--gaps').splitlines()
    assert [line for line in lines if '2020-10-26  花名册检查 2020-2021-1（工作人员不超过40人）：检查未通过' in line], lines
    scratch.post('/v1/rosters', organization='su', on='2020-10-12', stated={'staff': 40, 'presidium': 5, 'departments': 5})
    one = item(scratch.get('/v1/report?org=su&year=2020-2021'), '3')
    equal((one['answer'], one['remark'], one['gaps']), ('yes', '实有工作人员40人，主席团成员5人，工作部门5个', []))


@test
def sections_are_in_the_order_of_the_days(scratch):
    told = Told(scratch, '2019-08-01')
    tell_complete(told, LUNZHICTL)
    reply = scratch.get('/v1/report?org=su&year=2019-2020')
    sections = {one['id']: one for one in reply['sections']}
    stages = [name.split('/')[1] for name in sections['congress']['occurrences']]
    equal(stages[:6], ['congress.request', 'congress.approval', 'congress.notice', 'congress.delegates', 'congress', 'congress.results'])
    equal(stages[6:], ['candidate-selection.' + stage
                       for stage in ('recommended', 'college-agreed', 'reviewed', 'determined', 'federation', 'elected')])
    cases = [reply['cases'][index]['id'] for index in sections['service']['cases']]
    equal(cases, ['su/needs/dining-hours', 'su/study/congress-letter'])
    # By hand: the hearings of both terms are nowhere recorded; all else is.
    gaps = [(one['number'], gap['period'], gap['kind'], gap['until']) for one in reply['table']['items'] for gap in one['gaps']]
    equal(gaps, [('15', '2019-2020-1', 'missed', '2020-01-12'), ('15', '2019-2020-2', 'missed', '2020-07-05')])


run()
