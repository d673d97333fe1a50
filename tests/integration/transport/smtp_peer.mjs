// An SMTP server that does as it is told: correct unless `behave` says otherwise.
import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import tls from 'node:tls';

const DEFAULTS = {
  connect: '220 peer ESMTP', HELO: '250 peer', MAIL: '250 2.1.0 sender ok', RCPT: '250 2.1.5 recipient ok', DATA: '354 go ahead',
  BODY: '250 2.0.0 taken', AUTH: '334 ', LOGIN: '235 2.7.0 welcome', RSET: '250 2.0.0 reset', QUIT: '221 2.0.0 bye', NOOP: '250 ok',
};

// behave(step, session) -> undefined: the default reply · a string: that reply · {raw} bytes as they are · {silent}: for good · {close} (after reply or raw) ·
// {reset} (the same with RST) · {afterMs} (before it is said)
// `offers`: EHLO's keywords. `slowly`: one byte at a time. `pair`: key and certificate, for STARTTLS or, `implicit`, from the first byte.
export class SmtpPeer {
  constructor(behave = () => undefined, { offers = ['PIPELINING', 'SMTPUTF8'], slowly = false, pair, implicit = false } = {}) {
    this.behave = behave;
    this.offers = offers;
    this.slowly = slowly;
    this.sessions = [];
    this.mails = [];
    this.open = this.mostOpen = 0;
    this.pair = pair;
    this.server = implicit ? tls.createServer(pair, (socket) => this.#serve(socket)) : net.createServer((socket) => this.#serve(socket));
    this.server.on('tlsClientError', () => {});
  }

  async listen() {
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    this.url = `smtp://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  async close() {
    for (const session of this.sessions) session.socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  // All commands of all sessions, in one list of lists.
  get commands() {
    return this.sessions.map((session) => session.commands);
  }

  async #say(session, step) {
    const told = this.behave(step, session);
    const act = told === undefined ? { reply: this.#usual(session, step) } : typeof told === 'string' ? { reply: told } : told;
    if (act.afterMs) await sleep(act.afterMs);
    if (act.silent) return false;
    const bytes = act.raw ?? (act.reply === undefined ? '' : `${act.reply}\r\n`);
    session.lastCode = Number(String(bytes).slice(0, 3));
    if (this.slowly) {
      for (const byte of Buffer.from(bytes)) {
        if (session.socket.destroyed) return false;
        session.socket.write(Buffer.of(byte));
        await sleep(1);
      }
    } else if (bytes.length) session.socket.write(bytes);
    if (act.reset) session.socket.resetAndDestroy();
    else if (act.close || step === 'QUIT') session.socket.end();
    return !act.close && !act.reset && step !== 'QUIT';
  }

  #usual(session, step) {
    if (step !== 'EHLO') return DEFAULTS[step] ?? '502 5.5.2 what?';
    const words = ['peer', ...this.offers];
    return words.map((word, i) => `250${i < words.length - 1 ? '-' : ' '}${word}`).join('\r\n');
  }

  #serve(socket) {
    const session = { socket, number: this.sessions.length, commands: [], mails: 0, chunks: [] };
    this.sessions.push(session);
    this.open++;
    this.mostOpen = Math.max(this.mostOpen, this.open);
    let text = '', body = false, chain = Promise.resolve(), going = true;
    const say = (step) => (chain = chain.then(async () => { if (going) going = await this.#say(session, step); }));
    socket.on('error', () => {});
    socket.on('close', () => this.open--);
    const take = async () => {
      for (;;) {
        const end = body ? (text.startsWith('.\r\n') ? 0 : text.indexOf('\r\n.\r\n')) : text.indexOf('\r\n');
        if (end < 0) return;
        if (body) {
          const mail = text.startsWith('.\r\n') ? '' : text.slice(0, end + 2);
          text = text.slice(mail === '' ? 3 : end + 5);
          body = false;
          session.mails++;
          this.mails.push(mail);
          await say('BODY');
          continue;
        }
        const line = text.slice(0, end);
        text = text.slice(end + 2);
        session.commands.push(line);
        const step = session.lastStep === 'AUTH' && session.lastCode === 334 ? 'LOGIN' : line.split(/[ :]/)[0].toUpperCase();
        session.lastStep = step;
        if (step === 'STARTTLS' && this.pair) return secure();
        await say(step);
        body = step === 'DATA' && session.lastCode === 354;
      }
    };
    let taking = Promise.resolve();
    const listen = (from) =>
      from.on('data', (chunk) => {
        session.chunks.push(String(chunk));
        text += chunk;
        taking = taking.then(take).catch(() => socket.destroy());
      });
    const secure = () => {
      socket.removeAllListeners('data');
      socket.write('220 2.0.0 go ahead\r\n');
      session.socket = new tls.TLSSocket(socket, { isServer: true, ...this.pair });
      session.socket.on('error', () => {});
      listen(session.socket);
    };
    listen(socket);
    say('connect');
  }
}

export async function withPeer(behave, options, body) {
  const peer = await new SmtpPeer(behave, options).listen();
  try {
    return await body(peer);
  } finally {
    await peer.close();
  }
}
