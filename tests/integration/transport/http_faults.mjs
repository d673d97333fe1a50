// Webhook receivers that refuse, redirect, are silent, slow or endless: how each attempt is judged.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';
import { send, sendAll } from './driver.mjs';
import { check, run } from './tap.mjs';

const MEGABYTES = 10 << 20;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
const directory = await mkdtemp(join(tmpdir(), 'lunzhi-http-'));

// Answers each whole request with answer(socket, text of the request); keeps all requests.
async function withServer(answer, body, create = (serve) => net.createServer(serve)) {
  const requests = [], sockets = new Set();
  const server = create((socket) => {
    let text = '';
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    socket.on('data', (chunk) => {
      text += chunk;
      const head = text.indexOf('\r\n\r\n');
      const length = Number(/^content-length: *(\d+)/im.exec(text)?.[1] ?? 0);
      if (head < 0 || Buffer.byteLength(text.slice(head + 4)) < length) return;
      requests.push(text);
      text = '';
      answer(socket, requests.at(-1), requests.length);
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await body(server.address().port, requests);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const webhook = (port, settings = {}, messages = [{}], more = {}) => ({
  backend: 'webhook',
  settings: { url: `http://127.0.0.1:${port}/hook`, timeout_s: 20, connections: 1, ...settings },
  messages: messages.map((message) => ({ json: '{"kind":"reminder","title":"会"}', ...message })),
  config_dir: directory,
  ...more,
});

function attempt(name, answer, expected, { settings = {}, more = {} } = {}) {
  check(name, () =>
    withServer(typeof answer === 'function' ? answer : (socket) => socket.write(answer), async (port, requests) => {
      const { attempts } = await sendAll(webhook(port, settings, [{}], more));
      const told = JSON.stringify(attempts[0]);
      assert.equal(attempts[0].class, expected.class, told);
      if ('code' in expected) assert.equal(attempts[0].code, expected.code, told);
      if (expected.reply) assert.match(attempts[0].reply, expected.reply, told);
      assert.equal(attempts[0].retry_after_ms, expected.retry ?? 0, told);
      assert.equal(requests.length, expected.requests ?? 1);
    }));
}

const status = (code, headers = '', body = 'words') => `HTTP/1.1 ${code} X\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;

attempt('200', OK, { class: 'delivered', code: 200, reply: /^ok$/ });
attempt('201', status(201), { class: 'delivered', code: 201 });
attempt('204', 'HTTP/1.1 204 No Content\r\n\r\n', { class: 'delivered', code: 204 });
for (const code of [301, 302, 303, 307, 308])
  attempt(`${code} is not followed`, (socket) => socket.write(status(code, `Location: http://127.0.0.1:${socket.localPort}/other\r\n`)), { class: 'permanent', code, reply: /redirect/ });
for (const code of [400, 401, 403, 404, 413, 422]) attempt(`${code}`, status(code), { class: 'permanent', code, reply: /^words$/ });
attempt('410: the channel is gone', status(410), { class: 'channel', code: 410 });
for (const code of [408, 425, 429, 500, 502, 503, 504]) attempt(`${code}`, status(code), { class: 'transient', code, reply: /^words$/ });
attempt('429 with seconds', status(429, 'Retry-After: 120\r\n'), { class: 'transient', code: 429, retry: 120_000 });
attempt('503 with nonsense', status(503, 'Retry-After: soon\r\n'), { class: 'transient', code: 503 });
attempt('400 does not ask for another try', status(400, 'Retry-After: 120\r\n'), { class: 'permanent', code: 400 });
check('503 with a date', () =>
  withServer((socket) => socket.write(status(503, `Retry-After: ${new Date(Date.now() + 90_000).toUTCString()}\r\n`)), async (port) => {
    const { attempts } = await sendAll(webhook(port));
    assert.ok(attempts[0].retry_after_ms > 60_000 && attempts[0].retry_after_ms <= 90_000, JSON.stringify(attempts[0]));
  }));
attempt('100, then 200', `HTTP/1.1 100 Continue\r\n\r\n${OK}`, { class: 'delivered', code: 200 });
attempt('103 with Retry-After, then 500 without', `HTTP/1.1 103 Hints\r\nRetry-After: 9\r\n\r\n${status(500)}`, { class: 'transient', code: 500 });

attempt('silent after the request', () => {}, { class: 'unknown', code: 0 }, { settings: { timeout_s: 3 } });
attempt('closes after the request', (socket) => socket.end(), { class: 'unknown', code: 0 });
attempt('resets after the request', (socket) => socket.resetAndDestroy(), { class: 'unknown', code: 0 });
attempt('a status line cut short', (socket) => socket.end('HTTP/1.1 20'), { class: 'unknown' });
attempt('a body cut short', (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'), { class: 'unknown' });
attempt('not HTTP', (socket) => socket.end('220 peer ESMTP\r\n'), { class: 'unknown' });
attempt('a body without end', (socket) => {
  socket.write('HTTP/1.1 200 OK\r\n\r\n');
  const timer = setInterval(() => socket.write('.'), 20);
  socket.on('close', () => clearInterval(timer));
}, { class: 'unknown' }, { settings: { timeout_s: 3 } });
attempt('one byte at a time', async (socket) => {
  for (const byte of Buffer.from(OK)) {
    socket.write(Buffer.of(byte));
    await sleep(1);
  }
}, { class: 'delivered', code: 200, reply: /^ok$/ });
attempt('ten megabytes of body are not read', (socket) => socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${MEGABYTES}\r\n\r\n${'会'.repeat(MEGABYTES / 3)}`),
  { class: 'delivered', code: 200, reply: /^会{166}$/ });
attempt('ten megabytes of body with a refusal', (socket) => socket.end(`HTTP/1.1 500 No\r\n\r\n${'x'.repeat(MEGABYTES)}`), { class: 'transient', code: 500, reply: /^x{500}$/ });
attempt('one header of ten megabytes', (socket) => socket.end(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(MEGABYTES)}\r\n\r\n`), { class: 'unknown' });
attempt('ten megabytes of headers', (socket) => socket.end(`HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(MEGABYTES / 6)}\r\n`), { class: 'unknown', reply: /header/ });
attempt('words with control characters', status(400, '', 'no\r\nway\u0007\u001b[31m'), { class: 'permanent', reply: /^no way\?\?\[31m$/ });
attempt('a compressed body is taken as it is', status(200, 'Content-Encoding: gzip\r\n', 'no gzip'), { class: 'delivered' });

check('connection refused', async () => {
  const port = await withServer(() => {}, async (used) => used);
  const { attempts } = await sendAll(webhook(port));
  assert.equal(attempts[0].class, 'transient');
  assert.match(attempts[0].reply, /connect/i);
});

check('closing the channel while the answer is awaited', () =>
  withServer(() => {}, async (port) => {
    const { attempts } = await sendAll(webhook(port, {}, [{}], { abort_after_ms: 5000 }));
    assert.equal(attempts[0].class, 'unknown');
  }));

check('one silent receiver does not hold up the others', () =>
  withServer((socket, text, n) => n !== 1 && socket.write(OK), async (port) => {
    const { attempts } = await sendAll(webhook(port, { connections: 2, timeout_s: 15 }, [{}], { repeat: 20 }));
    assert.equal(attempts.filter((a) => a.class === 'delivered').length, 19);
    assert.ok(Math.max(...attempts.filter((a) => a.class === 'delivered').map((a) => a.ms)) < 12_000);
  }));

check('a kept connection is used again, and nothing is active afterwards', () => {
  const ports = new Set();
  return withServer((socket) => { ports.add(socket.remotePort); socket.write(OK); }, async (port) => {
    const { attempts, closed } = await sendAll(webhook(port, {}, [{}], { repeat: 20, one_by_one: true, linger: true }));
    assert.equal(attempts.filter((a) => a.class === 'delivered').length, 20);
    assert.equal(ports.size, 1);
    assert.ok(closed.lingered_ms < 4500, JSON.stringify(closed));
  });
});

check('what is sent', () =>
  withServer((socket) => socket.write(OK), async (port, requests) => {
    await sendAll(webhook(port));
    const [head, body] = requests[0].split('\r\n\r\n');
    assert.match(head, /^POST \/hook HTTP\/1\.1\r\n/);
    assert.match(head, /^content-type: application\/json$/im);
    assert.match(head, /^user-agent: lunzhi\/\d/im);
    assert.match(head, /^webhook-id: msg_[0-9a-f]{32}$/im);
    assert.match(head, /^webhook-timestamp: \d+$/im);
    assert.doesNotMatch(head, /^(webhook-signature|expect|transfer-encoding):/im);
    assert.deepEqual(JSON.parse(body), { kind: 'reminder', title: '会' });
  }));

check('a proxy of the environment is not asked', () =>
  withServer((socket) => socket.write(OK), async (port) => {
    Object.assign(process.env, { http_proxy: 'http://127.0.0.1:1', https_proxy: 'http://127.0.0.1:1', ALL_PROXY: 'http://127.0.0.1:1' });
    const { attempts } = await sendAll(webhook(port));
    assert.equal(attempts[0].class, 'delivered');
  }));

for (const url of ['ftp://127.0.0.1/', 'file:///etc/passwd', 'http://user:password@127.0.0.1/', 'http://127.0.0.1/\r\nX: y', 'nowhere'])
  check(`no such address: ${JSON.stringify(url)}`, async () => {
    const result = await send(webhook(1, { url }));
    assert.equal(result.exit, 1);
    assert.equal(result.faults[0].fault, 'url');
  });

// TLS.
await writeFile(join(directory, 'short.secret'), 'whsec_c2hvcnQ=');
execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', join(directory, 'key.pem'), '-out', join(directory, 'cert.pem'), '-days', '2',
  '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
const pair = { key: await readFile(join(directory, 'key.pem')), cert: await readFile(join(directory, 'cert.pem')) };
const overTls = (name, url, settings, expected) =>
  check(name, () =>
    withServer((socket) => socket.write(OK), async (port) => {
      const { attempts } = await sendAll(webhook(port, { url: url(port), ...settings }));
      assert.equal(attempts[0].class, expected.class, JSON.stringify(attempts[0]));
      if (expected.reply) assert.match(attempts[0].reply, expected.reply);
    }, (serve) => tls.createServer(pair, serve)));
overTls('https with its ca_file', (port) => `https://localhost:${port}/`, { ca_file: 'cert.pem' }, { class: 'delivered' });
overTls('https with an unknown certificate', (port) => `https://localhost:${port}/`, {}, { class: 'transient', reply: /certificate/ });
overTls('https with another name', (port) => `https://127.0.0.1:${port}/`, { ca_file: 'cert.pem' }, { class: 'transient', reply: /127\.0\.0\.1/ });
check('https where there is no TLS', () =>
  withServer((socket) => socket.write(OK), async (port) => {
    const { attempts } = await sendAll(webhook(port, { url: `https://localhost:${port}/`, timeout_s: 2 }));
    assert.equal(attempts[0].class, 'transient');
  }));

for (const [file, words] of [['missing.secret', /missing\.secret: No such file/], ['short.secret', /24 to 64 bytes/]])
  check(`a secret that is none: ${file}`, async () => {
    const result = await send(webhook(1, { secret_file: file }));
    assert.equal(result.exit, 1);
    assert.match(result.open, words);
    assert.doesNotMatch(result.open, /c2hvcnQ/);
  });

await run({ done: () => rm(directory, { recursive: true }) });
