// Servers that are silent, slow, lying, closing or endless, at every step: how each attempt is judged. Once with PIPELINING, once without.
import assert from 'node:assert/strict';
import net from 'node:net';
import { mail, send, sendAll } from './driver.mjs';
import { SmtpPeer, withPeer } from './smtp_peer.mjs';
import { check, run } from './tap.mjs';

const STEPS = ['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'BODY'];
const AFTER = { connect: 'the greeting', EHLO: 'EHLO', MAIL: 'MAIL', RCPT: 'RCPT', DATA: 'DATA', BODY: 'the dot' };
const MEGABYTES = 10 << 20;

const at = (step, act) => (now) => (now === step ? act : undefined);
// Short where the silence is, long where only the machine may be slow.
const soon = (step) => (step === 'BODY' ? { timeout_data_s: 1 } : { timeout_s: 1 });

// One message against a peer, and what is expected of the attempt.
function attempt(name, behave, expected, { settings = {}, options = {}, message = {} } = {}) {
  check(name, () =>
    withPeer(behave, options, async (peer) => {
      const began = Date.now();
      const { attempts } = await sendAll(mail({ server: peer.url, ...settings }, [message]));
      const told = JSON.stringify(attempts[0]);
      assert.equal(attempts[0].class, expected.class, told);
      if ('code' in expected) assert.equal(attempts[0].code, expected.code, told);
      if (expected.reply) assert.match(attempts[0].reply, expected.reply, told);
      assert.ok(attempts[0].reply.length > 0);
      assert.ok(Date.now() - began < 30_000);
      if (expected.also) expected.also(peer);
    }));
}

for (const offers of [['PIPELINING', 'SMTPUTF8'], ['SMTPUTF8']]) {
  const how = offers.includes('PIPELINING') ? 'pipelined' : 'step by step';
  const options = { offers };
  const one = (name, behave, expected, more = {}) => attempt(`${how}: ${name}`, behave, expected, { ...more, options: { ...options, ...more.options } });

  one('all is well', () => undefined, { class: 'delivered', code: 250, reply: /^250 2\.0\.0 taken$/, also: (peer) => assert.equal(peer.mails.length, 1) });
  one('one byte at a time', () => undefined, { class: 'delivered', code: 250 }, { options: { slowly: true } });
  one('replies of many lines', (step) => (step === 'connect' ? undefined : step === 'DATA' ? '354-go\r\n354 ahead' : step === 'BODY' ? '250-a\r\n250-b\r\n250 c' : undefined),
    { class: 'delivered', reply: /^250-a 250-b 250 c$/ });

  for (const step of STEPS) {
    const after = step === 'BODY' ? 'unknown' : 'transient';
    one(`silent after ${AFTER[step]}`, at(step, { silent: true }), { class: after }, { settings: soon(step) });
    one(`closes after ${AFTER[step]}`, at(step, { close: true }), { class: after });
    one(`resets after ${AFTER[step]}`, at(step, { reset: true }), { class: after });
    one(`says it is no SMTP after ${AFTER[step]}`, at(step, { raw: 'HTTP/1.1 400 Bad Request\r\n\r\n' }), { class: after }, { settings: soon(step) });
    one(`mixes codes after ${AFTER[step]}`, at(step, { raw: '250-a\r\n550 b\r\n', close: true }), { class: after }, { settings: soon(step) });
    one(`one endless line after ${AFTER[step]}`, at(step, { raw: Buffer.alloc(MEGABYTES, 'x') }), { class: after }, { settings: soon(step) });
    one(`an endless reply after ${AFTER[step]}`, at(step, { raw: '250-and so on\r\n'.repeat(MEGABYTES / 15) }), { class: after }, { settings: soon(step) });
    one(`a line cut short after ${AFTER[step]}`, at(step, { raw: '250-ok\r\n25', close: true }), { class: after });
    one(`421 after ${AFTER[step]}`, at(step, { reply: '421 4.3.2 shutting down', close: true }), { class: 'transient', code: 421, reply: /shutting down/ });
  }
  for (const step of ['MAIL', 'RCPT', 'DATA', 'BODY']) {
    one(`451 after ${AFTER[step]}`, at(step, '451 4.7.1 greylisted, try later'), { class: 'transient', code: 451, reply: /^451 4\.7\.1 greylisted/ });
    one(`452 after ${AFTER[step]}`, at(step, '452 4.2.2 mailbox full'), { class: 'transient', code: 452 });
    one(`550 after ${AFTER[step]}`, at(step, '550 5.1.1 no such user here'), { class: 'permanent', code: 550, reply: /no such user/ });
    one(`554 after ${AFTER[step]}`, at(step, '554 5.7.1 refused'), { class: 'permanent', code: 554 });
    one(`an early 354 or a late 250 after ${AFTER[step]}`, at(step, step === 'DATA' ? '250 what?' : '354 what?'), { class: step === 'BODY' ? 'unknown' : 'transient' });
  }
  one('the greeting refuses', at('connect', '554 5.3.2 no mail here'), { class: 'transient', code: 554, reply: /no mail here/ });
  one('530 after MAIL', at('MAIL', '530 5.7.0 authentication required'), { class: 'channel', code: 530 });
  one('the body is refused as spam', at('BODY', '554 5.7.1 spam'), { class: 'permanent', reply: /spam/ });
  one('two replies to one command', at('MAIL', '250 ok\r\n250 ok'), { class: 'transient' });

  // 354 although the recipient was refused: nothing is sent, and the connection goes on.
  check(`${how}: 354 for nobody`, () =>
    withPeer(at('RCPT', '550 5.1.1 unknown'), options, async (peer) => {
      const { attempts } = await sendAll(mail({ server: peer.url }, [{}]));
      assert.equal(attempts[0].class, 'permanent');
      assert.equal(attempts[0].code, 550);
      for (const body of peer.mails) assert.equal(body, '');
    }));

  check(`${how}: 354 although the sender was refused`, () =>
    withPeer(at('MAIL', '550 5.7.1 not you'), options, async (peer) => {
      const { attempts } = await sendAll(mail({ server: peer.url }, [{}]));
      assert.equal(attempts[0].class, 'permanent');
      assert.equal(attempts[0].code, 550);
      assert.deepEqual(peer.mails, []);
    }));

  check(`${how}: a refusal does not cost the connection`, () =>
    withPeer((step, session) => (step === 'RCPT' && session.commands.at(-1).includes('nobody') ? '550 5.1.1 unknown' : undefined), options, async (peer) => {
      const { attempts } = await sendAll(mail({ server: peer.url }, [{}, { address: 'nobody@example.edu.cn' }, {}], { one_by_one: true }));
      assert.deepEqual(attempts.map((a) => a.class), ['delivered', 'permanent', 'delivered']);
      assert.equal(peer.sessions.length, 1);
      assert.equal(peer.mails.filter((body) => body !== '').length, 2);
    }));

  check(`${how}: RSET after a refusal only`, () =>
    withPeer((step, session) => (step === 'MAIL' && session.commands.filter((c) => c.startsWith('MAIL')).length === 2 ? '451 later' : step === 'DATA' && session.refusing ? '503 no' : undefined),
      options, async (peer) => {
        const { attempts } = await sendAll(mail({ server: peer.url }, [{}, {}, {}], { one_by_one: true }));
        assert.equal(attempts[0].class, 'delivered');
        assert.equal(attempts[1].class, 'transient');
        assert.equal(attempts[2].class, 'delivered');
        const resets = peer.commands.flat().filter((command) => command === 'RSET').length;
        assert.ok(peer.sessions.length === 2 || resets === 1, JSON.stringify(peer.commands));
      }));

  check(`${how}: 421 on a used connection costs nothing`, () =>
    withPeer((step, session) => (step === 'MAIL' && session.number === 0 && session.mails === 1 ? { reply: '421 4.4.2 idle too long', close: true } : undefined), options,
      async (peer) => {
        const { attempts } = await sendAll(mail({ server: peer.url }, [{}, {}], { one_by_one: true }));
        assert.deepEqual(attempts.map((a) => a.class), ['delivered', 'delivered']);
        assert.equal(peer.sessions.length, 2);
      }));

  check(`${how}: a used connection found closed costs nothing`, () =>
    withPeer((step, session) => (step === 'MAIL' && session.number === 0 && session.mails === 1 ? { reset: true } : undefined), options, async (peer) => {
      const { attempts } = await sendAll(mail({ server: peer.url }, [{}, {}], { one_by_one: true }));
      assert.deepEqual(attempts.map((a) => a.class), ['delivered', 'delivered']);
      assert.equal(peer.sessions.length, 2);
    }));

  check(`${how}: 421 on the fresh connection too is a failure, told once`, () =>
    withPeer((step, session) => (step === 'MAIL' && (session.number > 0 || session.mails === 1) ? { reply: '421 4.3.2 no more', close: true } : undefined), options,
      async (peer) => {
        const { attempts } = await sendAll(mail({ server: peer.url }, [{}, {}], { one_by_one: true }));
        assert.deepEqual(attempts.map((a) => a.class), ['delivered', 'transient']);
        assert.equal(attempts[1].code, 421);
        assert.equal(peer.sessions.length, 2);
      }));

  check(`${how}: a used connection lost after the dot is unknown, not repeated`, () =>
    withPeer((step, session) => (step === 'BODY' && session.mails === 2 ? { close: true } : undefined), options, async (peer) => {
      const { attempts } = await sendAll(mail({ server: peer.url }, [{}, {}], { one_by_one: true }));
      assert.deepEqual(attempts.map((a) => a.class), ['delivered', 'unknown']);
      assert.equal(peer.mails.length, 2);
    }));

  check(`${how}: the server says good-bye with its last reply`, () =>
    withPeer((step) => (step === 'BODY' ? { reply: '250 taken\r\n421 bye', close: true } : undefined), options, async (peer) => {
      const { attempts } = await sendAll(mail({ server: peer.url }, [{}, {}], { one_by_one: true }));
      assert.deepEqual(attempts.map((a) => a.class), ['delivered', 'delivered']);
      assert.equal(peer.sessions.length, 2);
    }));

  for (const [step, expected] of [['RCPT', 'transient'], ['BODY', 'unknown']])
    check(`${how}: closing the channel while ${AFTER[step]} is unanswered`, () =>
      withPeer(at(step, { silent: true }), options, async (peer) => {
        const { attempts } = await sendAll(mail({ server: peer.url }, [{}], { abort_after_ms: 5000 }));
        assert.equal(attempts[0].class, expected);
      }));
}

// What is sent.

check('one write for MAIL, RCPT and DATA, one for the mail', () =>
  withPeer(undefined, undefined, async (peer) => {
    await sendAll(mail({ server: peer.url }, [{}]));
    const [session] = peer.sessions;
    assert.ok(session.chunks.some((chunk) => /^MAIL FROM:<office@example\.edu\.cn>\r\nRCPT TO:<jia@example\.edu\.cn>\r\nDATA\r\n$/.test(chunk)), JSON.stringify(session.chunks));
    assert.ok(session.chunks.some((chunk) => /^Date: [^]*\r\n\.\r\n$/.test(chunk)));
  }));

check('without PIPELINING one command at a time', () =>
  withPeer((step) => ({ afterMs: 30, reply: { connect: '220 hi', EHLO: '250 hi', DATA: '354 go', QUIT: '221 bye' }[step] ?? '250 ok' }), {}, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url }, [{}]));
    assert.equal(attempts[0].class, 'delivered');
    for (const chunk of peer.sessions[0].chunks.slice(0, 4)) assert.match(chunk, /^[^\r\n]*\r\n$/);
  }));

check('a hundred mails on a connection, then another', () =>
  withPeer(undefined, undefined, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url }, [{}], { repeat: 250 }));
    assert.equal(attempts.filter((a) => a.class === 'delivered').length, 250);
    assert.deepEqual(peer.sessions.map((session) => session.mails), [100, 100, 50]);
    assert.equal(peer.sessions[0].commands.at(-1), 'QUIT');
  }));

check('never more connections than set', () =>
  withPeer((step) => (step === 'BODY' ? { afterMs: 20, reply: '250 ok' } : undefined), undefined, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url, connections: 3 }, [{}], { repeat: 40 }));
    assert.equal(attempts.filter((a) => a.class === 'delivered').length, 40);
    assert.equal(peer.mostOpen, 3);
  }));

check('a silent server does not hold up another connection', () =>
  withPeer((step, session) => (step === 'BODY' && session.number === 0 ? { silent: true } : undefined), undefined, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url, connections: 2, timeout_data_s: 15 }, [{}], { repeat: 20 }));
    const classes = attempts.map((a) => a.class);
    assert.equal(classes.filter((c) => c === 'delivered').length, 19);
    assert.equal(classes.filter((c) => c === 'unknown').length, 1);
    assert.ok(Math.max(...attempts.filter((a) => a.class === 'delivered').map((a) => a.ms)) < 12_000);
  }));

check('idle: QUIT after five seconds, then nothing is left active', () =>
  withPeer(undefined, undefined, async (peer) => {
    const { closed } = await sendAll(mail({ server: peer.url, connections: 2 }, [{}, {}], { linger: true }));
    assert.ok(closed.lingered_ms >= 4500 && closed.lingered_ms < 9000, JSON.stringify(closed));
    for (const session of peer.sessions) assert.equal(session.commands.at(-1), 'QUIT');
  }));

check('idle: the server may close first', () =>
  withPeer((step, session) => {
    if (step === 'BODY') setTimeout(() => session.socket.end('421 4.4.2 idle\r\n'), 200);
  }, undefined, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url }, [{}], { linger: true }));
    assert.equal(attempts[0].class, 'delivered');
    assert.ok(!peer.commands.flat().includes('QUIT'), 'it did not notice');
  }));

attempt('QUIT without an answer ends, too', at('QUIT', { silent: true }), { class: 'delivered' });

check('a large mail and a server that stops reading: the dot never left', () =>
  withPeer((step, session) => {
    if (step === 'DATA') setImmediate(() => session.socket.pause());
  }, undefined, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url, timeout_data_s: 2 }, [{ text: 'x'.repeat(24 << 20) }]));
    assert.equal(attempts[0].class, 'transient', JSON.stringify(attempts[0]));
  }));

check('a large mail and a server that closes in the middle: the dot never left', () =>
  withPeer((step, session) => {
    if (step === 'DATA') setTimeout(() => session.socket.resetAndDestroy(), 300);
    if (step === 'DATA') setImmediate(() => session.socket.pause());
  }, undefined, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url }, [{ text: 'x'.repeat(24 << 20) }]));
    assert.equal(attempts[0].class, 'transient', JSON.stringify(attempts[0]));
  }));

check('a large mail arrives whole', () =>
  withPeer(undefined, undefined, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url }, [{ text: '会'.repeat(1 << 20) }]));
    assert.equal(attempts[0].class, 'delivered');
    const [, base64] = peer.mails[0].split('\r\n\r\n');
    assert.equal(Buffer.from(base64, 'base64').toString(), '会'.repeat(1 << 20));
  }));

// Addresses.

check('an address that is none is refused here', () =>
  withPeer(undefined, undefined, async (peer) => {
    const evil = ['', 'jia', 'jia@example.edu.cn\r\nRCPT TO:<yi@example.edu.cn>', '<jia@example.edu.cn>', 'jia@example.edu.cn,yi@example.edu.cn'];
    const { attempts } = await sendAll(mail({ server: peer.url }, evil.map((address) => ({ address }))));
    for (const a of attempts) assert.equal(a.class, 'permanent');
    assert.equal(peer.sessions.length, 0);
  }));

check('SMTPUTF8 for an address that needs it', () =>
  withPeer(undefined, undefined, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url }, [{ address: '甲@例子.cn' }, {}], { one_by_one: true }));
    assert.deepEqual(attempts.map((a) => a.class), ['delivered', 'delivered']);
    const mails = peer.commands.flat().filter((command) => command.startsWith('MAIL'));
    assert.deepEqual(mails, ['MAIL FROM:<office@example.edu.cn> SMTPUTF8', 'MAIL FROM:<office@example.edu.cn>']);
  }));

check('no SMTPUTF8: refused for good, the connection is kept', () =>
  withPeer(undefined, { offers: ['PIPELINING'] }, async (peer) => {
    const { attempts } = await sendAll(mail({ server: peer.url }, [{ address: '甲@例子.cn' }, {}, { address: '乙@例子.cn' }], { one_by_one: true }));
    assert.deepEqual(attempts.map((a) => a.class), ['permanent', 'delivered', 'permanent']);
    assert.equal(peer.sessions.length, 1);
  }));

// Greeting, EHLO and AUTH.

attempt('EHLO is not known, HELO is', (step) => (step === 'EHLO' ? '502 5.5.1 what?' : undefined), { class: 'delivered' });
attempt('EHLO and HELO are refused', (step) => (step === 'EHLO' || step === 'HELO' ? '550 5.7.1 go away' : undefined), { class: 'transient', code: 550, reply: /go away/ });

const login = { user: 'office', password_file: 'mail.password' };
const { mkdtemp, rm, writeFile } = await import('node:fs/promises');
const { tmpdir } = await import('node:os');
const { join } = await import('node:path');
const directory = await mkdtemp(join(tmpdir(), 'lunzhi-smtp-'));
await writeFile(join(directory, 'mail.password'), '密码 with spaces\n');

function authentication(name, behave, offers, expected) {
  check(name, () =>
    withPeer(behave, { offers }, async (peer) => {
      const { attempts } = await sendAll(mail({ server: peer.url, ...login }, [{}], { config_dir: directory }));
      assert.equal(attempts[0].class, expected.class, JSON.stringify(attempts[0]));
      if (expected.code) assert.equal(attempts[0].code, expected.code);
      if (expected.also) expected.also(peer);
    }));
}
const saidAfterAuth = (peer) => Buffer.from(peer.commands[0][peer.commands[0].indexOf('AUTH PLAIN') + 1], 'base64').toString();
authentication('AUTH PLAIN', () => undefined, ['PIPELINING', 'AUTH LOGIN PLAIN'], {
  class: 'delivered',
  also: (peer) => assert.equal(saidAfterAuth(peer), '\0office\0密码 with spaces'),
});
authentication('the password is refused', at('LOGIN', '535 5.7.8 bad credentials'), ['AUTH PLAIN'], { class: 'channel', code: 535 });
authentication('AUTH is refused', at('AUTH', '535 5.7.8 bad credentials'), ['AUTH PLAIN'], { class: 'channel', code: 535 });
authentication('AUTH is refused for now', at('AUTH', '454 4.7.0 later'), ['AUTH PLAIN'], { class: 'transient', code: 454 });
authentication('AUTH is not offered', () => undefined, ['PIPELINING'], { class: 'channel' });
authentication('AUTH is offered in ways nobody should use', () => undefined, ['AUTH NTLM'], { class: 'channel' });

check('a password file that is not there', async () => {
  const result = await send(mail({ server: 'smtp://127.0.0.1:1', user: 'office', password_file: 'missing' }, [{}], { config_dir: directory }));
  assert.equal(result.exit, 1);
  assert.match(result.open, /missing: No such file/);
});

check('credentials come first', () =>
  withPeer(undefined, { offers: ['AUTH PLAIN'] }, async (peer) => {
    const credentials = await mkdtemp(join(directory, 'credentials-'));
    await writeFile(join(credentials, 'mail.password'), 'from the manager\n');
    await sendAll(mail({ server: peer.url, ...login }, [{}], { config_dir: directory, credentials_dir: credentials }));
    assert.equal(saidAfterAuth(peer), '\0office\0from the manager');
  }));

check('a password never leaves without TLS', () =>
  withPeer(undefined, { offers: ['AUTH PLAIN'] }, async () => {
    const result = await send(mail({ server: 'smtp://mail.example.edu.cn', starttls: 'never', ...login }, [{}], { config_dir: directory }));
    assert.equal(result.exit, 1);
    assert.equal(result.faults[0].fault, 'starttls');
  }));

attempt('STARTTLS is required and not offered', () => undefined, { class: 'transient', reply: /STARTTLS/ }, { settings: { starttls: 'require' } });
attempt('STARTTLS is offered and fails', at('STARTTLS', { reply: '220 go', raw: '220 go\r\nthis is no TLS\r\n' }), { class: 'transient' },
  { options: { offers: ['STARTTLS'] }, settings: { timeout_s: 2 } });

check('connection refused', async () => {
  const server = net.createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  const { attempts } = await sendAll(mail({ server: `smtp://127.0.0.1:${port}` }, [{}]));
  assert.equal(attempts[0].class, 'transient');
  assert.match(attempts[0].reply, /connect/i);
});

await run({ done: () => rm(directory, { recursive: true }) });
