"""conf/examples/wust told to a real lunzhid whose clock a test sets: the published facts after the event, or whole years day by day, so that
what is not done in time is missed. What lunzhid logs is the same whenever, wherever and by whomever it is run."""
import datetime
import os
import re
import shutil
import struct
import subprocess
import urllib.parse

import harness
from harness import wait_until

# Of daemons that run in a directory of their own.
harness.LUNZHID, harness.DATA = os.path.abspath(harness.LUNZHID), os.path.abspath(harness.DATA)
EXAMPLE = os.path.join(harness.DATA, 'examples', 'wust')
ZONE = datetime.timezone(datetime.timedelta(hours=8))
TOKEN = re.compile(r'\s+|#[^\n]*|//[^\n]*|/\*.*?\*/|("(?:[^"\\]|\\.)*")|(-?\d+)|([A-Za-z_*][-\w*]*)|([(){}\[\]=:;,])', re.S)
CLOSING = {'(': ')', '[': ']', '{': '}'}


def read_libconfig(path):
    """A libconfig file of strings, integers, lists and groups, as dicts and lists."""
    with open(path, encoding='utf-8') as file:
        text = file.read()
    tokens = [match.group() for match in TOKEN.finditer(text) if match.group(match.lastindex or 0) and match.lastindex]
    assert ''.join(match.group() for match in TOKEN.finditer(text)) == text, 'not understood: ' + path

    def value():
        token = tokens.pop(0)
        if token == '{':
            return group('}')
        if token in '([':
            items = []
            while tokens[0] != CLOSING[token]:
                items.append(value())
                if tokens[0] == ',':
                    tokens.pop(0)
            tokens.pop(0)
            return items
        return re.sub(r'\\(.)', r'\1', token[1:-1]) if token[0] == '"' else int(token)

    def group(end):
        items = {}
        while tokens and tokens[0] != end:
            name = tokens.pop(0)
            assert tokens.pop(0) in '=:', name
            items[name] = value()
            if tokens and tokens[0] in ';,':
                tokens.pop(0)
        if end is not None:
            tokens.pop(0)
        return items

    return group(None)


def listed(value):
    return value if isinstance(value, list) else [value]


class Told:
    """A daemon on the example, and what is told to it."""

    def __init__(self, scratch, begins):
        self.scratch = scratch
        shutil.copytree(EXAMPLE, scratch.dir, dirs_exist_ok=True)
        with open(scratch.config, encoding='utf-8') as file:
            text = re.sub(r'127\.0\.0\.1:\d+', '127.0.0.1:1', file.read())  # nothing is to arrive anywhere
        with open(scratch.config, 'w', encoding='utf-8') as file:
            file.write(text)
        scratch.config = 'lunzhi.conf'  # the log names it: not by the directory it happens to be in
        self.path = os.path.join(scratch.dir, 'clock')
        self.set_clock(begins)
        self.daemon = scratch.start(cwd=scratch.dir, environment={'CLOCK_OFFSET': self.path, 'CLOCK_STANDS': '1'})
        self.settle()

    def set_clock(self, day):
        """Ten o'clock: after the hour of the messages, the last of which says what is missed."""
        self.now = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(10), ZONE)
        with open(self.path, 'r+b' if os.path.exists(self.path) else 'wb') as file:
            file.write(struct.pack('=q', int(self.now.timestamp())))

    def settle(self):
        """Until nothing is due."""
        def is_idle():
            next_at = self.scratch.get('/v1/status')['engine']['next_at']
            return next_at is None or datetime.datetime.fromisoformat(next_at) > self.now
        wait_until(is_idle, 'the engine is done')

    def step(self, day):
        """The clock stands on the day, and what became due by then is done."""
        if self.now.date().isoformat() == day:
            return
        seen = self.daemon.log().count('the clock was set by')
        self.set_clock(day)
        wait_until(lambda: self.daemon.log().count('the clock was set by') > seen, 'the step is seen')
        self.settle()

    def record(self, organizations, obligation, on, **more):
        body = {'organizations': organizations, 'obligation': obligation, 'on': on}
        body.update({name: value for name, value in more.items() if value is not None})
        return self.scratch.post('/v1/records', **body)['records']

    def keep(self, name, text):
        """A file to name in a record."""
        status, reply = self.scratch.ask('POST', '/v1/files?name=' + urllib.parse.quote(name), raw=text)
        assert status == 200, reply
        return reply['file']

    def import_roster(self, lunzhictl, name, organization, on):
        subprocess.run([lunzhictl, '--socket', self.scratch.socket, 'roster', 'import', os.path.join(EXAMPLE, 'rosters', name), '--org',
                        organization, '--on', on], check=True, capture_output=True, env=dict(os.environ, LC_ALL='C.UTF-8'), timeout=60)


def tell_published(told):
    """The records, after the event."""
    for fact in read_libconfig(os.path.join(EXAMPLE, 'published-2019-2021.conf'))['records']:
        told.record(listed(fact['organization']), fact['obligation'], fact['on'], document=fact.get('document'), fields=fact.get('fields'))


def days_of(scenario):
    """The facts by the day they are told, in the order `simulate` tells those of one day."""
    order = {'cases': 0, 'records': 1, 'waivers': 1, 'events': 1, 'decisions': 1, 'closings': 2}
    closings = [dict(case, on=case['closed']) for case in scenario.get('cases', []) if 'closed' in case]
    facts = [(fact.get('known', fact['on']), order[kind], kind, fact)
             for kind, items in list(scenario.items()) + [('closings', closings)] for fact in items]
    days = {}
    for day, _, kind, fact in sorted(facts, key=lambda item: item[:2]):
        days.setdefault(day, []).append((kind, fact))
    return days


def period_of(calendar, obligation_is_yearly, on):
    term = [term['id'] for term in calendar if term['begins'] <= on <= term['ends']][0]
    return term[:9] if obligation_is_yearly else term


def tell_one(told, kind, fact):
    scratch = told.scratch
    organizations = listed(fact['organization'])
    if kind == 'records':
        told.record(organizations, fact['obligation'], fact['on'], period=fact.get('period'), document=fact.get('document'),
                    fields=fact.get('fields'), files=fact.get('files'))
        return
    for organization in organizations:
        name = '%s/%s/%s' % (organization, fact['obligation'], fact.get('period', fact.get('id')))
        if kind == 'events':
            scratch.post('/v1/events', organization=organization, obligation=fact['obligation'], on=fact['on'])
        elif kind == 'waivers':
            scratch.post('/v1/waivers', occurrence=name, **{key: fact[key] for key in ('reason', 'by', 'basis', 'until') if key in fact})
        elif kind == 'cases':
            scratch.post('/v1/cases', organization=organization, obligation=fact['obligation'], on=fact['on'], id=fact['id'],
                         title=fact['title'], event=fact.get('event'), member=fact.get('member'))
        else:
            assert kind == 'closings', kind
            scratch.post('/v1/cases/close', case=name, on=fact['on'], why=fact['why'], by=fact['by'], outcome=fact.get('outcome'), waive=True)


ROSTERS = {'2019-10-21': '2019-1', '2020-03-16': '2019-2', '2020-11-02': '2020-1', '2021-03-22': '2020-2'}


HEARD = '2020年第14次党委常委会'
MINUTES = '会议听取了校学生会、研究生会工作汇报。\n'


def correct_guidance(told):
    """The number of the document had been left out."""
    wrong = told.scratch.get('/v1/occurrence?id=su/party-guidance/2019-2020')['records'][0]
    told.record(['su'], 'party-guidance', wrong['on'], document='党建工作要点2019年第3号', corrects=wrong['id'], why='漏填文号')


def tell_complete(told, lunzhictl, until='2021-08-31'):
    """Every fact on its day, the rosters, and the configuration read anew where it has learnt of a roster."""
    days = days_of(read_libconfig(os.path.join(EXAMPLE, '2019-2021.conf')))
    for day in sorted(set(days) | set(ROSTERS) | {'2020-12-01', until}):
        told.step(day)
        for kind, fact in days.get(day, []):
            if fact.get('document') == HEARD:
                fact['files'] = [told.keep('会议纪要（节选）.txt', MINUTES)]
            tell_one(told, kind, fact)
        if day == '2019-10-25':
            correct_guidance(told)
        for organization in ('su', 'gsu') if day in ROSTERS else ():
            told.import_roster(lunzhictl, '%s-%s.csv' % (organization, ROSTERS[day]), organization, day)
        if day == '2020-12-01':
            told.scratch.post('/v1/reload')
