"""The life of a turn through the daemon and lunzhictl: proposed, declined, accepted, swapped, handed over, and moved by a reload."""
import json

from harness import day, equal, run, test
from living import ctl, living, messages, planned, with_later_term


@test
def proposed_declined_and_accepted(scratch):
    scratch.configure(living(scratch))
    scratch.start()
    first = planned(scratch)
    equal((first['chair']['id'], first['period']), ('jia', 'next')) # each has had one turn
    answer = scratch.get('/v1/occurrence?id=su/turn-answer/next')['occurrence']
    equal(answer['state'], 'open')
    equal(first['why'], 'fewest turns begun in this mandate (1), first in the order; not 乙, 丙 (later in the order)')
    chinese = scratch.get('/v1/turns?org=su', Accept_Language='zh')['turns'][-1]
    equal(chinese['why'], '本任期内已轮值次数最少（1 次），次序在先；其他人：乙、丙（次序在后）')
    assert 'no turn is planned' in ctl(scratch, 'accept', 'su', 'yi', '--term', 'next', code=1)
    assert '计划中的轮值' in ctl(scratch, 'accept', 'su', 'yi', '--term', 'next', code=1, language='zh_CN')
    ctl(scratch, 'decline', 'su', 'jia', '--why', '实习')
    heir = planned(scratch)['chair']['id']
    equal(heir, 'yi')
    equal([other['why'] for other in planned(scratch)['others'] if other['member']['id'] == 'jia'], ['declined'])
    assert ctl(scratch, 'accept', 'su', heir, '--doc', '12号').startswith('On record: the answer about the turn of next.')
    equal(scratch.get('/v1/occurrence?id=su/turn-answer/next')['occurrence']['state'], 'met')
    log = [(line['action'], line['detail'].split()[0]) for line in scratch.get('/v1/log')['log']]
    assert ('decide', 'propose') in log and ('decide', 'accept') in log, log
    assert 'accepted that turn already' in ctl(scratch, 'accept', 'su', heir, code=1)


@test
def a_vacancy_is_filled_on_its_first_day(scratch):
    scratch.configure(living(scratch))
    scratch.start()
    chair = scratch.get('/v1/chair')['chairs'][0]['chair']['id']
    acting = 'jia' if chair != 'jia' else 'yi'
    begun = [turn for turn in scratch.get('/v1/turns?org=su')['turns'] if not turn['planned']]
    ctl(scratch, 'remove', 'su', chair, '--by', '团委', '--why', '违纪')
    equal(scratch.get('/v1/chair')['chairs'][0]['chair'], None)
    ctl(scratch, 'appoint', 'su', acting, '--by', '团委', '--why', '代理')
    equal(scratch.get('/v1/chair')['chairs'][0]['chair']['id'], acting)
    turns = [turn for turn in scratch.get('/v1/turns?org=su')['turns'] if not turn['planned']]
    equal([turn['begins'] for turn in turns], [turn['begins'] for turn in begun] + [day(0)])
    equal(turns[-2]['ends'], day(-1))
    assert 'the turn of that day has begun' in ctl(scratch, 'appoint', 'su', chair, '--by', '团委', '--why', 'x', code=1)


@test
def who_is_not_of_the_presidium_is_said_to_be_no_chair(scratch):
    staff = '{ id = "ding"; name = "丁"; post = "secretariat"; channels = [ "script" ]; since = "2000-01-01"; },\n { id = "bing";'
    scratch.configure(living(scratch).replace('{ id = "bing";', staff))
    scratch.start()
    said = 'an executive chair is a member of the presidium'
    assert said in ctl(scratch, 'appoint', 'su', 'ding', '--by', '团委', '--why', '代理', '--on', day(1))
    assert said not in ctl(scratch, 'appoint', 'su', 'yi', '--by', '团委', '--why', '代理', '--on', day(2))
    assert said not in ctl(scratch, 'remove', 'su', 'ding', '--by', '团委', '--why', '代理', '--on', day(3))


@test
def a_proposal_ends_when_all_have_declined(scratch):
    scratch.configure(living(scratch))
    scratch.start()
    for asked in ('jia', 'yi', 'bing'):
        equal(planned(scratch)['chair']['id'], asked)
        equal(messages(scratch, 'turn'), [])
        ctl(scratch, 'decline', 'su', asked, '--term', 'next', '--why', '实习')
    equal(planned(scratch)['chair'], None)
    equal(scratch.get('/v1/occurrence?id=su/turn-answer/next')['occurrence']['state'], 'waived')
    assert 'everybody who could take the turn has declined' in ctl(scratch, 'show', 'su/turn-answer/next')
    equal([message['id'] for message in messages(scratch, 'proposal') if message['state'] == 'queued'], [])
    equal(sorted(message['recipient']['id'] for message in messages(scratch, 'turn')), ['bing', 'jia', 'yi'])


@test
def handed_over_with_a_checklist(scratch):
    scratch.configure(living(scratch))
    scratch.start()
    assert 'no chair has been handed over' in ctl(scratch, 'handover', 'su', code=1)
    other = 'jia' if scratch.get('/v1/chair')['chairs'][0]['chair']['id'] != 'jia' else 'yi'
    ctl(scratch, 'appoint', 'su', other, '--by', '团委', '--why', '代理')
    assert 'keys' in ctl(scratch, 'handover', 'su')
    assert 'nothing' in ctl(scratch, 'handover', 'su', '--item', 'keys,nothing', code=1)
    equal([stage['state'] for stage in json.loads(ctl(scratch, '--json', 'handover', 'su'))['stages']], ['open', 'open'])
    ctl(scratch, 'handover', 'su', '--item', 'keys,keys', code=1)
    said = ctl(scratch, 'handover', 'su', '--item', 'keys', '--on', day(-1))
    assert 'out of order: before its case began, on ' + day(0) in said, said
    equal(json.loads(ctl(scratch, '--json', 'handover', 'su'))['case']['state'], 'open')
    done = json.loads(ctl(scratch, '--json', 'handover', 'su', '--item', 'accounts', '--doc', '移交单'))
    equal(done['case']['state'], 'closed')
    equal([stage['state'] for stage in done['stages']], ['met', 'met'])
    ledger = json.loads(ctl(scratch, '--json', 'turns', 'su'))['ledger']
    equal([line['acting'] for line in ledger if line['member']['id'] == other], [1])
    assert 'acting' in ctl(scratch, 'turns', 'su', '--ledger')


@test
def a_reload_tells_those_it_moves(scratch):
    scratch.configure(living(scratch))
    scratch.start()
    equal(messages(scratch, 'plan'), [])
    away = living(scratch).replace('name = "甲"; post', 'name = "甲"; absent = ( { since = "%s"; until = "%s"; } ); post' % (day(1), day(60)))
    scratch.configure(away)
    scratch.post('/v1/reload')
    equal(planned(scratch)['chair']['id'], 'yi')
    equal(sorted(message['recipient']['id'] for message in messages(scratch, 'plan')), ['jia', 'yi'])
    scratch.post('/v1/reload')
    equal(len(messages(scratch, 'plan')), 2)


@test
def a_swap_needs_two_and_an_approver(scratch):
    scratch.configure(with_later_term(living(scratch)))
    scratch.start()
    turns = {turn['period']: turn['chair']['id'] for turn in scratch.get('/v1/turns?org=su')['turns'] if turn['planned']}
    one, two = turns['next'], turns['later']
    words = ['swap', 'su', one + '/next', two + '/later', '--agreed', one, '--why', '出国']
    assert 'neither of the two' in ctl(scratch, *words, '--by', two, code=1)
    assert '--by S is missing' in ctl(scratch, *words, code=2)
    out = ctl(scratch, *words, '--by', 'secretary_general')
    number = str(scratch.get('/v1/turns?org=su')['swaps'][0]['id'])
    assert 'accept su %s --swap %s' % (two, number) in out, out
    equal(planned(scratch)['chair']['id'], one)
    ctl(scratch, 'accept', 'su', two, '--swap', number)
    equal(planned(scratch)['chair']['id'], two)
    ctl(scratch, 'remove', 'su', two, '--by', '团委', '--why', '违纪', '--on', day(1))
    equal(scratch.get('/v1/turns?org=su')['swaps'][0]['state'], 'ended')
    assert {message['recipient']['id'] for message in messages(scratch, 'swap')} >= {one, two}


run()
