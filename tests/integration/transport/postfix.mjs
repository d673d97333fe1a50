// A private Postfix: its own configuration, queue, log and mailboxes in one directory, on loopback ports of its own. It touches no other Postfix.
// AUTH asks a Dovecot-style server, which is here.
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const NOBODY = 65534;

// Where it is: unpacked in $LUNZHI_POSTFIX_ROOT (dpkg -x), or installed. Or why it cannot be run.
export function findPostfix() {
  const roots = [process.env.LUNZHI_POSTFIX_ROOT, '/'].filter(Boolean);
  const root = roots.find((path) => existsSync(join(path, 'usr/lib/postfix/sbin/master')));
  if (!root) return { missing: 'Postfix is neither installed nor unpacked in $LUNZHI_POSTFIX_ROOT' };
  if (process.getuid() !== 0) return { missing: 'only root can start Postfix' };
  return { root };
}

function idOf(file, names) {
  const lines = readFileSync(file, 'utf8').split('\n').map((line) => line.split(':'));
  for (const name of names) {
    const line = lines.find((fields) => fields[0] === name);
    if (line) return { name, id: Number(line[2]) };
  }
  throw new Error(`none of ${names} in ${file}`);
}

async function freePorts(n) {
  const servers = Array.from({ length: n }, () => net.createServer());
  await Promise.all(servers.map((server) => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

// The server's side of Dovecot's authentication protocol, for PLAIN and one user.
function authServer(path, user, password) {
  const server = net.createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.write('VERSION\t1\t1\nMECH\tPLAIN\tplaintext\nSPID\t1\nCUID\t1\nCOOKIE\t00112233445566778899aabbccddeeff\nDONE\n');
    socket.on('data', (chunk) => {
      text += chunk;
      const lines = text.split('\n');
      text = lines.pop();
      for (const fields of lines.map((line) => line.split('\t')).filter((f) => f[0] === 'AUTH' || f[0] === 'CONT')) {
        const response = fields[0] === 'CONT' ? fields[2] : fields.find((field) => field.startsWith('resp='))?.slice(5);
        if (response === undefined) socket.write(`CONT\t${fields[1]}\t\n`);
        else if (Buffer.from(response, 'base64').toString() === `\0${user}\0${password}`) socket.write(`OK\t${fields[1]}\tuser=${user}\n`);
        else socket.write(`FAIL\t${fields[1]}\tuser=${user}\n`);
      }
    });
  });
  return new Promise((resolve) => server.listen(path, () => { chmodSync(path, 0o666); resolve(server); }));
}

export class Postfix {
  constructor(root, directory) {
    this.root = root;
    this.directory = directory;
  }

  #path(...parts) {
    return join(this.directory, ...parts);
  }

  #directories(owner, group) {
    const make = (path, uid, gid, mode) => { mkdirSync(this.#path(path), { recursive: true }); chownSync(this.#path(path), uid, gid); chmodSync(this.#path(path), mode); };
    chmodSync(this.directory, 0o755);
    make('etc', 0, 0, 0o755);
    make('box', NOBODY, NOBODY, 0o700);
    make('data', owner.id, 0, 0o755);
    make('spool', 0, 0, 0o755);
    make('spool/pid', 0, 0, 0o755);
    for (const name of ['active', 'bounce', 'corrupt', 'defer', 'deferred', 'flush', 'hold', 'incoming', 'private', 'saved', 'trace']) make(`spool/${name}`, owner.id, 0, 0o700);
    make('spool/public', owner.id, group.id, 0o710);
    make('spool/maildrop', owner.id, group.id, 0o730);
  }

  #configure(owner, group) {
    const names = ['plain', 'starttls', 'login', 'smtps'];
    const options = {
      plain: '',
      starttls: '-o smtpd_tls_security_level=may',
      login: '-o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject',
      smtps: '-o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject',
    };
    writeFileSync(this.#path('etc/main.cf'), `compatibility_level = 3.6
queue_directory = ${this.#path('spool')}
data_directory = ${this.#path('data')}
daemon_directory = ${join(this.root, 'usr/lib/postfix/sbin')}
command_directory = ${join(this.root, 'usr/sbin')}
meta_directory = ${this.#path('etc')}
mail_owner = ${owner.name}
setgid_group = ${group.name}
default_privs = nobody
import_environment = LD_LIBRARY_PATH MAIL_CONFIG
export_environment = LD_LIBRARY_PATH MAIL_CONFIG
maillog_file = ${this.#path('data/log')}
maillog_file_prefixes = ${this.directory}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
local_recipient_maps =
alias_maps =
virtual_mailbox_domains = example.edu.cn
virtual_mailbox_base = ${this.#path('box')}
virtual_mailbox_maps = inline:{ jia@example.edu.cn=jia/, yi@example.edu.cn=yi/ }
virtual_uid_maps = static:${NOBODY}
virtual_gid_maps = static:${NOBODY}
smtpd_relay_restrictions = reject_unauth_destination
smtpd_tls_cert_file = ${this.#path('etc/cert.pem')}
smtpd_tls_key_file = ${this.#path('etc/key.pem')}
smtpd_tls_auth_only = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = ${this.#path('data/auth')}
`);
    writeFileSync(this.#path('etc/master.cf'), `${names.map((name) => `127.0.0.1:${this.ports[name]} inet n - n - - smtpd ${options[name]}`).join('\n')}
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
virtual unix - n n - - virtual
error unix - - n - - error
retry unix - - n - - error
postlog unix-dgram n - n - 1 postlogd
`);
  }

  async start({ user, password }) {
    const owner = idOf('/etc/passwd', ['postfix', 'uucp']), group = idOf('/etc/group', ['postdrop', 'news']);
    const [plain, starttls, login, smtps] = await freePorts(4);
    this.ports = { plain, starttls, login, smtps };
    this.#directories(owner, group);
    execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', this.#path('etc/key.pem'), '-out', this.#path('etc/cert.pem'), '-days', '2',
      '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'], { stdio: 'ignore' });
    this.#configure(owner, group);
    this.auth = await authServer(this.#path('data/auth'), user, password);
    this.master = spawn(join(this.root, 'usr/lib/postfix/sbin/master'), ['-s', '-c', this.#path('etc')], {
      stdio: 'ignore', env: { ...process.env, LD_LIBRARY_PATH: join(this.root, 'usr/lib/postfix'), MAIL_CONFIG: this.#path('etc') } });
    this.ended = new Promise((resolve) => this.master.on('close', resolve));
    await this.#listening(Date.now() + 20_000);
  }

  async #listening(until) {
    for (;;) {
      const greeted = await new Promise((resolve) => {
        const socket = net.connect(this.ports.plain, '127.0.0.1');
        socket.on('data', () => { socket.end('QUIT\r\n'); resolve(true); });
        socket.on('error', () => resolve(false));
      });
      if (greeted) return;
      if (Date.now() > until || this.master.exitCode !== null) throw new Error(`Postfix does not start:\n${this.log()}`);
      await sleep(100);
    }
  }

  log() {
    const path = this.#path('data/log');
    return existsSync(path) ? readFileSync(path, 'utf8') : '';
  }

  // The raw mails in a mailbox once there are `n`.
  async mails(name, n) {
    const directory = this.#path('box', name, 'new');
    for (let tries = 0; tries < 200; tries++) {
      const files = existsSync(directory) ? readdirSync(directory) : [];
      if (files.length >= n) return files.map((file) => readFileSync(join(directory, file)));
      await sleep(100);
    }
    throw new Error(`fewer than ${n} mails for ${name}:\n${this.log()}`);
  }

  async stop() {
    this.auth?.close();
    if (this.master?.exitCode === null) this.master.kill('SIGTERM');
    await this.ended;
  }
}
