"""Files as evidence: sent, kept, named by records, given back, and proved; and everything that must be refused on the way."""
import hashlib
import json
import os
import shutil
import stat
import subprocess

from harness import LUNZHID, Skip, day, equal, run, test, wait_until

PDF = b'%PDF-1.7\n' + b'minutes of the meeting\n' * 100
PNG = b'\x89PNG\r\n\x1a\n' + bytes(range(256)) * 4


def sha256(content):
    return hashlib.sha256(content).hexdigest()


def place(scratch, content):
    name = sha256(content)
    return os.path.join(scratch.state, 'evidence', name[:2], name)


def send(scratch, name, content, headers=None, status=200):
    found, reply = scratch.ask('POST', '/v1/files?name=' + name, raw=content, headers=headers or {})
    assert found == status, (name, found, reply)
    return reply['file'] if status == 200 else reply['error']


def fetch(scratch, name):
    connection = scratch.connect()
    connection.request('GET', '/v1/files/' + name)
    reply = connection.getresponse()
    found = reply.status, reply.read(), dict(reply.getheaders())
    connection.close()
    return found


def record(scratch, files, status=200, **more):
    body = dict({'organizations': ['su'], 'obligation': 'soon', 'on': day(-1), 'files': files}, **more)
    found, reply = scratch.ask('POST', '/v1/records', body)
    assert found == status, (found, reply)
    return reply['records'][0] if status == 200 else reply['error']


def incoming(scratch):
    return os.listdir(os.path.join(scratch.state, 'evidence', 'incoming'))


def kept(scratch):
    """Every file of the directory but those that arrive."""
    root = os.path.join(scratch.state, 'evidence')
    return sorted(name for folder in os.listdir(root) if folder != 'incoming' for name in os.listdir(os.path.join(root, folder)))


@test
def a_file_is_kept_and_named_by_a_record(scratch):
    scratch.start()
    file = send(scratch, '%E4%BC%9A%E8%AE%AE%E7%BA%AA%E8%A6%81.PDF', PDF)
    equal(file, {'sha256': sha256(PDF), 'name': '会议纪要.PDF', 'type': 'pdf', 'size': len(PDF)})
    path = place(scratch, PDF)
    with open(path, 'rb') as kept_file:
        equal(kept_file.read(), PDF)
    equal(stat.S_IMODE(os.stat(path).st_mode), 0o440)
    equal(incoming(scratch), [])
    other = send(scratch, 'photo.png', PNG)
    made = record(scratch, [file, {'sha256': other['sha256'], 'name': 'photo.png'}])
    equal(made['state'], 'met')
    full = scratch.get('/v1/occurrence?id=su/soon/now')
    equal(full['records'][0]['files'], [file, other])
    line = [line for line in full['log'] if line['action'] == 'record'][0]
    assert sha256(PDF) in line['detail'] and sha256(PNG) in line['detail'] and '会议纪要.PDF' in line['detail'], line
    equal(scratch.get('/v1/files'), {'directory': scratch.state + '/evidence', 'files': 2, 'bytes': len(PDF) + len(PNG)})


@test
def a_file_is_given_back_as_an_attachment(scratch):
    scratch.start()
    file = send(scratch, 'a%20b%E7%BA%AA.pdf', PDF)
    record(scratch, [file])
    status, content, headers = fetch(scratch, sha256(PDF))
    equal((status, content), (200, PDF))
    equal(headers['Content-Type'], 'application/octet-stream')
    equal(headers['Content-Disposition'], "attachment; filename*=UTF-8''a%20b%E7%BA%AA.pdf")
    equal(headers['X-Content-Type-Options'], 'nosniff')
    equal(int(headers['Content-Length']), len(PDF))
    for bad in ('0' * 64, sha256(PDF).upper(), sha256(PDF)[:-1], sha256(PDF) + '0', '..', '../lunzhi.db', '%2e%2e%2flunzhi.db', 'incoming',
                sha256(PDF)[:2] + '/' + sha256(PDF), sha256(PDF) + '/', '%00' + sha256(PDF)[3:]):
        equal(fetch(scratch, bad)[0], 404)


@test
def names_are_names(scratch):
    """None leads out of the directory, hides, or turns a terminal's writing."""
    scratch.start()
    for bad in ('', '.pdf', '..', '%2e%2e%2fa.pdf', 'a/b.pdf', '%2fetc%2fpasswd.pdf', '..%5ca.pdf', 'a%0ab.pdf', 'a%1bb.pdf', 'a%7fb.pdf', 'a%c2%85.pdf',
                '%e2%80%aefdp.exe.pdf', 'a%ff.pdf', 'x' * 252 + '.pdf', 'a%00.pdf'):
        send(scratch, bad, PDF, status=400)
    equal(scratch.ask('POST', '/v1/files', raw=PDF)[0], 400)
    equal(scratch.ask('POST', '/v1/files?name=a.pdf&to=/tmp', raw=PDF)[0], 400)
    equal(kept(scratch), [])
    equal(incoming(scratch), [])
    equal(send(scratch, 'x' * 251 + '.pdf', PDF)['type'], 'pdf')
    file = {'sha256': sha256(PDF), 'name': '../../etc/passwd.pdf'}
    record(scratch, [file], status=400)


@test
def types_are_those_of_the_configuration(scratch):
    scratch.start()
    for name in ('a.exe', 'a.sh', 'a.html', 'a.svg', 'a', 'a.', 'pdf', 'a.pdf.exe', 'a.zip'):
        words = send(scratch, name, PDF, status=415)
        assert 'evidence.types' in words and ' docx ' in words, words
    for name, content in (('a.pdf', PNG), ('a.png', PDF), ('a.docx', PDF), ('a.doc', b'PK\3\4' + PDF), ('a.jpg', b'\xff\xd8'), ('a.pdf', b'%PDF')):
        words = send(scratch, name, content, status=415)
        assert 'content' in words, words
    equal(send(scratch, 'a.jpeg', b'\xff\xd8\xff\xe0' + PNG)['type'], 'jpeg')
    equal(send(scratch, 'a.txt', PNG)['type'], 'txt')
    equal(send(scratch, 'a.xlsx', b'PK\3\4' + PNG)['type'], 'xlsx')
    equal(incoming(scratch), [])
    scratch.configure(top='evidence = { types = [ "md" ]; };')
    scratch.post('/v1/reload')
    send(scratch, 'a.pdf', PDF, status=415)
    equal(send(scratch, 'a.md', PDF)['type'], 'md')
    record(scratch, [{'sha256': sha256(PDF), 'name': 'a.pdf'}], status=415)


@test
def empty_and_huge_files(scratch):
    scratch.configure(top='evidence = { max_size = "1M"; };')
    scratch.start()
    assert 'empty' in send(scratch, 'a.pdf', b'', status=400)
    exactly = PDF + b'x' * (1024 * 1024 - len(PDF))
    equal(send(scratch, 'a.pdf', exactly)['size'], 1024 * 1024)
    assert '1048576' in send(scratch, 'a.pdf', exactly + b'x', status=413)
    equal(send(scratch, 'a.pdf', exactly[:-1])['size'], 1024 * 1024 - 1)
    equal(incoming(scratch), [])


@test
def a_length_is_judged_before_the_content(scratch):
    """Whoever asks first sends nothing in vain; whoever lies about it, or says nothing, is stopped."""
    scratch.configure(top='evidence = { max_size = "64K"; };')
    scratch.start()
    connection = scratch.connect()
    connection.connect()
    connection.sock.sendall(b'POST /v1/files?name=a.exe HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\nExpect: 100-continue\r\n\r\n')
    equal(connection.sock.recv(4096).split(b'\r\n')[0], b'HTTP/1.1 415 Unsupported Media Type')
    connection.close()
    connection = scratch.connect()
    connection.connect()
    connection.sock.sendall(b'POST /v1/files?name=a.pdf HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\nExpect: 100-continue\r\n\r\n')
    equal(connection.sock.recv(4096).split(b'\r\n')[0], b'HTTP/1.1 413 Content Too Large')
    connection.close()
    connection = scratch.connect()
    connection.request('POST', '/v1/files?name=a.pdf', body=iter([PDF, b'x' * 65536, b'y' * 65536]), encode_chunked=True,
                       headers={'Transfer-Encoding': 'chunked'})
    equal(connection.getresponse().status, 413)
    connection.close()
    equal(incoming(scratch), [])
    chunked = scratch.connect()
    chunked.request('POST', '/v1/files?name=a.pdf', body=iter([PDF, b'x' * 30000]), encode_chunked=True, headers={'Transfer-Encoding': 'chunked'})
    equal(json.loads(chunked.getresponse().read())['file']['sha256'], sha256(PDF + b'x' * 30000))
    chunked.close()


@test
def a_big_file_takes_turns_with_others(scratch):
    scratch.start()
    big = PDF + os.urandom(1024) * (19 * 1024)
    connection = scratch.connect()
    connection.putrequest('POST', '/v1/files?name=big.pdf')
    connection.putheader('Content-Length', str(len(big)))
    connection.endheaders()
    connection.send(big[:5000000])
    equal(scratch.get('/v1/chair')['at'], day(0))
    small = send(scratch, 'small.pdf', PDF)
    connection.send(big[5000000:])
    equal(json.loads(connection.getresponse().read())['file'], {'sha256': sha256(big), 'name': 'big.pdf', 'type': 'pdf', 'size': len(big)})
    connection.close()
    equal(kept(scratch), sorted([small['sha256'], sha256(big)]))


@test
def what_breaks_off_leaves_nothing(scratch):
    daemon = scratch.start()
    for length in (0, 100, 300000, 2000000):
        connection = scratch.connect()
        connection.connect()
        connection.sock.sendall(b'POST /v1/files?name=a.pdf HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n' + (PDF * 900)[:length])
        wait_until(lambda: len(incoming(scratch)) == 1, 'the file arrives')
        connection.close()
        wait_until(lambda: incoming(scratch) == [], 'the file that broke off is gone')
    connection = scratch.connect()
    connection.connect()
    connection.sock.sendall(b'POST /v1/files?name=a.pdf HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n' + PDF * 200)
    wait_until(lambda: len(incoming(scratch)) == 1, 'the file arrives')
    equal(daemon.stop(), 0)
    equal(incoming(scratch), [])
    connection.close()
    equal(kept(scratch), [])


@test
def killed_in_the_middle(scratch):
    daemon = scratch.start()
    connection = scratch.connect()
    connection.connect()
    connection.sock.sendall(b'POST /v1/files?name=a.pdf HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n' + PDF * 200)
    wait_until(lambda: len(incoming(scratch)) == 1, 'the file arrives')
    daemon.kill()
    connection.close()
    equal(len(incoming(scratch)), 1)
    scratch.start()
    equal(incoming(scratch), [])


@test
def the_same_content_is_kept_once(scratch):
    scratch.start()
    first = send(scratch, 'a.pdf', PDF)
    second = send(scratch, 'b.pdf', PDF)
    equal(first['sha256'], second['sha256'])
    equal(kept(scratch), [sha256(PDF)])
    record(scratch, [first, second])
    record(scratch, [second], on=day(-2))
    equal([[file['name'] for file in one['files']] for one in scratch.get('/v1/occurrence?id=su/soon/now')['records']], [['b.pdf'], ['a.pdf', 'b.pdf']])
    equal(scratch.get('/v1/files')['files'], 1)
    os.chmod(place(scratch, PDF), 0o644)
    with open(place(scratch, PDF), 'wb') as file:
        file.write(b'damaged')
    equal(send(scratch, 'c.pdf', PDF)['sha256'], sha256(PDF))  # sent again, it is whole again
    equal(fetch(scratch, sha256(PDF))[1], PDF)


@test
def a_record_names_only_what_is_there(scratch):
    scratch.start()
    before = scratch.get('/v1/log?max=1')['log'][0]['line']
    file = {'sha256': sha256(PDF), 'name': 'a.pdf'}
    assert 'not there' in record(scratch, [file], status=409)
    sent = send(scratch, 'a.pdf', PDF)
    for bad in ([{'name': 'a.pdf'}], [{'sha256': sha256(PDF)}], ['a.pdf'], [{'sha256': 'x', 'name': 'a.pdf'}], {'sha256': sha256(PDF)},
                [{'sha256': '../../' + 'a' * 58, 'name': 'a.pdf'}], [sent] * 65):
        record(scratch, bad, status=400)
    assert 'bytes' in record(scratch, [dict(sent, size=1)], status=409)
    equal(scratch.get('/v1/occurrence?id=su/soon/now')['records'], [])
    equal(scratch.get('/v1/log?max=1')['log'][0]['line'], before)


@test
def links_are_not_followed(scratch):
    """Whatever somebody plants in the directory: nothing outside is read, written or named."""
    scratch.start()
    secret = os.path.join(scratch.dir, 'secret')
    with open(secret, 'wb') as file:
        file.write(PDF)
    name = sha256(PNG)
    os.mkdir(os.path.join(scratch.state, 'evidence', name[:2]))
    os.symlink(secret, place(scratch, PNG))
    equal(fetch(scratch, name)[0], 404)
    record(scratch, [{'sha256': name, 'name': 'a.png'}], status=409)
    equal(send(scratch, 'a.png', PNG)['sha256'], name)  # takes the link's place
    with open(secret, 'rb') as file:
        equal(file.read(), PDF)
    assert not os.path.islink(place(scratch, PNG))
    folder = os.path.join(scratch.state, 'evidence', sha256(PDF)[:2])
    os.symlink(scratch.dir, folder)
    shutil.copy(secret, os.path.join(scratch.dir, sha256(PDF)))
    equal(fetch(scratch, sha256(PDF))[0], 404)
    assert 'kept' in send(scratch, 'a.pdf', PDF, status=503)
    os.unlink(folder)
    os.mkfifo(os.path.join(scratch.dir, 'fifo'))
    os.mkdir(folder)
    os.mkfifo(place(scratch, PDF))
    equal(fetch(scratch, sha256(PDF))[0], 404)  # and does not wait for a writer
    equal(send(scratch, 'a.pdf', PDF)['size'], len(PDF))


@test
def the_directory_may_be_a_link(scratch):
    other = os.path.join(scratch.dir, 'big-disk')
    os.mkdir(other)
    os.mkdir(scratch.state)
    os.symlink(other, os.path.join(scratch.state, 'evidence'))
    scratch.start()
    send(scratch, 'a.pdf', PDF)
    assert os.path.isfile(os.path.join(other, sha256(PDF)[:2], sha256(PDF)))


@test
def no_directory_no_start(scratch):
    os.mkdir(scratch.state)
    with open(os.path.join(scratch.state, 'evidence'), 'w', encoding='ascii'):
        pass
    result = scratch.run()
    equal(result.returncode, 1)
    assert 'evidence' in result.stderr, result.stderr


@test
def a_full_disk(scratch):
    """The file is refused and said, nothing half-written stays, and the daemon goes on."""
    evidence = os.path.join(scratch.state, 'evidence')
    os.makedirs(evidence)
    prefix = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs -o size=256k,mode=755 none "$0" && exec "$@"', evidence]
    if subprocess.run(prefix + ['true'], capture_output=True, check=False).returncode != 0:
        raise Skip('no file system can be mounted here')
    scratch.start(prefix=prefix)
    words = send(scratch, 'a.pdf', PDF * 500, status=503)
    assert 'No space left' in words, words
    small = send(scratch, 'a.pdf', PDF)
    record(scratch, [small])
    equal(fetch(scratch, sha256(PDF))[1], PDF)
    send(scratch, 'a.pdf', PDF * 500, status=503)
    equal(scratch.get('/v1/status')['database']['trouble'], None)


@test
def only_operators_send(scratch):
    scratch.start()
    code = '''
import os, socket, sys
os.setgid(65533); os.setuid(65533)
peer = socket.socket(socket.AF_UNIX); peer.connect(sys.argv[1])
peer.sendall(b'POST /v1/files?name=a.pdf HTTP/1.1\\r\\nHost: x\\r\\nContent-Length: 4\\r\\n\\r\\n%PDF'); print(peer.recv(4096).split(b'\\r\\n')[0].decode())
peer = socket.socket(socket.AF_UNIX); peer.connect(sys.argv[1])
peer.sendall(b'GET /v1/files HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n'); print(peer.recv(4096).split(b'\\r\\n')[0].decode())
'''
    if os.geteuid() != 0:
        raise Skip('needs root to become somebody else')
    os.chmod(scratch.socket, 0o666)
    result = subprocess.run(['python3', '-c', code, scratch.socket], capture_output=True, text=True, check=True)
    equal(result.stdout.split('\n')[:2], ['HTTP/1.1 403 Forbidden', 'HTTP/1.1 200 OK'])
    equal(incoming(scratch), [])


@test
def what_no_record_names_goes_with_a_later_start(scratch):
    daemon = scratch.start()
    named, unnamed = send(scratch, 'a.pdf', PDF), send(scratch, 'b.png', PNG)
    record(scratch, [named])
    daemon.stop()
    daemon = scratch.start()  # within the day
    equal(kept(scratch), sorted([named['sha256'], unnamed['sha256']]))
    daemon.stop()
    age(scratch, 86300)
    daemon = scratch.start()
    equal(len(kept(scratch)), 2)
    daemon.stop()
    age(scratch, 200)
    daemon = scratch.start()
    equal(kept(scratch), [named['sha256']])
    daemon.stop()
    os.unlink(place(scratch, PDF))  # whatever is gone already is no trouble
    scratch.start()


def age(scratch, seconds):
    import sqlite3
    database = sqlite3.connect(scratch.state + '/lunzhi.db')
    database.execute('UPDATE upload SET at = at - ?', (seconds,))
    database.commit()
    database.close()


@test
def one_event_for_several_organizations(scratch):
    scratch.configure(extra='''); }, { id = "gsu"; name = "研究生会"; calendar = "wust";
        members = ( { id = "jia"; name = "甲"; post = "presidium"; channels = [ "script" ]; } );
        obligations = ( { id = "soon"; title = "快到的事"; per = "term"; due = "%s"; notify = [ "jia" ]; }''' % day(10))
    scratch.start()
    file = send(scratch, 'a.pdf', PDF)
    made = scratch.post('/v1/records', organizations=['su', 'gsu'], obligation='soon', on=day(-1), files=[file])['records']
    equal([one['occurrence'] for one in made], ['su/soon/now', 'gsu/soon/now'])
    for one in made:
        equal(scratch.get('/v1/occurrence?id=' + one['occurrence'])['records'][0]['files'], [file])


FIELDS = """, { id = "review"; title = "述职评议"; per = "term"; due = "%s"; notify = [ "jia" ];
    fields = ( { id = "panel"; title = { zh_CN = "评委人数"; en = "panel members"; }; type = "number"; required = true; min = 3; max = 60; },
               { id = "held"; type = "date"; }, { id = "host"; type = "member"; }, { id = "published"; type = "link"; },
               { id = "remark"; title = "备注"; max = 10; } ); }""" % day(10)


@test
def fields_are_demanded(scratch):
    scratch.configure(extra=FIELDS)
    scratch.start()
    shown = scratch.get('/v1/occurrence?id=su/review/now')['fields']
    equal(shown[0], {'id': 'panel', 'title': 'panel members', 'type': 'number', 'required': True, 'min': 3, 'max': 60})
    equal(shown[1], {'id': 'held', 'title': 'held', 'type': 'date', 'required': False, 'min': None, 'max': None})

    def review(fields, status=200):
        found, reply = scratch.ask('POST', '/v1/records', {'organizations': ['su'], 'obligation': 'review', 'on': day(-1), 'fields': fields})
        assert found == status, (fields, found, reply)
        return reply.get('error')

    equal(review({}, 409), 'su/review: the field panel (panel members) is missing: a number from 3 to 60')
    words = review({'panel': 'many', 'held': 'today', 'host': '甲', 'published': 'javascript:alert(1)', 'remark': '一二三四五六七八九十甲'}, 409)
    for part in ('panel (panel members) must be a number from 3 to 60, not "many"', 'held must be a day', 'host must be the id of a member, not "甲"',
                 'published must be an address', 'remark (备注) must be a text'):
        assert part in words, (part, words)
    for bad in (2, 61, 2.999999, '60.5', [5], {'n': 5}, True, None):
        review({'panel': bad}, 409)
    equal(scratch.get('/v1/occurrence?id=su/review/now')['records'], [])
    review({'panel': 3, 'held': day(-1), 'host': 'yi', 'published': 'https://example.edu.cn/公示', 'remark': '一二三四五六七八九十', 'more': [1]})
    equal(scratch.get('/v1/occurrence?id=su/review/now')['records'][0]['fields']['more'], [1])


@test
def corrections_keep_what_they_correct(scratch):
    scratch.start()
    first = record(scratch, [send(scratch, 'a.pdf', PDF)])
    equal(first['corrected'], None)
    second = record(scratch, [send(scratch, 'b.png', PNG)], corrects=first['id'], why='the wrong minutes', on=day(-2))
    equal(second['corrected'], {'id': first['id'], 'occurrence': 'su/soon/now', 'state': 'met', 'records': 1, 'at_least': 1})
    full = scratch.get('/v1/occurrence?id=su/soon/now')
    equal((full['occurrence']['state'], full['occurrence']['records'], full['occurrence']['met_on']), ('met', 1, day(-2)))
    equal([(one['id'], one['corrects'], one['why'], one['corrected_by'], one['files'][0]['name']) for one in full['records']],
          [(second['id'], first['id'], 'the wrong minutes', None, 'b.png'), (first['id'], None, None, second['id'], 'a.pdf')])
    assert [line for line in full['log'] if line['action'] == 'correct' and 'the wrong minutes' in line['detail']], full['log']
    third = record(scratch, [], corrects=second['id'], why='it was another thing', obligation='over')
    equal(third['corrected']['state'], 'open')
    equal(scratch.get('/v1/occurrence?id=su/soon/now')['occurrence']['state'], 'open')
    assert scratch.get('/v1/occurrence?id=su/soon/now')['rungs'], 'it is reminded again'
    assert 'already' in record(scratch, [], corrects=first['id'], why='w', status=409)
    assert 'no such record' in record(scratch, [], corrects=99, why='w', status=409)
    assert 'reason' in record(scratch, [], corrects=third['id'], status=409)
    for bad in (0, -1, '1', 1.5):
        record(scratch, [], corrects=bad, why='w', status=400)


@test
def waivers_with_basis_and_end(scratch):
    scratch.start()
    reply = scratch.post('/v1/waivers', occurrence='su/over/now', reason='礼堂维修', by='团委', basis='校团〔2026〕3号', until=day(3))
    equal((reply['occurrence']['state'], reply['occurrence']['next_at']), ('waived', day(4) + 'T00:00:00+08:00'))
    scratch.post('/v1/waivers', occurrence='su/over/now', reason='还在维修', by='团委', until=day(5))
    waivers = scratch.get('/v1/occurrence?id=su/over/now')['waivers']
    equal([(one['reason'], one['by'], one['basis'], one['until']) for one in waivers],
          [('礼堂维修', '团委', '校团〔2026〕3号', day(3)), ('还在维修', '团委', None, day(5))])
    assert waivers[0]['actor'].startswith('uid ') and waivers[0]['recorded_at'].startswith(day(0)), waivers
    found, reply = scratch.ask('POST', '/v1/waivers', {'occurrence': 'su/soon/now', 'reason': 'r', 'by': 'b', 'until': day(-1)})
    equal(found, 409)
    assert 'past' in reply['error'], reply


@test
def who_was_chair_as_known_on_a_day(scratch):
    daemon = scratch.start()
    # the daemon was installed a hundred days ago, and learnt of the running term's turn thirty days after it had begun
    daemon.stop()
    rewrite(scratch, "UPDATE turn SET recorded_at = recorded_at - 100 * 86400; "
                     "UPDATE turn SET recorded_at = recorded_at + 90 * 86400 WHERE ends IS NULL; UPDATE log SET at = at - 5 * 86400 WHERE line = 1")
    scratch.start()

    def chair(path):
        entry = scratch.get('/v1/chair?org=su&' + path)['chairs'][0]
        return entry['chair'] and entry['chair']['id'], entry['turn'] and entry['turn']['ends']

    now = chair('at=' + day(-20))
    equal(chair('at=%s&as_of=%s' % (day(-20), day(-5))), now)
    before = chair('at=%s&as_of=%s' % (day(-20), day(-15)))
    assert before[0] not in (None, now[0]) and before[1] is None, (before, now)
    equal(chair('as_of=' + day(-15)), before)  # at is the same day
    equal(chair('at=%s&as_of=%s' % (day(-120), day(-110))), (None, None))  # nothing was on record yet
    equal(chair('at=%s&as_of=%s' % (day(-4), day(-5))), now)  # what was planned then
    equal(scratch.get('/v1/chair?as_of=' + day(-15))['as_of'], day(-15))
    equal(scratch.get('/v1/chair')['as_of'], None)
    turns = scratch.get('/v1/turns?org=su&as_of=' + day(-15))
    equal([turn['planned'] for turn in turns['turns']], [False] * len(turns['turns']))
    equal(turns['turns'][-1]['chair']['id'], before[0])
    equal(len(turns['turns']) + 1, len([turn for turn in scratch.get('/v1/turns?org=su')['turns'] if not turn['planned']]))
    for bad in ('as_of=' + day(1), 'as_of=yesterday', 'as_of='):
        equal(scratch.ask('GET', '/v1/chair?' + bad)[0], 400)
    equal(scratch.ask('GET', '/v1/turns?org=su&as_of=' + day(1))[0], 400)
    old = scratch.get('/v1/log?as_of=' + day(-1))['log']
    equal([line['line'] for line in old], [1])
    equal(scratch.get('/v1/log?as_of=' + day(-6))['log'], [])
    assert len(scratch.get('/v1/log?as_of=' + day(0))['log']) > 1


def rewrite(scratch, sql):
    """What a stranger, or time, does to the closed database."""
    import sqlite3
    database = sqlite3.connect(scratch.state + '/lunzhi.db')
    for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        database.execute('DROP TRIGGER ' + name)
    database.executescript(sql)
    database.close()


@test
def files_are_proved(scratch):
    daemon = scratch.start()
    equal(scratch.get('/v1/log/verify?files=true')['files'], {'checked': 0, 'bytes': 0, 'bad': [], 'n_bad': 0})
    contents = [PDF + b'%d' % i for i in range(5)]
    made = record(scratch, [send(scratch, '%d.pdf' % i, content) for i, content in enumerate(contents)])
    verified = scratch.get('/v1/log/verify?files=true')
    equal(verified['bad_line'], None)
    equal(verified['files'], {'checked': 5, 'bytes': sum(map(len, contents)), 'bad': [], 'n_bad': 0})
    for content in contents[1:4]:
        os.chmod(place(scratch, content), 0o644)
    with open(place(scratch, contents[1]), 'r+b') as file:
        file.write(b'%pdf')
    with open(place(scratch, contents[2]), 'ab') as file:
        file.write(b'x')
    os.unlink(place(scratch, contents[3]))
    bad = scratch.get('/v1/log/verify?files=true')['files']
    equal(bad['n_bad'], 3)
    equal([(one['name'], one['problem']) for one in bad['bad']], [('1.pdf', 'changed'), ('2.pdf', 'changed'), ('3.pdf', 'missing')])
    equal((bad['bad'][0]['record'], bad['bad'][0]['occurrence'], bad['bad'][0]['sha256']), (made['id'], 'su/soon/now', sha256(contents[1])))
    daemon.stop()
    other = sha256(PNG)
    rewrite(scratch, "UPDATE record_file SET sha256 = '%s', size_bytes = %d WHERE position = 4" % (other, len(PNG)))
    os.makedirs(os.path.dirname(place(scratch, PNG)), exist_ok=True)
    with open(place(scratch, PNG), 'wb') as file:
        file.write(PNG)
    scratch.start()
    bad = scratch.get('/v1/log/verify?files=true')['files']['bad']
    equal([one['problem'] for one in bad], ['changed', 'changed', 'missing', 'not in the log'])
    verified = scratch.get('/v1/log/verify')
    equal(set(verified), {'lines', 'bad_line', 'cut', 'head', 'rows'})
    equal([(one['kind'], one['key'], one['problem']) for one in verified['rows']['bad']], [('file', '1/4', 'changed')])
    equal(scratch.ask('GET', '/v1/log/verify?files=1')[0], 400)


@test
def what_is_recorded_is_proved(scratch):
    """What a hand changes in the database is found, by the words of lunzhictl; the head of the log is what one would note. The start after it
    goes on behind a line that was cut off: the gap stays."""
    daemon = scratch.start()
    record(scratch, [])
    ctl(scratch, 'waive', 'su/over/now', '--reason', '礼堂维修', '--by', '团委')
    head = scratch.get('/v1/log?max=1')['log'][0]
    said = ctl(scratch, 'log', '--verify')
    assert 'Its head: %d %s' % (head['line'], head['hash']) in said and 'What is recorded is what it tells' in said, said
    daemon.stop()
    shutil.copy(scratch.state + '/lunzhi.db', scratch.state + '/kept')
    for sql, words in (('UPDATE record SET day = day - 1', 'record 1 of line'), ("UPDATE waiver SET reason = 'x'", 'waiver 1 of line'),
                       ("UPDATE turn SET chair = 'bing' WHERE id = 1", 'turn 1 of line'),
                       ('DELETE FROM log WHERE line = %d' % head['line'], 'line %d of the log does not follow' % head['line'])):
        shutil.copy(scratch.state + '/kept', scratch.state + '/lunzhi.db')
        rewrite(scratch, sql)
        daemon = scratch.start()
        result = subprocess.run([CTL, '--socket', scratch.socket, 'log', '--verify'], capture_output=True, text=True, timeout=60, check=False,
                                env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en'))
        equal(result.returncode, 1)
        assert words in result.stdout + result.stderr, result
        daemon.stop()


@test
def stopping_while_files_are_proved(scratch):
    daemon = scratch.start()
    record(scratch, [send(scratch, '%d.pdf' % i, PDF + b'%d' % i + bytes(15 << 20)) for i in range(12)])
    connection = scratch.connect()
    connection.request('GET', '/v1/log/verify?files=true')
    gone = scratch.connect()
    gone.request('GET', '/v1/log/verify?files=true')
    gone.close()
    equal(scratch.get('/v1/chair')['at'], day(0))
    equal(daemon.stop(), 0)
    equal(connection.getresponse().status, 503)
    connection.close()


CTL = os.path.join(os.path.dirname(LUNZHID), '..', 'ctl', 'lunzhictl')


def ctl(scratch, *words, code=0):
    result = subprocess.run([CTL, '--socket', scratch.socket, *words], capture_output=True, text=True, timeout=60, check=False,
                            env=dict(os.environ, LC_ALL='C.UTF-8', LANGUAGE='en'))
    assert result.returncode == code, (words, result)
    return result.stdout if code == 0 else result.stderr


@test
def from_the_command_line(scratch):
    scratch.configure(top='evidence = { max_size = "2M"; };', extra=FIELDS)
    scratch.start()
    minutes, photo, big = (os.path.join(scratch.dir, name) for name in ('会议 纪要.pdf', 'photo.png', 'big.pdf'))
    for path, content in ((minutes, PDF), (photo, PNG), (big, PDF + bytes(3 << 20))):
        with open(path, 'wb') as file:
            file.write(content)
    link = os.path.join(scratch.dir, 'link.png')
    os.symlink(photo, link)
    words = ('record', 'soon', '--org', 'su', '--on', 'today')
    empty = scratch.dir + '/empty.pdf'
    with open(empty, 'wb'):
        pass
    for bad, expected in ((scratch.dir, 'it is no file'), ('/dev/null', 'it is no file'), (scratch.dir + '/none.pdf', 'No such file'), (empty, 'is empty')):
        assert expected in ctl(scratch, *words, '--file', minutes, '--file', bad, code=1), bad
    equal(kept(scratch), [])  # none is sent before all can be read
    for bad, expected in ((big, '2097152 bytes'), (scratch.config, 'files of this type')):
        assert expected in ctl(scratch, *words, '--file', minutes, '--file', bad, code=1), bad
    equal(scratch.get('/v1/occurrence?id=su/soon/now')['records'], [])
    assert 'record 1 is kept; met (1 of 1)' in ctl(scratch, *words, '--file', minutes, '--file', link)
    equal([file['name'] for file in scratch.get('/v1/occurrence?id=su/soon/now')['records'][0]['files']], ['会议 纪要.pdf', 'link.png'])
    shown = ctl(scratch, 'show', 'su/soon/now')
    assert '会议 纪要.pdf' in shown and sha256(PDF) in shown and 'FILES' in shown, shown
    copy = os.path.join(scratch.dir, 'copy.pdf')
    equal(ctl(scratch, 'file', sha256(PDF), copy), '%s: %d bytes\n' % (copy, len(PDF)))
    with open(copy, 'rb') as file:
        equal(file.read(), PDF)
    assert 'nothing is overwritten' in ctl(scratch, 'file', sha256(PDF), copy, code=1)
    assert 'no such thing' in ctl(scratch, 'file', '0' * 64, copy + '2', code=1)
    ctl(scratch, 'file', '../lunzhi.db', copy + '2', code=2)
    os.chmod(place(scratch, PDF), 0o644)
    with open(place(scratch, PDF), 'r+b') as file:
        file.write(b'x')
    assert 'changed from outside' in ctl(scratch, 'file', sha256(PDF), copy + '2', code=1)
    assert not os.path.exists(copy + '2') and not os.path.exists(copy + '2.tmp')
    with open(place(scratch, PDF), 'r+b') as file:
        file.write(PDF[:1])
    backup = os.path.join(scratch.dir, 'copy.db')
    assert '2 files of evidence (%d bytes) are not in it: copy %s/evidence, too' % (len(PDF) + len(PNG), scratch.state) in ctl(scratch, 'backup', backup)
    said = ctl(scratch, 'record', 'over', '--org', 'su', '--on', 'today', '--corrects', '1', '--why', 'another thing')
    assert 'record 1 counts no more: su/soon/now is open (0 of 1)' in said, said
    shown = ctl(scratch, 'show', 'su/soon/now')
    assert 'counts no more: 2 took its place' in shown, shown
    assert 'panel' in ctl(scratch, 'show', 'su/review/now')
    assert 'the field panel (panel members) is missing' in ctl(scratch, 'record', 'review', '--org', 'su', '--on', 'today', code=1)
    ctl(scratch, 'waive', 'su/soon/now', '--reason', '礼堂维修', '--by', '团委', '--basis', '3号', '--until', day(2))
    shown = ctl(scratch, 'show', 'su/soon/now')
    assert 'until ' + day(2) in shown and '礼堂维修' in shown and '3号' in shown, shown
    assert 'Its evidence is whole: 2 files.' in ctl(scratch, 'log', '--verify', '--files')
    os.unlink(place(scratch, PNG))
    assert '1 of 2 file is not what it was' in ctl(scratch, 'log', '--verify', '--files', code=1)
    assert 'on record when %s ended' % day(-1) in ctl(scratch, 'chair', '--as-of', day(-1))
    assert 'on record when %s ended' % day(-1) in ctl(scratch, 'turns', 'su', '--as-of', day(-1))
    assert 'no such line' in ctl(scratch, 'log', '--as-of', day(-1))
    for bad in (('record', 'soon', '--org', 'su', '--on', 'today', '--corrects', '1'), ('record', 'soon', '--org', 'su', '--on', 'today', '--why', 'x'),
                ('log', '--files'), ('log', '--verify', '--as-of', day(-1)), ('record', 'soon', '--org', 'su', '--on', 'today', '--corrects', '0')):
        ctl(scratch, *bad, code=2)


run()
