"""Turns that begin only with who has accepted them, through the daemon and lunzhictl, over the days."""
from clock import Clock
from harness import equal, run, test, wait_until
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


run()
