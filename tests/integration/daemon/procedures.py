"""Procedures and cases through the daemon: an event moves stages, a record begins the next one, an exit opens a vacancy; and all of it is
there after a restart."""
from harness import day, equal, run, test, wait_until

CASE = {'id', 'organization', 'obligation', 'title', 'name', 'opened_on', 'event_on', 'member', 'fields', 'state', 'closed_on', 'outcome', 'why',
        'by', 'document'}
EXTRA = ''',
        { id = "big"; preset = "congress"; per = "term"; due = "end"; notify = [ "bing" ]; stages = (
            { id = "request"; due = "event -30d"; }, { id = "approval"; due = "previous +3d"; notify = [ "executive_chair" ]; },
            { id = "delegates"; omit = true; } ); },
        { preset = "exit"; notify = [ "bing" ]; }, { preset = "study"; notify = [ "bing" ]; }'''


def refused(scratch, status, path, words='', **body):
    found, reply = scratch.ask('POST', path, body)
    assert found == status and words in reply['error'], (path, body, found, reply)


def occurrence(scratch, name):
    return scratch.get('/v1/occurrence?id=' + name)['occurrence']


def record(scratch, obligation, on, **more):
    return scratch.post('/v1/records', organizations=['su'], obligation=obligation, on=on, **more)['records'][0]


def procedure(scratch):
    """A congress in 50 days, whose request lies 20 days ahead."""
    scratch.configure(extra=EXTRA)
    daemon = scratch.start()
    scratch.post('/v1/events', organization='su', obligation='big', on=day(50))
    return daemon


@test
def an_event_moves_its_stages(scratch):
    procedure(scratch)
    reply = scratch.post('/v1/events', organization='su', obligation='big', on=day(40))
    equal([change['occurrence'] for change in reply['changes']], ['su/big.request/now', 'su/big.notice/now', 'su/big.results/now'])
    equal(set(reply['changes'][0]), {'occurrence', 'title', 'due_before', 'due_on'})
    equal((reply['changes'][0]['due_before'], reply['changes'][0]['due_on']), (day(20), day(10)))
    equal(reply['occurrence']['id'], 'su/big.request/now')
    equal(reply['occurrence']['event_on'], day(40))
    equal(occurrence(scratch, 'su/big.approval/now')['due_on'], None)
    refused(scratch, 409, '/v1/events', 'period', organization='su', obligation='big', on=day(90))
    equal(scratch.post('/v1/events', organization='su', obligation='big', on=day(90), period='next')['occurrence']['id'], 'su/big.request/next')
    refused(scratch, 409, '/v1/events', 'no such period', organization='su', obligation='big', on=day(90), period='never')
    refused(scratch, 409, '/v1/events', 'does not count', organization='su', obligation='over', on=day(40))


@test
def a_record_begins_the_next_stage(scratch):
    daemon = procedure(scratch)
    equal(occurrence(scratch, 'su/big.approval/now')['waits_for']['obligation'], 'big.request')
    equal(occurrence(scratch, 'su/congress/once')['waits_for'], None)
    equal(record(scratch, 'big.request', day(0))['notes'], [])
    equal(occurrence(scratch, 'su/big.approval/now')['due_on'], day(3))
    equal(occurrence(scratch, 'su/big.approval/now')['waits_for'], None)
    late = record(scratch, 'big.results', day(0))
    equal(late['notes'], [{'kind': 'before', 'obligation': 'big.approval'}, {'kind': 'before', 'obligation': 'big.notice'},
                          {'kind': 'before-event', 'on': day(50)}])
    equal(record(scratch, 'big.approval', day(-1))['notes'], [{'kind': 'earlier', 'obligation': 'big.request', 'on': day(0)}])
    equal(record(scratch, 'big.notice', day(0))['notes'], [])
    equal(record(scratch, 'big', day(0))['notes'], [{'kind': 'not-event', 'on': day(50)}])
    daemon.stop()
    scratch.start()
    equal(occurrence(scratch, 'su/big.approval/now')['due_on'], day(3))
    over = record(scratch, 'over', day(0))
    equal(over['notes'], [{'kind': 'late', 'days': 3}])


def open_exit(scratch, **more):
    return scratch.post('/v1/cases', organization='su', obligation='exit', on=day(-1), title='违纪', fields={'依据': '章程'}, **more)


@test
def an_exit_opens_a_vacancy(scratch):
    scratch.configure(extra=EXTRA)
    daemon = scratch.start()
    chair = scratch.get('/v1/chair')['chairs'][0]['chair']['id']
    reply = open_exit(scratch, member=chair)
    equal(set(reply), {'case', 'stages', 'outcomes', 'removed_on'})
    equal(set(reply['case']), CASE)
    equal((reply['case']['id'], reply['case']['state'], reply['case']['fields']), ('su/exit/c1', 'open', {'依据': '章程'}))
    equal([stage['id'] for stage in reply['stages']], ['su/exit.investigated/c1', 'su/exit.decided/c1', 'su/exit.recorded/c1'])
    equal([outcome['id'] for outcome in reply['outcomes']], ['persuaded', 'dismissed', 'recalled', 'unfounded'])
    step = record(scratch, 'exit.investigated', day(0), period='c1', document='3号')
    equal((step['occurrence'], step['state']), ('su/exit.investigated/c1', 'met'))
    listed = scratch.get('/v1/cases?org=su')['cases']
    equal([(case['id'], case['next']['id']) for case in listed], [('su/exit/c1', 'su/exit.decided/c1')])
    close = {'case': 'su/exit/c1', 'on': day(0), 'why': '违纪', 'by': '团委', 'document': '7号'}
    refused(scratch, 409, '/v1/cases/close', 'outcome', **close)
    refused(scratch, 409, '/v1/cases/close', 'still open', outcome='dismissed', **close)
    closed = scratch.post('/v1/cases/close', outcome='dismissed', waive=True, **close)
    equal(closed['removed_on'], day(0))
    equal(closed['case']['outcome'], {'id': 'dismissed', 'name': 'dismissed'})
    equal([stage['state'] for stage in closed['stages']], ['met', 'waived', 'waived'])
    equal(scratch.get('/v1/chair')['chairs'][0]['chair'], None)
    equal(scratch.get('/v1/check')['exit'], 2)
    equal(scratch.get('/v1/cases')['cases'], [])
    daemon.stop()
    scratch.start()
    equal([case['state'] for case in scratch.get('/v1/cases?all=1&obligation=exit')['cases']], ['closed'])
    equal(scratch.get('/v1/chair')['chairs'][0]['chair'], None)
    refused(scratch, 409, '/v1/cases/close', 'closed', outcome='dismissed', **close)
    refused(scratch, 409, '/v1/records', 'closed', organizations=['su'], obligation='exit.decided', on=day(0), period='c1')
    actions = [(line['action'], line['detail']) for line in scratch.get('/v1/log?object=su/exit/c1')['log']]
    equal(actions, [('case', 'closed, dismissed by 团委: 违纪'), ('case', 'opened: 违纪')])


@test
def cases_that_are_none(scratch):
    scratch.configure(extra=EXTRA)
    scratch.start()
    refused(scratch, 404, '/v1/cases', organization='su', obligation='nothing', on=day(0))
    refused(scratch, 409, '/v1/cases', 'no cases', organization='su', obligation='big', on=day(0))
    refused(scratch, 409, '/v1/cases', 'not come', organization='su', obligation='study', on=day(1))
    refused(scratch, 409, '/v1/cases', 'member', organization='su', obligation='exit', on=day(0), member='nobody')
    refused(scratch, 409, '/v1/cases', 'id', organization='su', obligation='exit', on=day(0), id='a/b')
    refused(scratch, 400, '/v1/cases', 'missing', organization='su', obligation='exit')
    refused(scratch, 404, '/v1/cases/close', case='su/exit/c9', on=day(0), why='w', by='b', outcome='unfounded')
    refused(scratch, 400, '/v1/cases/close', 'ORGANIZATION/OBLIGATION/CASE', case='su/exit', on=day(0), why='w', by='b')
    refused(scratch, 400, '/v1/cases/close', 'true or false', case='su/exit/c1', on=day(0), why='w', by='b', waive='yes')
    refused(scratch, 409, '/v1/records', 'say which', organizations=['su'], obligation='study', on=day(0))
    refused(scratch, 409, '/v1/records', 'no such case', organizations=['su'], obligation='study', on=day(0), period='c1')
    equal(scratch.ask('GET', '/v1/case?id=su/exit/c9')[0], 404)
    equal(scratch.ask('GET', '/v1/case?id=su')[0], 400)
    equal(scratch.ask('GET', '/v1/cases?org=nobody')[0], 404)


@test
def a_case_is_reminded_of(scratch):
    """Opened for a day long gone, it is late at once: the message goes out at the next hour, which the rungs ahead show."""
    scratch.configure(extra=EXTRA)
    scratch.start()
    scratch.post('/v1/cases', organization='su', obligation='study', on=day(-30), event=day(-40), id='letter')
    reply = scratch.get('/v1/occurrence?id=su/study/letter')
    equal((reply['occurrence']['state'], reply['occurrence']['days_left']), ('overdue', -26))
    assert reply['rungs'] and reply['rungs'][0]['kind'] == 'overdue', reply['rungs']
    wait_until(lambda: 'su/study/letter' in [late['id'] for late in scratch.get('/v1/status')['late']], 'it is late')


@test
def a_case_of_several_organizations(scratch):
    scratch.configure(extra=EXTRA)
    with open(scratch.config, encoding='utf-8') as file:
        text = file.read()
    head, tail = text.split('organizations = (', 1)
    scratch.configure(head + 'organizations = ( { id = "gsu"; name = "研"; calendar = "wust"; members = ( { id = "bing"; name = "丙"; '
                      'post = "secretary_general"; channels = [ "script" ]; } ); obligations = ( { preset = "study"; notify = [ "bing" ]; } ); },' + tail)
    scratch.start()
    reply = scratch.post('/v1/cases', organizations=['su', 'gsu'], obligation='study', on=day(-1), title='贺信')
    equal([one['case']['id'] for one in reply['cases']], ['su/study/c1', 'gsu/study/c1'])
    refused(scratch, 409, '/v1/cases', 'already', organizations=['gsu', 'su'], obligation='study', on=day(-1), id='c1')
    refused(scratch, 404, '/v1/cases', organizations=['su', 'none'], obligation='study', on=day(-1), id='x')
    equal(scratch.ask('GET', '/v1/case?id=su/study/x')[0], 404)  # none at all
    refused(scratch, 400, '/v1/cases', 'organization', obligation='study', on=day(-1))
    refused(scratch, 400, '/v1/cases', 'organization', organization='su', organizations=['su'], obligation='study', on=day(-1))


run()
