"""Obligations that several unions inherit, through lunzhid and lunzhictl: who owes them, where they come from, and what an edit changes."""
import json
import os
import subprocess
import sys

from harness import DATA, day, equal, run, test

LUNZHICTL = sys.argv[3]

COLLEGE = '''
    { id = "%s"; name = "%s"; kind = "college"; parent = "su"; calendar = "wust";
      members = ( { id = "head"; name = "院"; post = "presidium"; channels = [ "script" ]; } ); obligations = ( %s ); }'''
SURVEY = '{ id = "survey"; title = "调研报告"; due = "%s"; remind = [ "-2d", "0d" ]; notify = [ "presidium" ]; }'


def organizations(scratch, inherited='', colleges=(('ca', ''), ('cb', '')), **changes):
    """The usual union, and colleges below it."""
    scratch.configure(**changes)
    with open(scratch.config, encoding='utf-8') as file:
        text = file.read()
    head, tail = text.split('organizations = (', 1)
    more = ','.join(COLLEGE % (name, name, own) for name, own in colleges)
    scratch.configure(head + inherited + 'organizations = (' + more + ',' + tail)


def for_colleges(*obligations):
    return 'obligations_for = ( { kind = "college"; parent = "su"; obligations = ( %s ); } );\n' % ', '.join(obligations)


def ctl(scratch, *arguments):
    env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en')
    found = subprocess.run([LUNZHICTL, '--socket', scratch.socket] + list(arguments), capture_output=True, text=True, timeout=20, env=env)
    equal(found.returncode, 0)
    return found.stdout


def occurrence(scratch, organization):
    return scratch.get('/v1/occurrence?id=%s/survey/now' % organization)


@test
def each_heir_owes_it(scratch):
    organizations(scratch, for_colleges(SURVEY % day(20)), (('ca', ''), ('cb', SURVEY % day(30)), ('cc', '{ id = "survey"; omit = true; }')))
    scratch.start()
    equal((occurrence(scratch, 'ca')['inherited'], occurrence(scratch, 'ca')['occurrence']['due_on']), ('kind = "college", parent = "su"', day(20)))
    equal((occurrence(scratch, 'cb')['inherited'], occurrence(scratch, 'cb')['occurrence']['due_on']), (None, day(30)))
    for organization in 'cc', 'su':
        equal(scratch.ask('GET', '/v1/occurrence?id=%s/survey/now' % organization)[0], 404)
    assert 'kind = "college", parent = "su"' in ctl(scratch, 'show', 'ca/survey/now')
    assert 'inherited' not in ctl(scratch, 'show', 'cb/survey/now')
    scratch.post('/v1/records', organizations=['ca'], obligation='survey', on=day(0))
    equal(occurrence(scratch, 'ca')['occurrence']['state'], 'met')


@test
def moving_it_there_changes_nothing_else(scratch):
    own = SURVEY % day(20)
    organizations(scratch, colleges=(('ca', own), ('cb', own)))
    daemon = scratch.start()
    scratch.post('/v1/records', organizations=['ca'], obligation='survey', on=day(0))
    before = {name: occurrence(scratch, name)['occurrence'] for name in ('ca', 'cb')}
    organizations(scratch, for_colleges(own))
    planned = json.loads(ctl(scratch, '--json', 'plan', scratch.config, '--data', DATA))
    equal((planned['turns'], planned['dues'], planned['messages']), ([], [], []))
    scratch.post('/v1/reload')
    equal({name: occurrence(scratch, name)['occurrence'] for name in ('ca', 'cb')}, before)
    equal(occurrence(scratch, 'ca')['inherited'], 'kind = "college", parent = "su"')
    daemon.stop()
    scratch.start()
    equal((occurrence(scratch, 'ca')['occurrence']['state'], len(occurrence(scratch, 'ca')['records'])), ('met', 1))


@test
def an_edit_reaches_all_heirs_and_plan_shows_it(scratch):
    organizations(scratch, for_colleges(SURVEY % day(20)))
    scratch.start()
    organizations(scratch, for_colleges(SURVEY % day(25)), (('ca', ''), ('cb', '{ id = "survey"; omit = true; }')))
    planned = json.loads(ctl(scratch, '--json', 'plan', scratch.config, '--data', DATA))['dues']
    equal([(change['change'], change['occurrence']) for change in planned], [('moved', 'ca/survey/now'), ('removed', 'cb/survey/now')])
    scratch.post('/v1/reload')
    equal(occurrence(scratch, 'ca')['occurrence']['due_on'], day(25))
    equal(occurrence(scratch, 'cb')['occurrence']['state'], 'withdrawn')


@test
def a_bad_one_names_the_heir_and_changes_nothing(scratch):
    organizations(scratch, for_colleges(SURVEY % day(20)))
    scratch.start()
    organizations(scratch, for_colleges(SURVEY.replace('presidium', 'head-of') % day(25)))
    status, reply = scratch.ask('POST', '/v1/reload')
    equal(status, 422)
    equal([(finding['level'], finding['setting']) for finding in reply['findings'] if finding['level'] == 'error'],
          [('error', 'obligations_for[0].obligations[0].notify[0] (inherited by ca)')])
    assert reply['findings'][0]['line'] > 0 and reply['findings'][0]['file'] == scratch.config, reply
    equal(occurrence(scratch, 'cb')['occurrence']['due_on'], day(20))


run()
