"""lunzhictl plan: what it says an edited configuration changes is what loading it changes, and asking touches nothing."""
import json
import os
import subprocess
import sys

from harness import DATA, configuration, day, equal, run, test

LUNZHICTL = sys.argv[3]


def edited(scratch, text):
    path = os.path.join(scratch.dir, 'edited.conf')
    with open(path, 'w', encoding='utf-8') as file:
        file.write(text)
    return path


def plan(scratch, path, *options, code=0):
    env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en')
    done = subprocess.run([LUNZHICTL, '--socket', scratch.socket, 'plan', path, '--data', DATA, *options], capture_output=True, text=True,
                          timeout=60, env=env)
    assert done.returncode == code, done
    return done.stdout if code == 0 else done.stderr


def last_line(scratch):
    return scratch.get('/v1/log?max=1')['log'][0]['line']


@test
def nothing_changes(scratch):
    scratch.start()
    before = last_line(scratch)
    assert plan(scratch, scratch.config).startswith('It changes no turn, no due day and no message up to %s.' % day(180))
    found = json.loads(plan(scratch, scratch.config, '--json', '--days', '9'))
    equal(found, {'until': day(9), 'turns': [], 'dues': [], 'messages': []})
    equal(last_line(scratch), before)


@test
def what_it_says_comes_true(scratch):
    text = configuration(out=scratch.out)
    scratch.start()
    before = scratch.get('/v1/turns?org=su')['turns'][-1]
    leaver = before['chair']
    text = text.replace('name = "%s"; post' % leaver['name'], 'name = "%s"; until = "%s"; post' % (leaver['name'], day(90)))
    text = text.replace('due = "%s"; remind = [ "-3d", "0d" ]' % day(10), 'due = "%s"; remind = [ "-3d", "0d" ]' % day(12))
    path = edited(scratch, text)
    found = json.loads(plan(scratch, path, '--json'))
    heir = 'yi' if leaver['id'] == 'jia' else 'jia'
    equal({(change['change'], change['organization'], change['period'], change['chair'], change['kind']) for change in found['turns']},
          {('removed', 'su', 'next', leaver['id'], 'turn'), ('added', 'su', 'next', heir, 'turn')})
    equal(found['dues'], [{'change': 'moved', 'occurrence': 'su/soon/now', 'before': day(10), 'after': day(12)}])
    soon = [change for change in found['messages'] if change['obligation'] == 'soon' and change['kind'] == 'reminder']
    assert [change for change in soon if change['change'] == 'removed' and change['due'] == day(10)], soon
    assert [change for change in soon if change['change'] == 'added' and change['due'] == day(12)], soon
    told = [change['recipient'] for change in found['messages'] if change['kind'] == 'plan']
    equal(sorted(told), ['jia', 'yi'])

    scratch.configure(text)
    scratch.post('/v1/reload')
    after = [turn for turn in scratch.get('/v1/turns?org=su')['turns'] if turn['planned']][0]
    equal((after['period'], after['chair']['id']), ('next', heir))
    equal(scratch.get('/v1/occurrence?id=su/soon/now')['occurrence']['due_on'], day(12))
    equal(sorted(message['recipient']['id'] for message in scratch.get('/v1/outbox')['messages'] if message['kind'] == 'plan'), sorted(told))
    equal(json.loads(plan(scratch, path, '--json'))['turns'], [])


@test
def a_turn_that_is_to_be_accepted_is_shown_cut_short(scratch):
    answers = ', { preset = "turn-answer"; escalate = ( ); }'
    text = configuration(out=scratch.out, extra=answers)
    text = text.replace('rotation = { ', 'rotation = { proposal = "turn-answer"; answer_required = true; ')
    scratch.configure(text)
    scratch.start()
    running, planned = scratch.get('/v1/turns?org=su')['turns'][-2:]
    path = edited(scratch, text.replace('order = [ "jia", "yi" ]; }', 'order = [ "jia", "yi" ]; }, { elected = "%s"; order = [ "bing" ]; }' % day(120)))
    turns = json.loads(plan(scratch, path, '--json'))['turns']
    equal({(turn['change'], turn['at'][:10], turn['chair'], turn['ends']) for turn in turns},
          {('removed', day(100), planned['chair']['id'], None), ('added', day(100), planned['chair']['id'], day(119)),
           ('added', day(120), 'bing', None)})
    shown = plan(scratch, path)
    assert '~ su            next  %s  … → %s  %s ' % (day(100), day(119), planned['chair']['id']) in shown, shown
    path = edited(scratch, text.replace('order = [ "jia", "yi" ]; }', 'order = [ "jia", "yi" ]; }, { elected = "%s"; order = [ "bing" ]; }' % day(20)))
    turns = {(turn['change'], turn['chair'], turn['ends']) for turn in json.loads(plan(scratch, path, '--json'))['turns']}
    assert {('removed', running['chair']['id'], day(99)), ('added', running['chair']['id'], day(19))} <= turns, turns # the one that runs


@test
def a_line_an_occurrence_and_recipient(scratch):
    text = configuration(out=scratch.out, soon=day(12))
    scratch.start()
    path = edited(scratch, text)
    messages = json.loads(plan(scratch, path, '--json'))['messages']
    groups = {}
    for change in messages:
        key = (change['organization'], change['obligation'], change['period'], change['recipient'], change['channel'])
        groups.setdefault(key, []).append(change)
    assert len(messages) > len(groups) > 0, messages
    shown = plan(scratch, path)
    table = shown[shown.index('MESSAGES'):].splitlines()[2:]
    equal(len(table), len(groups))
    for (organization, obligation, period, recipient, channel), changes in groups.items():
        line = next(line for line in table if ' %s/%s/%s ' % (organization, obligation, period) in line and ' %s (%s) ' % (recipient, channel) in line)
        for change in ('removed', 'added'):
            some = [one for one in changes if one['change'] == change]
            assert not some or '%d from %s' % (len(some), some[0]['at'][:10]) in line, (line, some)
    each = plan(scratch, path, '--messages')
    equal(len(each[each.index('MESSAGES'):].splitlines()), 1 + len(messages))
    assert 'DUE DAYS' in shown and '~ su/soon/now  %s  %s' % (day(10), day(12)) in shown, shown


@test
def an_obligation_more_or_less(scratch):
    scratch.start()
    more = configuration(out=scratch.out, extra=', { id = "more"; title = "又一件"; per = "term"; due = "%s"; remind = [ "0d" ]; notify = [ "bing" ]; }' % day(20))
    found = json.loads(plan(scratch, edited(scratch, more), '--json'))
    assert {'change': 'added', 'occurrence': 'su/more/now', 'before': None, 'after': day(20)} in found['dues'], found['dues']
    assert [change for change in found['messages'] if change['obligation'] == 'more' and change['change'] == 'added'], found
    less = configuration(out=scratch.out)
    start = less.index('        { id = "over"')
    less = less[:start] + less[less.index('        { id = "congress"'):]
    found = json.loads(plan(scratch, edited(scratch, less), '--json'))
    equal([change for change in found['dues'] if change['occurrence'] == 'su/over/now'],
          [{'change': 'removed', 'occurrence': 'su/over/now', 'before': day(-3), 'after': None}])
    equal({change['change'] for change in found['messages'] if change['obligation'] == 'over'}, {'removed'})


@test
def a_broken_file_is_said_and_nothing_else(scratch):
    scratch.start()
    before = last_line(scratch)
    said = plan(scratch, edited(scratch, configuration(out=scratch.out, ends=day(500))), code=1)
    assert 'edited.conf' in said and 'error' in said, said
    equal(last_line(scratch), before)
    assert 'nowhere.conf' in plan(scratch, os.path.join(scratch.dir, 'nowhere.conf'), code=1)


run()
