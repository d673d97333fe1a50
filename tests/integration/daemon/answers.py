"""Turns that begin only with who has accepted them, through the daemon and lunzhictl, over the days."""
import json

from clock import Clock
from harness import day, equal, run, test, wait_until
from living import ctl, living, messages, planned, with_later_term


def required(scratch, **changes):
    return living(scratch, **changes).replace('proposal = ', 'answer_required = true; proposal = ')


def chair(scratch):
    return scratch.get('/v1/chair')['chairs'][0]


@test
def a_swap_agreed_needs_no_further_answer(scratch):
    clock = Clock(scratch)
    scratch.configure(with_later_term(required(scratch)))
    scratch.start(environment=clock.environment)
    turns = {turn['period']: turn['chair']['id'] for turn in scratch.get('/v1/turns?org=su')['turns'] if turn['planned']}
    one, two = turns['next'], turns['later']
    words = ['swap', 'su', one + '/next', two + '/later', '--by', 'secretary_general', '--why', '出国']
    ctl(scratch, *words, '--agreed', one)
    pending = scratch.get('/v1/turns?org=su')['swaps'][0]['id']
    ctl(scratch, *words, '--agreed', one + ',' + two)
    agreed = scratch.get('/v1/turns?org=su')['swaps'][1]['id']
    equal(scratch.get('/v1/occurrence?id=su/turn-answer/next')['occurrence']['state'], 'met')
    refused = ctl(scratch, 'accept', 'su', two, '--swap', str(pending), code=1)
    assert 'another swap of one of these turns is agreed on already: swap %d' % agreed in refused, refused
    assert '对调 %d' % agreed in ctl(scratch, *words, code=1, language='zh_CN')
    clock.set_hour(10, days=10)
    wait_until(lambda: chair(scratch)['turn']['period'] == 'next', 'the turn of next')
    equal((chair(scratch)['chair']['id'], chair(scratch)['turn']['because']), (two, 'swapped'))
    equal([swap['state'] for swap in scratch.get('/v1/turns?org=su')['swaps']], ['ended', 'agreed'])
    equal(messages(scratch, 'caretaker'), [])
    equal(planned(scratch)['chair']['id'], one)


def check(scratch, code, language='en'):
    return ctl(scratch, 'check', code=code, language=language)


@test
def a_caretaker_and_each_vacancy_are_said(scratch):
    clock = Clock(scratch)
    begins, now = day(10), [day(offset) for offset in range(14)]
    scratch.configure(required(scratch, soon=day(40), over=day(41)))
    scratch.start(environment=clock.environment)
    last = chair(scratch)['chair']
    assert 'caretaker' not in ctl(scratch, 'status') + ctl(scratch, 'chair')
    clock.set_hour(10, days=10)
    wait_until(lambda: chair(scratch)['turn']['period'] == 'next', 'the turn of next')
    turn = chair(scratch)['turn']
    equal((turn['because'], turn['chair'], turn['begins'], turn['awaits']['name']), ('caretaker', last, begins, '甲'))
    status = json.loads(ctl(scratch, '--json', 'status'))['organizations'][0]
    equal(status['turn'], {'period': 'next', 'begins': begins, 'because': 'caretaker', 'awaits': {'id': 'jia', 'name': '甲'}})
    name = last['name']
    assert 'caretaker %s' % name in ctl(scratch, 'status') and '甲 has not accepted the turn yet' in ctl(scratch, 'status')
    assert '留任代管 %s' % name in ctl(scratch, 'status', language='zh_CN') and '甲尚未接受这一轮' in ctl(scratch, 'status', language='zh_CN')
    assert '%s (caretaker)' % name in ctl(scratch, 'chair') and '%s（留任代管）' % name in ctl(scratch, 'chair', language='zh_CN')
    assert '%s (caretaker)' % name in ctl(scratch, 'status', '--tree')
    line = scratch.get('/v1/check')
    assert 'chairs who are only caretakers: 1 (su since %s)' % begins in line['text'] and 'caretakers=1' in line['perfdata'].split(), line
    equal(line['chairs'], [{'organization': {'id': 'su', 'name': '校学生会'}, 'chair': last, 'since': begins, 'because': 'caretaker'}])
    equal(line['status'], 'WARNING')
    in_chinese = check(scratch, 1, 'zh_CN')
    assert '仅为留任代管的执行主席' in in_chinese and 'su 自 %s 起' % begins in in_chinese, in_chinese
    ctl(scratch, 'decline', 'su', 'jia', '--why', '实习')
    assert chair(scratch)['turn']['awaits']['id'] != 'jia'
    clock.set_hour(10, days=11)
    wait_until(lambda: scratch.get('/v1/status')['now'].startswith(now[11]), 'the next day')
    for offset, gone, acting in ((11, last['id'], 'jia'), (12, 'jia', None)):
        clock.set_hour(10, days=offset)
        wait_until(lambda: scratch.get('/v1/status')['now'].startswith(now[offset]), 'that day')
        ctl(scratch, 'remove', 'su', gone, '--by', '团委', '--why', '违纪')
        assert 'organizations without a chair: 1 (su since %s)' % now[offset] in check(scratch, 2)
        equal({message['recipient']['id'] for message in messages(scratch, 'turn') if message['on'] == now[offset]}, {'jia', 'yi', 'bing'})
        if acting:
            ctl(scratch, 'appoint', 'su', acting, '--by', '团委', '--why', '代理')


@test
def what_was_planned_is_answered_as_known_on_a_day(scratch):
    clock = Clock(scratch)
    scratch.configure(living(scratch))
    scratch.start(environment=clock.environment)
    clock.set_hour(10, days=1)
    wait_until(lambda: scratch.get('/v1/status')['now'].startswith(day(1)), 'the next day')
    ctl(scratch, 'decline', 'su', 'jia', '--term', 'next', '--why', '实习')
    before = scratch.get('/v1/chair?at=%s&as_of=%s' % (day(20), day(0)))
    equal((before['chairs'][0]['chair']['id'], before['chairs'][0]['turn']['planned']), ('jia', True))
    assert '甲' in ctl(scratch, 'chair', 'su', '--at', day(20), '--as-of', day(0))
    assert 'planned when %s ended' % day(0) in ctl(scratch, 'chair', 'su', '--at', day(20), '--as-of', day(0))
    assert '计划，按现在生效的配置' in ctl(scratch, 'chair', 'su', '--at', day(20), '--as-of', day(0), language='zh_CN')
    equal(scratch.get('/v1/chair?at=%s&as_of=%s' % (day(20), day(1)))['chairs'][0]['chair']['id'], 'yi')
    equal(scratch.get('/v1/chair?at=%s&as_of=%s' % (day(20), day(-1)))['chairs'][0]['turn'], None)


run()
