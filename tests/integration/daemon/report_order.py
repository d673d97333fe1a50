"""A yes of the yearly report's table is one in time and in order: what is on record out of it is a no, unproven or said, and --gaps agrees."""
import os
import subprocess
import sys

from harness import equal, run, test

LUNZHICTL = sys.argv[3]
STAGES = ('recommended', 'college-agreed', 'reviewed', 'determined', 'federation', 'elected')
CONFIG = '''
timezone = "Asia/Shanghai"; language = "zh_CN"; control = { operators = [ ]; };
calendars = ( { id = "wust"; holidays = [ "cn" ]; terms = (
    { id = "2019-2020-1"; begins = "2019-09-02"; ends = "2020-01-12"; }, { id = "2019-2020-2"; begins = "2020-02-17"; ends = "2020-07-05"; },
    { id = "2020-2021-1"; begins = "2020-09-07"; ends = "2021-01-17"; }, { id = "2020-2021-2"; begins = "2021-03-01"; ends = "2021-07-11"; } ); } );
channels = ( { id = "script"; backend = "command"; command = [ "/bin/true" ]; } );
organizations = (
  { id = "su"; name = "校学生会"; kind = "undergraduate"; calendar = "wust";
    members = ( { id = "jia"; name = "甲"; post = [ "presidium", "secretary_general", "league_secretary", "deputy_party_secretary" ]; channels = [ "script" ]; } );
    rotation = { mandates = ( { elected = "2019-09-02"; order = [ "jia" ]; } ); };
    obligations = ( { preset = "party-hearing"; }, { preset = "congress"; }, { preset = "candidate-selection"; } ); } );
'''


def start(scratch):
    scratch.configure(text=CONFIG)
    scratch.start()


def ctl(scratch, *arguments, language='zh_CN', code=0):
    ended = subprocess.run([LUNZHICTL, '--socket', scratch.socket, *arguments], capture_output=True, text=True, timeout=60,
                           env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE=language))
    equal((ended.returncode, ended.stderr), (code, ended.stderr if code else ''))
    return ended.stdout


def record(scratch, obligation, on, **more):
    return scratch.post('/v1/records', organizations=['su'], obligation=obligation, on=on, **more)['records'][0]['id']


def item(scratch, number, year='2019-2020'):
    reply = scratch.get('/v1/report?org=su&year=' + year)
    return next(one for one in reply['table']['items'] if one['number'] == number)


def gaps_of(scratch, number):
    """The lines of `report --gaps` about an item."""
    lines, found = [], False
    for line in ctl(scratch, 'report', 'su', '--year', '2019-2020', '--gaps').splitlines()[1:]:
        if not line.startswith(' '):
            found = line.split()[0].rstrip('★') == number
        if found:
            lines.append(line)
    return lines


def say_stages(scratch, days):
    return [record(scratch, 'candidate-selection.' + stage, day, period='2019-2020') for stage, day in zip(STAGES, days)]


@test
def stages_in_order_are_a_yes(scratch):
    start(scratch)
    say_stages(scratch, ('2019-08-18', '2019-08-20', '2019-08-20', '2019-09-05', '2019-09-16', '2019-09-28'))
    one = item(scratch, '9')
    equal((one['answer'], one['gaps'], one['notes']), ('yes', [], []))
    equal(gaps_of(scratch, '9'), [])


@test
def stages_in_reverse_are_a_no(scratch):
    start(scratch)
    ids = say_stages(scratch, ('2019-09-28', '2019-09-16', '2019-09-05', '2019-08-20', '2019-08-19', '2019-08-18'))
    one = item(scratch, '9')
    equal((one['answer'], len(one['stands_on'])), ('no', 6))
    equal([(gap['kind'], gap['obligation'], gap['rule'], gap['until'], gap['mendable']) for gap in one['gaps']],
          [('out-of-order', 'candidate-selection.' + stage, 'candidate-selection.' + before, None, True)
           for before, stage in zip(STAGES, STAGES[1:])])
    lines = gaps_of(scratch, '9')
    equal(len(lines), 5)
    assert '学院党组织同意候选人 2019-2020（学院团组织推荐候选人）：' in lines[0] and '随时' in lines[0], lines
    # A correction mends it: no day is too late for one.
    days = ('2019-08-18', '2019-08-20', '2019-08-25', '2019-09-05', '2019-09-16', '2019-09-28')
    for wrong, stage, day in zip(ids, STAGES, days):
        record(scratch, 'candidate-selection.' + stage, day, period='2019-2020', corrects=wrong, why='日期写反')
    equal((item(scratch, '9')['answer'], gaps_of(scratch, '9')), ('yes', []))


@test
def one_stage_too_early_is_a_no_whatever_lies_between(scratch):
    start(scratch)
    record(scratch, 'candidate-selection.recommended', '2019-09-10')
    record(scratch, 'candidate-selection.elected', '2019-09-09')
    one = item(scratch, '9')
    equal((one['answer'], [gap['obligation'] for gap in one['gaps'] if gap['kind'] == 'out-of-order']),
          ('no', ['candidate-selection.elected']))


@test
def delegates_elected_after_the_congress_are_no_yes(scratch):
    start(scratch)
    record(scratch, 'congress', '2019-09-28')
    record(scratch, 'congress.delegates', '2019-10-08')
    one = item(scratch, '12')
    equal((one['answer'], [(gap['kind'], gap['rule'], gap['until']) for gap in one['gaps']]), ('no', [('out-of-order', 'congress', None)]))
    equal(len(gaps_of(scratch, '12')), 1)


@test
def a_missing_stage_is_mended_by_a_day_in_order(scratch):
    start(scratch)
    record(scratch, 'congress', '2019-09-28')
    record(scratch, 'candidate-selection.elected', '2019-09-28')
    record(scratch, 'candidate-selection.reviewed', '2019-08-28', period='2019-2020')
    until = ['2019-08-28', '2019-08-28', '2019-09-28', '2019-09-28']  # each by the day of the next one that is on record
    equal([(gap['kind'], gap['until']) for gap in item(scratch, '9')['gaps']], [('no-occurrence', day) for day in until])
    equal([line.split('20', 1)[1][:8] for line in gaps_of(scratch, '9')], [day[2:] for day in until])
    equal([gap['until'] for gap in item(scratch, '12')['gaps']], ['2019-09-28'])
    # Of the last of those days each mends it.
    for stage, day in zip(('recommended', 'college-agreed', 'determined', 'federation'), until):
        record(scratch, 'candidate-selection.' + stage, day, period='2019-2020')
    record(scratch, 'congress.delegates', '2019-09-28')
    equal([item(scratch, number)['answer'] for number in ('9', '12')], ['yes', 'yes'])


@test
def a_congress_long_after_its_due_day_needs_an_approval(scratch):
    start(scratch)
    record(scratch, 'congress', '2020-06-11')  # due on 2019-10-25: 230 days
    one = item(scratch, '11')
    equal((one['answer'], [(gap['kind'], gap['rule'], gap['until']) for gap in one['gaps']]),
          ('unproven', [('late', 'congress.approval', '2020-06-11')]))
    lines = gaps_of(scratch, '11')
    equal(len(lines), 1)
    assert '2020-06-11' in lines[0] and '党委批复召开代表大会' in lines[0], lines
    record(scratch, 'congress.approval', '2020-06-12', period='2019-2020')  # after the congress is too late
    equal(item(scratch, '11')['answer'], 'unproven')
    approval = record(scratch, 'congress.approval', '2020-05-20', period='2019-2020')
    one = item(scratch, '11')
    equal((one['answer'], one['gaps'], gaps_of(scratch, '11')), ('yes', [], []))
    equal([(note['timeliness'], note['obligation'], note['due_on'], note['on'], note['approval']) for note in one['notes']],
          [('late', 'congress', '2019-10-25', '2020-06-11', 'su/congress.approval/2019-2020')])
    assert approval in one['notes'][0]['records']
    text = ctl(scratch, 'report', 'su', '--year', '2019-2020').replace('\\', '')
    assert '应不迟于 2019-10-25 完成，完成于 2020-06-11' in text and '[记录 %d]' % approval in text, text


@test
def a_hearing_after_its_term_is_no_hearing_in_it(scratch):
    start(scratch)
    first = record(scratch, 'party-hearing', '2019-12-18', document='第9次')
    record(scratch, 'party-hearing', '2020-09-03', period='2019-2020-2', document='第11次')
    one = item(scratch, '15')
    equal((one['answer'], [(gap['kind'], gap['period'], gap['until']) for gap in one['gaps']]),
          ('no', [('outside', '2019-2020-2', '2020-07-05')]))
    lines = gaps_of(scratch, '15')
    equal(len(lines), 1)
    assert '2020-07-05' in lines[0], lines
    # What was done within it still mends it, and is what the item stands on.
    second = record(scratch, 'party-hearing', '2020-07-05', period='2019-2020-2', document='第10次')
    one = item(scratch, '15')
    equal(([ground['id'] for ground in one['stands_on']], one['remark']), ([first, second], '第9次、第10次'))
    equal((one['answer'], gaps_of(scratch, '15')), ('yes', []))
    equal([note['timeliness'] for note in one['notes']], ['late'])


@test
def late_within_its_term_is_a_yes_that_says_so(scratch):
    start(scratch)
    record(scratch, 'party-hearing', '2020-01-10')  # due on 2019-12-29 by a default
    record(scratch, 'party-hearing', '2020-05-06')
    one = item(scratch, '15')
    equal((one['answer'], one['gaps']), ('yes', []))
    equal([(note['timeliness'], note['period'], note['due_on'], note['on'], note['approval']) for note in one['notes']],
          [('late', '2019-2020-1', '2019-12-29', '2020-01-10', None)])
    assert '党委听取工作汇报 2019-2020-1：逾期完成（应不迟于 2019-12-29 完成，完成于 2020-01-10）' in ctl(scratch, 'report', 'su', '--year', '2019-2020')
    assert 'met late' in ctl(scratch, 'report', 'su', '--year', '2019-2020', language='en')


run()
