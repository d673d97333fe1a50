"""The yearly report through the daemon and lunzhictl, with the published facts of RULES.md section 4: what is on record is answered, the rest is
unproven; the same log gives the same bytes; names cannot become markup; pandoc reads the Markdown."""
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile

from harness import Skip, equal, run, test

LUNZHICTL = sys.argv[3]
HOSTILE = '甲|<script>alert(1)</script>*b*[x](javascript:y)'
CONFIG = '''
timezone = "Asia/Shanghai"; language = "zh_CN"; control = { operators = [ ]; };
calendars = ( { id = "wust"; holidays = [ "cn" ]; terms = (
    { id = "2019-2020-1"; begins = "2019-09-02"; ends = "2020-01-12"; }, { id = "2019-2020-2"; begins = "2020-02-17"; ends = "2020-07-05"; },
    { id = "2020-2021-1"; begins = "2020-09-07"; ends = "2021-01-17"; }, { id = "2020-2021-2"; begins = "2021-03-01"; ends = "2021-07-11"; } ); } );
channels = ( { id = "script"; backend = "command"; command = [ "/bin/true" ]; } );
organizations = (
  { id = "su"; name = "校学生会"; kind = "undergraduate"; calendar = "wust";
    members = ( { id = "jia"; name = "%s"; post = [ "presidium", "secretary_general", "league_secretary", "deputy_party_secretary" ]; channels = [ "script" ]; } );
    rotation = { mandates = ( { elected = "2019-09-02"; order = [ "jia" ]; } ); };
    obligations = ( { preset = "party-hearing"; }, { preset = "congress"; }, { preset = "performance-review"; }, { preset = "roster"; },
                    { preset = "structure"; } ); },
  { id = "college"; name = "学院学生会"; parent = "su"; calendar = "wust"; obligations = ( ); } );
''' % HOSTILE


def start(scratch):
    scratch.configure(text=CONFIG)
    scratch.start()


def ctl(scratch, *arguments, language='zh_CN', code=0):
    environment = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE=language)
    ended = subprocess.run([LUNZHICTL, '--socket', scratch.socket, *arguments], capture_output=True, text=True, timeout=60, env=environment)
    equal((ended.returncode, ended.stderr), (code, ended.stderr if code else ''))
    return ended.stdout


def record(scratch, obligation, on, document=None, **fields):
    return scratch.post('/v1/records', organizations=['su'], obligation=obligation, on=on, document=document, fields=fields)['records'][0]['id']


def report(scratch, year='2019-2020'):
    return scratch.get('/v1/report?org=su&year=' + year)


def item(reply, number):
    return next(one for one in reply['table']['items'] if one['number'] == number)


@test
def nothing_on_record_is_unproven(scratch):
    start(scratch)
    reply = report(scratch)
    equal(len(reply['table']['items']), 16)
    for one in reply['table']['items']:
        if one['number'] != '10':  # its turns are history, its election is not kept
            equal((one['number'], one['answer']), (one['number'], 'unproven'))
            assert one['gaps'], one
    equal(item(reply, '11')['gaps'][0]['until'], '2020-07-05')
    # What is not kept has its preset's name, a stage its own.
    equal([(gap['kind'], gap['obligation'], gap['title']) for number in ('9', '10', '16') for gap in item(reply, number)['gaps']],
          [('not-kept', 'candidate-selection', '主席团候选人产生'), ('not-kept', 'candidate-selection.elected', '代表大会选举主席团'),
           ('not-kept', 'secretary-general', '聘任秘书长')])
    text = ctl(scratch, 'report', 'su', '--year', '2019-2020')
    assert '以下没有登记，未证实：党委听取工作汇报 2019-2020-1；党委听取工作汇报 2019-2020-2。' in text, text
    record(scratch, 'party-hearing', '2019-12-18')
    text = ctl(scratch, 'report', 'su', '--year', '2019-2020')
    assert '以下没有登记，未证实：党委听取工作汇报 2019-2020-2。' in text, text
    assert '主席团候选人产生：该组织未设此项' in ctl(scratch, 'report', 'su', '--year', '2019-2020')
    assert 'appointment of the secretary-general: not kept by this organization' in ctl(scratch, 'report', 'su', '--year', '2019-2020', language='en')
    assert '2020-07-05' in ctl(scratch, 'report', 'su', '--year', '2019-2020', '--gaps')


@test
def both_congresses_385_days_apart_are_a_yes(scratch):
    start(scratch)
    first = record(scratch, 'congress', '2019-09-28')
    second = record(scratch, 'congress', '2020-10-17')
    for year, number, of, word in (('2019-2020', '11', first, '是'), ('2020-2021', '9', second, '达标')):
        one = item(report(scratch, year), number)
        equal((one['answer'], one['word'], one['core']), ('yes', word, True))
        equal([ground['id'] for ground in one['stands_on']], [of])


@test
def one_review_of_two_is_no_yes(scratch):
    start(scratch)
    record(scratch, 'performance-review', '2020-01-03')
    assert item(report(scratch), '13')['answer'] != 'yes'
    record(scratch, 'performance-review', '2020-05-29')
    one = item(report(scratch), '13')
    equal((one['answer'], one['remark']), ('yes', '评议时间：2020-01-03、2020-05-29'))


def roster(scratch, staff, colleges):
    path = os.path.join(scratch.dir, 'roster.csv')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('编号,职务,来自学院学生会\n')
        file.writelines('p%d,干事,%s\n' % (i, '是' if i < colleges else '否') for i in range(staff))
    ctl(scratch, '--json', 'roster', 'import', path, '--org', 'su', '--on', '2019-10-10')


@test
def staff_of_23_against_21_is_a_contradiction(scratch):
    start(scratch)
    roster(scratch, 23, 13)
    stated = record(scratch, 'structure', '2019-09-25', staff=21)
    reply = report(scratch)
    equal((item(reply, '3')['answer'], item(reply, '3')['remark']), ('yes', '实有23人'))
    staff = next(one for one in reply['contradictions'] if one['count'] == 'staff')
    equal(sorted((value['value'], value['kind']) for value in staff['sources']), [(21, 'record'), (23, 'roster')])
    equal([reply['contradictions'][index] for index in item(reply, '3')['contradictions']], [staff])
    equal(item(reply, '4')['contradictions'], [])
    english = ctl(scratch, 'report', 'su', '--year', '2019-2020', language='en')
    assert 'Version of the table: 2019-2020. Items 1 to 11 as published; the words of items 12 to 16 are ours.\n' in english, english
    table = ctl(scratch, 'report', 'su', '--year', '2019-2020').replace('\\', '').split('## 二')[0]
    assert '实有23人 [花名册 1]；工作人员：23 [花名册 1]，21 [记录 %d]，来源不一致' % stated in table, table
    text = ctl(scratch, 'report', 'su', '--year', '2019-2020', '--format', 'html')
    assert '来自学院学生会组织 13 / 工作人员 23 = 56.5 %；应不少于 12' in text and '21 <span class="id">[记录 %d]</span>' % stated in text, text


@test
def a_limit_that_another_source_breaks_is_unproven(scratch):
    start(scratch)
    roster(scratch, 40, 40)
    wrong = record(scratch, 'structure', '2019-10-12', staff=41)
    one = item(report(scratch), '3')
    equal((one['answer'], [(gap['kind'], gap['rule'], gap['until'], gap['mendable']) for gap in one['gaps']]),
          ('unproven', [('contradicted', 'staff-size', None, True)]))
    assert '工作人员不超过40人' in ctl(scratch, 'report', 'su', '--year', '2019-2020', '--gaps')
    scratch.post('/v1/records', organizations=['su'], obligation='structure', on='2019-10-12', fields={'staff': 39}, corrects=wrong, why='数错')
    equal((item(report(scratch), '3')['answer'], len(item(report(scratch), '3')['contradictions'])), ('yes', 1))
    roster(scratch, 41, 41)  # fails, whatever the other says
    equal((item(report(scratch), '3')['answer'], item(report(scratch), '3')['gaps'][0]['kind']), ('no', 'check-failed'))


@test
def numbers_alone_contradict_the_rows_before_them(scratch):
    start(scratch)
    roster(scratch, 21, 13)
    scratch.post('/v1/rosters', organization='su', on='2019-11-30', stated={'staff': 23})
    differing = report(scratch)['contradictions']
    equal([(one['count'], [source['value'] for source in one['sources']]) for one in differing], [('staff', [21, 23])])
    equal(differing, scratch.get('/v1/checks?org=su&year=2019-2020')['contradictions'])
    equal((item(report(scratch), '3')['answer'], item(report(scratch), '3')['remark']), ('yes', '实有21人'))


@test
def forty_staff_pass_and_forty_one_do_not(scratch):
    start(scratch)
    roster(scratch, 40, 40)
    equal((item(report(scratch), '3')['answer'], item(report(scratch), '3')['remark']), ('yes', '实有40人'))
    roster(scratch, 41, 41)
    one = item(report(scratch), '3')
    equal((one['answer'], one['gaps'][0]['kind']), ('no', 'check-failed'))


@test
def the_same_log_gives_the_same_bytes(scratch):
    start(scratch)
    record(scratch, 'congress', '2019-09-28', delegates=256)
    for form in ('json', 'md', 'html'):
        first = ctl(scratch, 'report', 'su', '--year', '2019-2020', '--format', form)
        equal(ctl(scratch, 'report', 'su', '--year', '2019-2020', '--format', form), first)
    last = scratch.get('/v1/log?max=1')['log'][0]
    equal(report(scratch)['made_from'], {'line': last['line'], 'hash': last['hash']})
    assert last['hash'] in first


@test
def names_cannot_become_markup(scratch):
    start(scratch)
    record(scratch, 'congress', '2019-09-28', document=HOSTILE, note=HOSTILE)
    html = ctl(scratch, 'report', 'su', '--year', '2019-2020', '--format', 'html')
    assert '<script' not in html and 'href' not in html and '&lt;script&gt;' in html
    lines = ctl(scratch, 'report', 'su', '--year', '2019-2020').split('\n')
    for line in (line for line in lines if line.startswith('|')):
        equal(len(re.findall(r'(?<!\\)\|', line)) in (4, 5, 6, 7), True)
    assert not any(re.search(r'(?<!\\)<script', line) for line in lines)


@test
def pandoc_makes_a_document_of_it(scratch):
    if shutil.which('pandoc') is None:
        raise Skip('pandoc is not installed')
    start(scratch)
    record(scratch, 'congress', '2019-09-28', document=HOSTILE)
    markdown, document = os.path.join(scratch.dir, 'report.md'), os.path.join(scratch.dir, 'report.docx')
    with open(markdown, 'w', encoding='utf-8') as file:
        file.write(ctl(scratch, 'report', 'su', '--year', '2019-2020'))
    subprocess.run(['pandoc', '-f', 'markdown', '-o', document, markdown], check=True, timeout=120)
    with zipfile.ZipFile(document) as archive:
        body = archive.read('word/document.xml').decode()
    text = re.sub('<[^>]*>', '', body)
    assert body.count('<w:tbl>') >= 2 and '召开时间：2019-09-28' in text and '&lt;script&gt;' in text, text
    equal(body.count('<w:tr>') >= 17, True)


@test
def a_parent_sees_its_children(scratch):
    start(scratch)
    tree = scratch.get('/v1/tree')
    equal([(one['organization']['id'], one['parent']) for one in tree['organizations']], [('college', 'su'), ('su', None)])
    assert '└ college' in ctl(scratch, 'status', '--tree')
    assert '└ college' in ctl(scratch, 'report', 'su', '--year', '2019-2020', '--tree')
    both = json.loads(ctl(scratch, '--json', 'report', 'su', '--year', '2019-2020', '--tree'))
    equal([one['organization']['id'] for one in both['reports']], ['college', 'su'])


def with_a_younger_child(scratch):
    """college has a calendar of its own that begins in 2026, and a child that has its parent's parent's."""
    calendar = '{ id = "young"; holidays = [ "cn" ]; terms = ( { id = "2026-2027-1"; begins = "2026-09-07"; ends = "2027-01-17"; } ); } );'
    text = CONFIG.replace(' } ); } );\nchannels', ' } ); },\n  ' + calendar + '\nchannels', 1)
    text = text.replace('parent = "su"; calendar = "wust"; obligations = ( ); } );', '''parent = "su"; calendar = "young"; obligations = ( ); },
  { id = "class"; name = "班级"; parent = "college"; calendar = "wust"; obligations = ( { preset = "structure"; } ); },
  { id = "lonely"; name = "新学院学生会"; parent = "su"; calendar = "young"; obligations = ( ); } );''')
    scratch.configure(text=text)
    scratch.start()


@test
def a_child_without_the_year_is_said_to_have_none(scratch):
    with_a_younger_child(scratch)
    lines = ctl(scratch, 'report', 'su', '--year', '2019-2020', '--tree').splitlines()
    rows = {line.lstrip('└ ').split()[0]: line.split()[-5:] for line in lines if '学生会' in line or '班级' in line}
    equal(rows['lonely'], ['–'] * 5)
    equal(rows['college'], rows['class'])  # its own child has the year: it is summed
    equal([int(n) for n in rows['su']][:3], [0, 0, 32])
    said = [line for line in lines if '2019-2020' in line]
    equal(said, ['college：校历中没有2019-2020学年', 'lonely：校历中没有2019-2020学年'])
    both = json.loads(ctl(scratch, '--json', 'report', 'su', '--year', '2019-2020', '--tree'))
    equal([one['organization']['id'] for one in both['reports']], ['class', 'su'])
    equal(both['without_year'], [{'organization': {'id': one, 'name': name}, 'years': ['2026-2027']}
                                 for one, name in (('college', '学院学生会'), ('lonely', '新学院学生会'))])
    ended = subprocess.run([LUNZHICTL, '--socket', scratch.socket, 'report', 'su', '--year', '2018-2019', '--tree'], capture_output=True, text=True,
                           timeout=60, env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en'), check=False)
    equal((ended.returncode, ended.stdout), (1, ''))
    assert 'su: its calendar has no academic year 2018-2019; it has: 2019-2020, 2020-2021' in ended.stderr, ended.stderr
    ended = subprocess.run([LUNZHICTL, '--socket', scratch.socket, 'report', 'lonely', '--year', '2019-2020', '--tree'], capture_output=True,
                           text=True, timeout=60, env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='zh_CN'), check=False)
    equal((ended.returncode, ended.stdout), (1, ''))
    assert 'lonely：校历中没有2019-2020学年；有：2026-2027' in ended.stderr, ended.stderr


@test
def refusals(scratch):
    start(scratch)
    for path, status in (('/v1/report', 400), ('/v1/report?org=su', 400), ('/v1/report?org=nobody&year=2019-2020', 404),
                         ('/v1/report?org=su&year=1999-2000', 404)):
        equal((path, scratch.ask('GET', path)[0]), (path, status))
    ctl(scratch, 'report', 'su', code=2)
    ctl(scratch, 'report', 'su', '--year', '2019-2020', '--format', 'pdf', code=2)


run()
