// Certificates that must not be trusted, at https, smtps and STARTTLS: nothing of the message leaves, and the reply says why.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { mail, sendAll } from './driver.mjs';
import { SmtpPeer } from './smtp_peer.mjs';
import { check, run } from './tap.mjs';

const directory = await mkdtemp(join(tmpdir(), 'lunzhi-tls-'));
const path = (name) => join(directory, name);
const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });

// An authority, and a certificate of it for a name and a time.
await writeFile(path('ca.cnf'), `[ca]
default_ca = here
[here]
dir = ${directory}
database = ${path('index')}
new_certs_dir = ${directory}
rand_serial = yes
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
`);
await writeFile(path('index'), '');
await writeFile(path('index.attr'), 'unique_subject = no\n');
const authority = (name) => openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', path(`${name}.key`), '-out', path(`${name}.pem`), '-days', '2', '-subj', `/CN=${name}`);
authority('authority');
authority('another');

async function certificate(name, host, from, to) {
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', path(`${name}.key`), '-out', path(`${name}.csr`), '-subj', `/CN=${host}`, '-addext', `subjectAltName=DNS:${host}`);
  openssl('ca', '-batch', '-config', path('ca.cnf'), '-cert', path('authority.pem'), '-keyfile', path('authority.key'), '-in', path(`${name}.csr`), '-out', path(`${name}.pem`),
    '-startdate', from, '-enddate', to);
  return { key: await readFile(path(`${name}.key`)), cert: await readFile(path(`${name}.pem`)) };
}

openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', path('self.key'), '-out', path('self.pem'), '-days', '2', '-subj', '/CN=localhost',
  '-addext', 'subjectAltName=DNS:localhost');
const stamp = (days) => `${new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(0, 14)}Z`;
const good = await certificate('good', 'localhost', stamp(-1), stamp(1));
const selfSigned = { key: await readFile(path('self.key')), cert: await readFile(path('self.pem')) };

const CASES = [
  ['a good certificate', good, 'authority.pem', null],
  ['a wrong name', await certificate('other', 'mail.example.edu.cn', stamp(-1), stamp(1)), 'authority.pem', /localhost/],
  ['expired yesterday', await certificate('old', 'localhost', stamp(-9), stamp(-1)), 'authority.pem', /expired/],
  ['not valid before tomorrow', await certificate('young', 'localhost', stamp(1), stamp(2)), 'authority.pem', /not yet valid/],
  ['self-signed', selfSigned, 'authority.pem', /self.signed/],
  ['self-signed, nothing but the system trusted', selfSigned, null, /self.signed/],
  ['of another authority', good, 'another.pem', /issuer/],
];

function judge(attempts, reply, taken) {
  const told = JSON.stringify(attempts);
  assert.equal(attempts[0].class, reply ? 'transient' : 'delivered', told);
  if (reply) assert.match(attempts[0].reply, reply, told);
  assert.equal(taken, reply ? 0 : 1, told);
}

async function overMail(pair, implicit, settings, reply) {
  const peer = await new SmtpPeer(undefined, { offers: ['PIPELINING', 'AUTH PLAIN', ...(implicit ? [] : ['STARTTLS'])], pair, implicit }).listen();
  try {
    const server = `${implicit ? 'smtps' : 'smtp'}://localhost:${new URL(peer.url).port}`;
    const { attempts } = await sendAll(mail({ server, user: 'office', password_file: 'password', ...settings }, [{}], { config_dir: directory }));
    judge(attempts, reply, peer.mails.length);
    if (reply) assert.ok(!peer.commands.flat().some((command) => command.startsWith('AUTH')), 'the password was on its way');
  } finally {
    await peer.close();
  }
}

async function overHttps(pair, settings, reply) {
  let taken = 0;
  const server = tls.createServer(pair, (socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      taken++;
      socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
    });
  });
  server.on('tlsClientError', () => {});
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const url = `https://localhost:${server.address().port}/hook`;
    const { attempts } = await sendAll({ backend: 'webhook', settings: { url, timeout_s: 20, ...settings }, messages: [{ json: '{}' }], config_dir: directory });
    judge(attempts, reply, taken);
  } finally {
    await new Promise((resolve) => server.close(resolve));
  }
}

await writeFile(path('password'), 'secret\n');
for (const [name, pair, ca, reply] of CASES) {
  const settings = ca ? { ca_file: ca } : {};
  check(`https: ${name}`, () => overHttps(pair, settings, reply));
  check(`smtps: ${name}`, () => overMail(pair, true, settings, reply));
  check(`STARTTLS: ${name}`, () => overMail(pair, false, { ...settings, starttls: 'require' }, reply));
}

await run({ done: () => rm(directory, { recursive: true }) });
