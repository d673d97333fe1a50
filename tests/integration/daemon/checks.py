"""Rosters and checks, from a CSV file through lunzhictl to an occurrence with its ladder."""
import json
import os
import subprocess
import sys

from harness import DATA, day, equal, run, test

LUNZHICTL = sys.argv[3]

HEADER = '编号,姓名,职务,部门,政治面貌,学生类别,是否一年级,最近一学期排名百分比,不及格课程数,来自学院学生会'
PRESETS = ''', { preset = "roster"; }, { id = "delegates"; preset = "delegates"; per = "term"; check_from = "soon"; }'''
OFFICES = 'league_secretary", "deputy_party_secretary'


def rows(n, **changes):
    """People who keep every rule; `changes` of the first: post, party, rank, failed."""
    def person(i):
        value = dict(post='干事', party='共青团员', rank='12.5%', failed='0', college='是')
        if i == 0:
            value.update(changes)
        return 's%02d,某某,%s,办公室,%s,本科生,否,%s,%s,%s' % (i, value['post'], value['party'], value['rank'], value['failed'], value['college'])
    return [person(i) for i in range(n)]


def configure(scratch, rosters='', **changes):
    scratch.configure(extra=PRESETS, **changes)
    with open(scratch.config, encoding='utf-8') as file:
        text = file.read()
    text = text.replace('post = "secretary_general"', 'post = [ "secretary_general", "%s" ]' % OFFICES)
    text = text.replace('name = "校学生会";', 'name = "校学生会"; kind = "undergraduate"; ' + rosters)
    scratch.configure(text)


def write(scratch, lines, name='staff.csv', encoding='utf-8', end='\n'):
    path = os.path.join(scratch.dir, name)
    with open(path, 'wb') as file:
        file.write((end.join([HEADER] + lines) + end).encode(encoding))
    return path


def ctl(scratch, *arguments):
    env = dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en')
    return subprocess.run([LUNZHICTL, '--socket', scratch.socket] + list(arguments), capture_output=True, text=True, timeout=20, env=env)


def roster_import(scratch, path, on=0, *more):
    return ctl(scratch, 'roster', 'import', path, '--org', 'su', '--on', day(on), '--data', DATA, *more)


def occurrence(scratch, obligation='roster'):
    return scratch.get('/v1/occurrence?id=su/%s/now' % obligation)


def verdicts(check):
    return {result['id']: result['verdict'] for result in check['results']}


@test
def a_gbk_file_fails_is_reminded_of_and_is_mended(scratch):
    configure(scratch)
    scratch.start()
    equal(occurrence(scratch)['occurrence']['due_on'], None)
    bad = roster_import(scratch, write(scratch, rows(5, post='副主席', party='群众'), encoding='gbk', end='\r\n'))
    equal(bad.returncode, 0)
    assert '姓名' in bad.stderr and 'left out' in bad.stderr, bad.stderr
    lines = [line.split() for line in bad.stdout.splitlines()]
    equal([line[0] for line in lines].count('fails'), 2)
    assert any(line[-1] == 's00' for line in lines if line[0] == 'fails'), bad.stdout
    failed = occurrence(scratch)
    equal((failed['occurrence']['state'], failed['occurrence']['event_on'], failed['occurrence']['records']), ('open', day(0), 0))
    assert failed['occurrence']['due_on'] > day(9), failed['occurrence']
    equal(sorted({rung['kind'] for rung in failed['rungs']}), ['overdue', 'reminder'])
    assert '某某' not in str(scratch.get('/v1/rosters/1')), 'a name was kept'

    good = roster_import(scratch, write(scratch, rows(5), encoding='utf-8-sig'))
    equal(good.returncode, 0)
    assert 'fails' not in good.stdout, good.stdout
    met = occurrence(scratch)
    equal((met['occurrence']['state'], met['occurrence']['records'], met['rungs']), ('met', 1, []))
    equal(met['records'][0]['actor'], 'lunzhid')
    equal(met['records'][0]['fields']['staff'], 5)

    roster_import(scratch, write(scratch, rows(41)))
    again = occurrence(scratch)
    equal((again['occurrence']['state'], again['occurrence']['records']), ('open', 0))
    equal([roster['people'] for roster in scratch.get('/v1/rosters?org=su')['rosters']], [41, 5, 5])
    equal({line['action'] for line in again['log']}, {'check'})


@test
def a_bad_file_is_named_whole_and_nothing_is_imported(scratch):
    configure(scratch)
    scratch.start()
    lines = rows(6, party='青年')
    lines[2] = lines[2].replace('12.5%', 'top')
    lines[4] = lines[4].replace('s04', 's03')
    result = roster_import(scratch, write(scratch, lines))
    equal((result.returncode, result.stdout), (1, ''))
    for words in ('staff.csv:2: error: column 5 (政治面貌): found "青年"', 'staff.csv:4: error: column 8', 'staff.csv:6: error: column 1 (编号): found "s03"',
                  'nothing was imported'):
        assert words in result.stderr, (words, result.stderr)
    equal(scratch.get('/v1/rosters?org=su')['rosters'], [])
    equal(ctl(scratch, 'roster', 'import', '--org', 'su', '--on', day(0)).returncode, 2)
    equal(ctl(scratch, 'roster', 'show').returncode, 2)


@test
def the_limits_at_their_boundaries(scratch):
    configure(scratch)
    scratch.start()
    for n, verdict in ((40, 'passed'), (41, 'failed')):
        roster_import(scratch, write(scratch, rows(n)))
        check = scratch.get('/v1/checks?org=su&year=2001-2002&obligation=roster')['checks'][0]
        equal((check['verdict'], verdicts(check)['staff-size']), (verdict, verdict))
    lines = rows(23)
    for i in range(10):
        lines[i] = lines[i][:-1] + '否'
    roster_import(scratch, write(scratch, lines))
    shown = ctl(scratch, 'roster', 'check', '--org', 'su', '--year', '2001-2002').stdout
    assert '13 of 23 (56.5 %)' in shown and 'at least 50 %: 12' in shown, shown


@test
def the_counts_of_a_record_are_judged(scratch):
    configure(scratch)
    scratch.start()
    reply = scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-1),
                         fields={'delegates': 256, 'women': '76', 'non_cadres': 154, 'students': 25600, 'place': '礼堂'})
    check = reply['records'][0]['checks'][0]
    equal((check['obligation'], check['verdict'], check['state']), ('delegates', 'failed', 'open'))
    equal(verdicts(check), {'delegates-share': 'passed', 'non-cadres': 'passed', 'women': 'failed', 'every-grade': 'unproven', 'every-college': 'unproven'})
    women = [result for result in check['results'] if result['id'] == 'women'][0]
    equal((women['part']['least'], women['whole']['least'], women['needed']), (76, 256, 77))
    equal(occurrence(scratch, 'soon')['records'][0]['checks'][0]['verdict'], 'failed')
    equal(occurrence(scratch, 'delegates')['occurrence']['event_on'], day(0))
    shown = ctl(scratch, 'record', 'soon', '--org', 'su', '--on', day(-1), '--set', 'delegates=256', '--set', 'women=77', '--set', 'non_cadres=154', '--set',
                'students=25600', '--set', 'grades=4', '--set', 'grades_total=4', '--set', 'colleges=18', '--set', 'colleges_total=18')
    equal(shown.returncode, 0)
    assert '77 of 256 (30.1 %)' in shown.stdout and 'fails' not in shown.stdout, shown.stdout
    assert 'contradict' in shown.stdout, shown.stdout  # 76 women before, 77 now
    equal(occurrence(scratch, 'delegates')['occurrence']['state'], 'met')


@test
def two_sources_of_a_year_contradict_each_other(scratch):
    configure(scratch)
    scratch.start()
    roster_import(scratch, write(scratch, rows(21)), -2)
    reply = scratch.post('/v1/rosters', organization='su', on=day(-1), stated={'staff': 23, 'from_colleges': 13})
    equal([(one['count'], sorted(source['value'] for source in one['sources'])) for one in reply['contradictions']],
          [('staff', [21, 23]), ('from_colleges', [13, 21])])
    equal((reply['checks'][0]['newest'], occurrence(scratch)['occurrence']['state']), (False, 'met'))
    scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-70), fields={'delegates': 250})
    reply = scratch.post('/v1/records', organizations=['su'], obligation='soon', on=day(-1), fields={'staff': '22', 'delegates': 256})
    equal([one['count'] for one in reply['records'][0]['contradictions']], ['staff'])  # delegates: of another term
    equal(sorted((source['kind'], source['value']) for source in reply['records'][0]['contradictions'][0]['sources']),
          [('record', 22), ('roster', 21), ('roster', 23)])
    roster_import(scratch, write(scratch, rows(23)), -2)  # the same day again: the earlier one gives way
    sources = [one for one in scratch.get('/v1/checks?org=su')['contradictions'] if one['count'] == 'staff'][0]['sources']
    equal(sorted(source['value'] for source in sources), [22, 23, 23])
    roster_import(scratch, write(scratch, rows(25)), -1)  # they replace those of the day before; the numbers of this day are held against them
    sources = [one for one in scratch.get('/v1/checks?org=su')['contradictions'] if one['count'] == 'staff'][0]['sources']
    equal(sorted(source['value'] for source in sources), [22, 23, 25])


def big_roster(n):
    """People of as many departments and colleges, each with all columns; one has failed a course."""
    return ['s%05d,某某,%s,部门%d,%s,本科生,否,%d.5%%,%d,%s' % (i, '干事' if i else '主席团成员', i % 6, '共青团员', i % 30, i == n // 2, '是')
            for i in range(n)]


@test
def big_files_are_taken(scratch):
    configure(scratch)
    scratch.start()
    for encoding, n in (('utf-8-sig', 1000), ('gbk', 5000), ('utf-8', 12000)):
        result = roster_import(scratch, write(scratch, big_roster(n), encoding=encoding, end='\r\n'), 0)
        equal((result.returncode, result.stderr.count('error')), (0, 0))
        assert '%d rows' % n in result.stdout, result.stdout
        results = {one['id']: one for one in scratch.get('/v1/checks?org=su&year=2001-2002&obligation=roster')['checks'][0]['results']}
        equal((results['staff-size']['part']['least'], results['department-number']['verdict']), (n, 'passed'))
        equal(results['no-failed-course']['who'], ['s%05d' % (n // 2)])
    newest = scratch.get('/v1/rosters?org=su')['rosters'][0]
    equal(len(scratch.get('/v1/rosters/%d' % newest['id'])['rows']), 12000)


@test
def too_big_a_file_is_told_the_limit(scratch):
    configure(scratch)
    scratch.start()
    result = roster_import(scratch, write(scratch, big_roster(30001)))
    equal(result.returncode, 1)
    assert 'more than 30000 rows' in result.stderr and 'nothing was imported' in result.stderr, result.stderr
    result = roster_import(scratch, write(scratch, [line.replace('部门', '部门' * 16) for line in big_roster(29000)]))
    equal(result.returncode, 1)
    assert '4194304 bytes' in result.stderr, result.stderr
    status, reply = scratch.ask('POST', '/v1/rosters', raw=b'{"organization": "su", "source": "' + b'x' * (5 << 20) + b'"}')
    equal(status, 413)
    assert '4194304' in reply['error'], reply
    status, reply = scratch.ask('POST', '/v1/records', raw=b'{"document": "' + b'x' * (1 << 17) + b'"}')
    equal(status, 413)
    assert '65536' in reply['error'], reply
    equal(scratch.get('/v1/rosters?org=su')['rosters'], [])


@test
def what_makes_no_sense_is_refused(scratch):
    configure(scratch)
    scratch.start()
    good = dict(organization='su', on=day(0), columns=['id', 'post'], rows=[['s1', 'officer']])
    for status, changes in ((400, dict(rows=[['s1']])), (400, dict(rows=[['s1', 7]])), (400, dict(rows='x')), (400, dict(rows=[['s1', '']])),
                            (400, dict(rows=[], columns=[])), (400, dict(stated={'staff': -1})), (400, dict(stated={'staff': 'x'})),
                            (409, dict(columns=['id', 'name'])), (409, dict(table='rooster')), (409, dict(on=day(1))), (404, dict(organization='gsu'))):
        found, reply = scratch.ask('POST', '/v1/rosters', dict(good, **changes))
        equal((found, changes), (status, changes))
        assert reply['error'], reply
    equal(scratch.get('/v1/rosters?org=su')['rosters'], [])
    for status, path in ((400, '/v1/rosters'), (404, '/v1/rosters?org=gsu'), (404, '/v1/rosters/7'), (400, '/v1/checks'), (404, '/v1/checks?org=gsu')):
        equal((scratch.ask('GET', path)[0], path), (status, path))
    scratch.post('/v1/rosters', **good)


@test
def parts_larger_than_their_whole_are_refused(scratch):
    configure(scratch)
    scratch.start()
    status, reply = scratch.ask('POST', '/v1/records', dict(organizations=['su'], obligation='soon', on=day(-1), fields={'delegates': 100, 'women': 400}))
    equal(status, 409)
    equal(reply['error'], 'su/soon: a part cannot be larger than its whole: women (women) is 400, more than delegates (delegates), which is 100')
    equal(occurrence(scratch, 'soon')['occurrence']['records'], 0)
    kept = len(scratch.get('/v1/rosters?org=su')['rosters'])
    status, reply = scratch.ask('POST', '/v1/rosters', dict(organization='su', on=day(0), stated={'staff': 2, 'from_coleges': 1}))
    equal(status, 409)
    assert '"from_coleges"; did you mean from_colleges?' in reply['error'], reply
    status, reply = scratch.ask('POST', '/v1/rosters', dict(organization='su', on=day(0), stated={'nope': 3}))
    equal((status, 'did you mean' in reply['error']), (409, False))
    equal(scratch.ask('POST', '/v1/rosters', dict(organization='su', on=day(0), stated={'staff': 2.5}))[0], 400)
    equal(len(scratch.get('/v1/rosters?org=su')['rosters']), kept)
    status, reply = scratch.ask('POST', '/v1/rosters', dict(organization='su', on=day(0), stated={'staff': 2, 'from_colleges': 3}))
    equal((status, reply['error']), (409, 'su: a part cannot be larger than its whole: from college unions (from_colleges) is 3, more than staff (staff), which is 2'))
    equal(scratch.get('/v1/rosters?org=su')['rosters'], [])
    shown = ctl(scratch, 'record', 'soon', '--org', 'su', '--on', day(-1), '--set', 'delegates=100', '--set', 'women=101')
    equal(shown.returncode, 1)
    assert 'women (women) is 101, more than delegates (delegates), which is 100' in shown.stderr, shown.stderr


@test
def rosters_of_the_configuration_outlive_a_restart(scratch):
    write(scratch, rows(41), name='own.csv')
    configure(scratch, rosters='rosters = ( { on = "%s"; file = "own.csv"; counts = { staff = 40; }; } );' % day(-3))
    daemon = scratch.start()
    equal((occurrence(scratch)['occurrence']['state'], occurrence(scratch)['occurrence']['event_on']), ('open', day(0)))
    scratch.post('/v1/reload')
    equal(len(scratch.get('/v1/rosters?org=su')['rosters']), 1)
    write(scratch, rows(40), name='own.csv')
    equal(daemon.stop(), 0)
    scratch.start()
    equal([roster['people'] for roster in scratch.get('/v1/rosters?org=su')['rosters']], [40, 41])
    equal(occurrence(scratch)['occurrence']['state'], 'met')
    equal(scratch.get('/v1/log/verify')['bad_line'], None)


@test
def a_simulation_takes_rosters_on_their_days(scratch):
    write(scratch, rows(41), 'bad.csv')
    write(scratch, rows(5), 'good.csv')
    configure(scratch, 'rosters = ( { on = "%s"; file = "good.csv"; }, { on = "%s"; file = "bad.csv"; } );' % (day(10), day(-20)))
    result = ctl(scratch, 'simulate', '--config', scratch.config, '--data', DATA, '--from', day(-40), '--to', day(40), '--json')
    equal(result.returncode, 0)
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    told = [(line['kind'], line['at'][:10]) for line in lines if line.get('obligation') == 'roster']
    equal(told[-1], ('met', day(10)))
    equal(told[0][0], 'reminder')
    assert all(day(-20) <= on < day(10) for kind, on in told[:-1]) and any(kind == 'overdue' for kind, _ in told), told


@test
def rosters_of_a_scenario_count_from_their_day(scratch):
    write(scratch, rows(41), 'bad.csv')
    configure(scratch)
    scenario = os.path.join(scratch.dir, 'scenario.conf')
    with open(scenario, 'w', encoding='utf-8') as file:
        file.write('rosters = ( { organization = "su"; on = "%s"; file = "bad.csv"; },\n'
                   '            { organization = "su"; on = "%s"; known = "%s"; counts = { staff = 40; from_colleges = 41; }; } );\n'
                   % (day(-20), day(-9), day(-9)))
    result = ctl(scratch, 'simulate', '--config', scratch.config, '--data', DATA, '--from', day(-40), '--to', day(40), '--scenario', scenario, '--json')
    equal(result.returncode, 0)
    told = [(line['kind'], line['at'][:10]) for line in map(json.loads, result.stdout.splitlines()) if line.get('obligation') == 'roster']
    assert told and told[0][0] == 'reminder' and all(on >= day(-20) for _, on in told), told
    assert 'scenario.conf:2: warning: rosters[1]: a part is larger than its whole' in result.stderr, result.stderr


@test
def without_a_locale_one_language_is_spoken(scratch):
    configure(scratch, language='zh_CN')
    scratch.start()
    bare = {name: value for name, value in os.environ.items() if not name.startswith('LC_') and name not in ('LANG', 'LANGUAGE')}
    for added, chinese in (({}, True), ({'LC_ALL': 'C'}, False), ({'LANGUAGE': 'en', 'LANG': 'C.UTF-8'}, False)):
        shown = subprocess.run([LUNZHICTL, '--socket', scratch.socket, 'agenda'], capture_output=True, encoding='utf-8', timeout=20, env=dict(bare, **added))
        equal(shown.returncode, 0)
        equal(('Due from' in shown.stdout, added), (not chinese, added))


run()
