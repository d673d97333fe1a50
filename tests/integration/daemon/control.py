"""Every request of docs/control-api.md: its reply's members, what it refuses, and what follows from it."""
import json
import os
import re
import sqlite3

from harness import configuration, day, equal, run, test, wait_until

OCCURRENCE = {'id', 'organization', 'obligation', 'title', 'period', 'state', 'opens_on', 'due_on', 'event_on', 'ends_on', 'days_left', 'records',
              'at_least', 'met_on', 'next_at', 'waits_for'}
TURN = {'period', 'mandate', 'begins', 'ends', 'chair', 'counts', 'reason', 'why', 'because', 'others', 'planned'}
MESSAGE = {'id', 'kind', 'occurrence', 'recipient', 'channel', 'address', 'state', 'on', 'due_on', 'late', 'created_at', 'next_at', 'attempts',
           'message_id', 'stands_for', 'digest', 'last_reply'}
LOG = {'line', 'at', 'actor', 'action', 'object', 'detail', 'hash', 'wrote'}


def refused(scratch, status, method, path, body=None, words=''):
    found, reply = scratch.ask(method, path, body)
    assert found == status, (method, path, body, found, reply)
    assert reply['error'] and words in reply['error'], (words, reply)


@test
def status_shows_everything(scratch):
    scratch.start()
    status = scratch.get('/v1/status')
    equal(set(status), {'version', 'now', 'started_at', 'timezone', 'language', 'configuration', 'database', 'engine', 'organizations', 'late',
                        'missed', 'next', 'outbox', 'channels', 'heartbeat', 'loop'})
    equal(set(status['loop']), {'longest_stall_ms'})
    equal(status['heartbeat'], None)
    equal(status['timezone'], 'Asia/Shanghai')
    assert status['now'].endswith('+08:00')
    equal(set(status['configuration']), {'file', 'loaded_at', 'failed_at', 'findings'})
    equal(status['configuration']['file'], scratch.config)
    equal(status['configuration']['failed_at'], None)
    equal(status['database'], {'file': scratch.state + '/lunzhi.db', 'trouble': None})
    equal(set(status['engine']), {'next_at', 'late_seconds'})
    equal(len(status['organizations']), 1)
    su = status['organizations'][0]
    equal(su['organization'], {'id': 'su', 'name': '校学生会'})
    equal(su['has_rotation'], True)
    assert su['chair']['name'] in ('甲', '乙'), su
    equal(su['turn']['begins'], day(-40))
    equal([occurrence['id'] for occurrence in status['late']], ['su/over/now'])
    equal([occurrence['id'] for occurrence in status['next']], ['su/soon/now'])
    for occurrence in status['late'] + status['next']:
        equal(set(occurrence), OCCURRENCE)
    equal(status['late'][0]['state'], 'overdue')
    equal(status['late'][0]['days_left'], -3)
    equal(status['next'][0]['days_left'], 10)
    equal(status['next'][0]['title'], '快到的事')
    equal(set(status['outbox']), {'queued', 'sending', 'delivered', 'refused', 'unknown', 'cancelled', 'undeliverable', 'oldest_due_at', 'late_seconds'})


@test
def chair_by_day(scratch):
    scratch.start()
    now = scratch.get('/v1/chair')
    equal(now['at'], day(0))
    equal([chair['organization']['id'] for chair in now['chairs']], ['su'])
    equal(set(now['chairs'][0]['turn']), TURN)
    equal(now['chairs'][0]['turn']['planned'], False)
    next_term = scratch.get('/v1/chair?org=su&at=' + day(120))['chairs'][0]
    equal(next_term['turn']['planned'], True)
    equal(next_term['turn']['period'], 'next')
    assert next_term['chair'] != now['chairs'][0]['chair'], (next_term, now)
    equal(scratch.get('/v1/chair?at=' + day(-2000))['chairs'][0]['chair'], None)
    refused(scratch, 404, 'GET', '/v1/chair?org=nobody')
    refused(scratch, 400, 'GET', '/v1/chair?at=tomorrow')


@test
def turns_and_decisions(scratch):
    scratch.start()
    turns = scratch.get('/v1/turns?org=su')
    equal(turns['organization'], {'id': 'su', 'name': '校学生会'})
    for turn in turns['turns']:
        equal(set(turn), TURN)
    equal([turn['planned'] for turn in turns['turns']][-1], True)
    running = [turn for turn in turns['turns'] if not turn['planned']][-1]
    other = 'yi' if running['chair']['id'] == 'jia' else 'jia'
    decided = scratch.post('/v1/decisions', organization='su', kind='appoint', on=day(0), member=other, by='团委', why='代理', document=None)
    equal([turn['chair']['id'] for turn in decided['turns'] if not turn['planned']][-1], other)
    equal(scratch.get('/v1/chair')['chairs'][0]['chair']['id'], other)
    refused(scratch, 404, 'GET', '/v1/turns?org=nobody')
    refused(scratch, 400, 'GET', '/v1/turns')
    refused(scratch, 400, 'POST', '/v1/decisions', {'organization': 'su', 'kind': 'crown', 'on': day(0), 'member': 'yi'})
    refused(scratch, 400, 'POST', '/v1/decisions', {'organization': 'su', 'kind': 'appoint', 'member': 'yi'})
    refused(scratch, 409, 'POST', '/v1/decisions', {'organization': 'su', 'kind': 'appoint', 'on': day(-5), 'member': 'yi'})
    refused(scratch, 409, 'POST', '/v1/decisions', {'organization': 'su', 'kind': 'appoint', 'on': day(0), 'member': 'nobody'})
    refused(scratch, 404, 'POST', '/v1/decisions', {'organization': 'x', 'kind': 'appoint', 'on': day(0), 'member': 'yi'})


@test
def agenda_of_some_days(scratch):
    scratch.start()
    agenda = scratch.get('/v1/agenda')
    equal((agenda['from'], agenda['until']), (day(0), day(30)))
    equal([occurrence['id'] for occurrence in agenda['occurrences']], ['su/over/now', 'su/soon/now'])
    equal([occurrence['id'] for occurrence in scratch.get('/v1/agenda?days=9&org=su')['occurrences']], ['su/over/now'])
    equal([occurrence['id'] for occurrence in scratch.get('/v1/agenda?days=10')['occurrences']], ['su/over/now', 'su/soon/now'])
    refused(scratch, 404, 'GET', '/v1/agenda?org=nobody')
    for bad in ('-1', 'x', '', '1e3', '99999999999999999999', '1%00'):
        refused(scratch, 400, 'GET', '/v1/agenda?days=' + bad)


@test
def occurrence_in_full(scratch):
    scratch.start()
    reply = scratch.get('/v1/occurrence?id=su/soon/now')
    equal(set(reply), {'occurrence', 'rungs', 'inherited', 'fields', 'records', 'waivers', 'messages', 'log'})
    equal(set(reply['occurrence']), OCCURRENCE)
    assert 0 < len(reply['rungs']) <= 20
    for rung in reply['rungs']:
        equal(set(rung), {'at', 'kind', 'late', 'recipients'})
        for recipient in rung['recipients']:
            equal(set(recipient), {'id', 'name', 'channel'})
    equal(reply['rungs'][0]['kind'], 'reminder')
    equal(reply['rungs'][0]['recipients'][0]['channel'], 'script')
    equal(scratch.get('/v1/occurrence?id=su%2Fsoon%2Fnow')['occurrence']['id'], 'su/soon/now')
    refused(scratch, 404, 'GET', '/v1/occurrence?id=su/soon/never')
    refused(scratch, 404, 'GET', '/v1/occurrence?id=x/soon/now')
    for bad in ('/v1/occurrence', '/v1/occurrence?id=su/soon', '/v1/occurrence?id=a/b/c/d', '/v1/occurrence?id=//'):
        refused(scratch, 400, 'GET', bad)


@test
def records_meet(scratch):
    scratch.start()
    reply = scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-1), document='校党纪〔2020〕1号', fields={'人数': 21})
    equal(reply, {'records': [{'id': reply['records'][0]['id'], 'occurrence': 'su/soon/now', 'state': 'met', 'records': 1, 'at_least': 1,
                                'notes': [], 'checks': [], 'contradictions': [], 'corrected': None}]})
    full = scratch.get('/v1/occurrence?id=su/soon/now')
    equal(full['occurrence']['state'], 'met')
    equal(full['occurrence']['met_on'], day(-1))
    equal(full['records'][0]['document'], '校党纪〔2020〕1号')
    equal(full['records'][0]['fields'], {'人数': 21})
    assert full['records'][0]['actor'].startswith('uid %d' % os.geteuid())
    assert any(line['action'] == 'record' for line in full['log']), full['log']
    for line in full['log']:
        equal(set(line), LOG)
    between = scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-50))['records'][0]
    equal((between['occurrence'], between['state']), (None, None))


@test
def records_all_or_none(scratch):
    scratch.start()
    before = scratch.get('/v1/log?max=1')['log'][0]['line']
    refused(scratch, 404, 'POST', '/v1/records', {'organizations': ['su', 'nobody'], 'obligation': 'soon', 'on': day(-1)})
    equal(scratch.get('/v1/occurrence?id=su/soon/now')['records'], [])
    equal(scratch.get('/v1/log?max=1')['log'][0]['line'], before)
    refused(scratch, 404, 'POST', '/v1/records', {'organizations': ['su'], 'obligation': 'nothing', 'on': day(-1)})
    refused(scratch, 409, 'POST', '/v1/records', {'organizations': ['su'], 'obligation': 'soon', 'on': day(2)})
    for body in ({}, {'organizations': [], 'obligation': 'soon', 'on': day(0)}, {'organizations': 'su', 'obligation': 'soon', 'on': day(0)},
                 {'organizations': ['su', 'su'], 'obligation': 'soon', 'on': day(0)}, {'organizations': ['su'], 'obligation': 'soon'},
                 {'organizations': ['su'], 'obligation': 'soon', 'on': '2020-02-30'},
                 {'organizations': ['su'], 'obligation': 'soon', 'on': day(0), 'filds': {}},
                 {'organizations': ['su'], 'obligation': 'soon', 'on': day(0), 'fields': []}):
        refused(scratch, 400, 'POST', '/v1/records', body)


@test
def waivers(scratch):
    scratch.start()
    reply = scratch.post('/v1/waivers', occurrence='su/over/now', reason='本学期不开', by='团委')
    equal(set(reply['occurrence']), OCCURRENCE)
    equal(reply['occurrence']['state'], 'waived')
    equal(scratch.get('/v1/occurrence?id=su/over/now')['rungs'], [])
    refused(scratch, 409, 'POST', '/v1/waivers', {'occurrence': 'su/over/now', 'reason': 'r', 'by': 'b'}, 'waived')
    refused(scratch, 404, 'POST', '/v1/waivers', {'occurrence': 'su/over/never', 'reason': 'r', 'by': 'b'})
    refused(scratch, 400, 'POST', '/v1/waivers', {'occurrence': 'su/over', 'reason': 'r', 'by': 'b'})
    refused(scratch, 400, 'POST', '/v1/waivers', {'occurrence': 'su/soon/now', 'reason': '', 'by': 'b'})


@test
def events(scratch):
    scratch.start()
    reply = scratch.post('/v1/events', organization='su', obligation='congress', on=day(60))
    equal(reply['occurrence']['event_on'], day(60))
    assert reply['occurrence']['due_on'] is not None and reply['occurrence']['due_on'] < day(60)
    refused(scratch, 409, 'POST', '/v1/events', {'organization': 'su', 'obligation': 'soon', 'on': day(60)})
    refused(scratch, 404, 'POST', '/v1/events', {'organization': 'su', 'obligation': 'nothing', 'on': day(60)})


@test
def test_messages_arrive(scratch):
    scratch.start()
    message = scratch.post('/v1/notify/test', to='script')['messages'][0]
    equal(set(message), MESSAGE)
    equal((message['kind'], message['channel'], message['occurrence']), ('test', 'script', None))
    path = '/v1/outbox/%d' % message['id']
    wait_until(lambda: scratch.get(path)['message']['state'] == 'delivered', 'delivered')
    reply = scratch.get(path)
    equal(set(reply), {'message', 'attempts'})
    equal(len(reply['attempts']), 1)
    equal(set(reply['attempts'][0]), {'number', 'began_at', 'duration_ms', 'state', 'code', 'reply'})
    equal(reply['attempts'][0]['state'], 'delivered')
    assert 'taken' in reply['message']['last_reply'], reply
    with open(scratch.out, encoding='utf-8') as out:
        equal(json.loads(out.readline())['kind'], 'test')
    member = scratch.post('/v1/notify/test', to='su/jia')['messages']
    equal([(one['recipient'], one['channel']) for one in member], [({'id': 'jia', 'name': '甲'}, 'script')])
    refused(scratch, 404, 'POST', '/v1/notify/test', {'to': 'nothing'})
    refused(scratch, 404, 'POST', '/v1/notify/test', {'to': 'su/nobody'})
    refused(scratch, 404, 'POST', '/v1/notify/test', {'to': 'x/jia'})
    refused(scratch, 400, 'POST', '/v1/notify/test', {})
    outbox = scratch.get('/v1/outbox')['messages']
    assert [one['id'] for one in outbox] == sorted((one['id'] for one in outbox), reverse=True)
    equal(len(scratch.get('/v1/outbox?max=1')['messages']), 1)
    assert all(one['state'] == 'delivered' for one in scratch.get('/v1/outbox?state=delivered')['messages'])
    refused(scratch, 400, 'GET', '/v1/outbox?state=lost')
    refused(scratch, 400, 'GET', '/v1/outbox?max=0')
    refused(scratch, 404, 'GET', '/v1/outbox/99999')


@test
def retry_and_cancel(scratch):
    scratch.configure(text=configuration(out=scratch.out).replace('echo taken', 'echo busy; exit 75'))
    scratch.start()
    identity = scratch.post('/v1/notify/test', to='script')['messages'][0]['id']
    wait_until(lambda: scratch.get('/v1/outbox/%d' % identity)['message']['state'] in ('queued', 'refused', 'unknown')
               and scratch.get('/v1/outbox/%d' % identity)['attempts'], 'an attempt that fails')
    attempts = len(scratch.get('/v1/outbox/%d' % identity)['attempts'])
    scratch.post('/v1/outbox/%d/retry' % identity)
    wait_until(lambda: len(scratch.get('/v1/outbox/%d' % identity)['attempts']) > attempts, 'another attempt')
    wait_until(lambda: scratch.get('/v1/outbox/%d' % identity)['message']['state'] in ('queued', 'refused', 'unknown'), 'it failed again')
    equal(scratch.post('/v1/outbox/%d/cancel' % identity)['message']['state'], 'cancelled')
    refused(scratch, 409, 'POST', '/v1/outbox/%d/retry' % identity)
    refused(scratch, 404, 'POST', '/v1/outbox/99999/cancel')
    refused(scratch, 400, 'POST', '/v1/outbox/%d/cancel' % identity, {'why': 'x'})


@test
def check_judges(scratch):
    scratch.start()
    check = scratch.get('/v1/check')
    equal(set(check), {'exit', 'status', 'text', 'perfdata', 'chairs'})
    equal((check['exit'], check['status']), (1, 'WARNING'))
    assert 'overdue: 1' in check['text'] and '\n' not in check['text'], check
    assert 'late=1' in check['perfdata'].split(), check
    scratch.post('/v1/records', organizations=['su'], obligation='over', on=day(-1))
    equal(scratch.get('/v1/check')['status'], 'OK')
    chair = scratch.get('/v1/chair')['chairs'][0]['chair']['id']
    scratch.post('/v1/decisions', organization='su', kind='remove', on=day(0), member=chair, by='x', why='y')
    check = scratch.get('/v1/check')
    equal((check['exit'], check['status']), (2, 'CRITICAL'))


@test
def log_and_its_chain(scratch):
    scratch.start()
    scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-1))
    log = scratch.get('/v1/log')['log']
    for line in log:
        equal(set(line), LOG)
    equal([line['line'] for line in log], sorted((line['line'] for line in log), reverse=True))
    equal([line['action'] for line in scratch.get('/v1/log?object=su/soon/now')['log'] if line['action'] == 'record'], ['record'])
    equal(len(scratch.get('/v1/log?max=1')['log']), 1)
    verified = scratch.get('/v1/log/verify')
    equal(verified, {'lines': log[0]['line'], 'bad_line': None, 'cut': 0, 'head': log[0]['hash'],
                     'rows': {'checked': verified['rows']['checked'], 'bad': [], 'n_bad': 0}})
    wrote = scratch.get('/v1/log?object=su/soon/now')['log'][-1]['wrote']
    assert re.fullmatch('record 1 [0-9a-f]{64}', wrote), wrote


@test
def backup_is_a_database(scratch):
    scratch.start()
    connection = scratch.connect()
    connection.request('GET', '/v1/backup')
    reply = connection.getresponse()
    equal((reply.status, reply.getheader('Content-Type')), (200, 'application/vnd.sqlite3'))
    path = os.path.join(scratch.dir, 'copy.db')
    with open(path, 'wb') as copy:
        copy.write(reply.read())
    connection.close()
    database = sqlite3.connect(path)
    equal(database.execute('PRAGMA integrity_check').fetchone(), ('ok',))
    database.close()
    assert not [name for name in os.listdir(scratch.state) if 'backup' in name], os.listdir(scratch.state)


@test
def languages(scratch):
    scratch.start()
    english = scratch.ask('GET', '/v1/agenda?days=x', headers={'Accept-Language': 'en'})[1]['error']
    assert 'number' in english, english
    scratch.configure(language='zh_CN')
    scratch.post('/v1/reload')
    equal(scratch.get('/v1/status')['language'], 'zh_CN')
    equal(scratch.ask('GET', '/v1/agenda?days=x', headers={'Accept-Language': 'en'})[1]['error'], english)


@test
def answers_asked_again_are_never_old(scratch):
    """A poller's answer is given again while it is true: whatever follows a change shows it, in the same second too."""
    scratch.start()
    for asked in range(20):
        scratch.get('/v1/agenda')
        scratch.post('/v1/events', organization='su', obligation='congress', on=day(60 + asked))
        seen = [occurrence['event_on'] for occurrence in scratch.get('/v1/agenda')['occurrences'] + scratch.get('/v1/status')['next']
                if occurrence['id'].startswith('su/congress/')]
        equal(set(seen), {day(60 + asked)})
    with open(scratch.config, encoding='utf-8') as file:
        good = file.read()
    for broken in ('one', 'another'):
        scratch.get('/v1/status')
        with open(scratch.config, 'w', encoding='utf-8') as file:
            file.write(good + '\n%s_setting = 1;\n' % broken)
        refused(scratch, 422, 'POST', '/v1/reload')
        findings = scratch.get('/v1/status')['configuration']['findings']
        assert [finding for finding in findings if broken in finding['setting']], findings


run()
