// Mails through a real Postfix, plain, with STARTTLS, over SMTPS and with AUTH, read back out of its mailboxes with mailparser.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mail, sendAll } from './driver.mjs';
import { findPostfix, Postfix } from './postfix.mjs';
import { check, run, skipAll } from './tap.mjs';

const { simpleParser } = await import('mailparser').catch(() => skipAll('the npm packages of tests/ are not installed'));
const found = findPostfix();
if (found.missing) skipAll(found.missing);

const SUBJECT = '提醒：党委听取学生会工作汇报应于2020年1月10日前完成，请执行主席提前与校党委办公室联系安排时间，并准备汇报材料和会议纪要';
const TEXT = '甲：\n\n.\n..这一行以点开头\nFrom here on\n再见\n';
const CREATED = 1577930400;
const id = (n) => n.toString(16).padStart(32, '0');

const directory = mkdtempSync(join(tmpdir(), 'lunzhi-postfix-'));
const postfix = new Postfix(found.root, directory);
writeFileSync(join(directory, 'right.password'), '密 码\n');
writeFileSync(join(directory, 'wrong.password'), 'guess\n');
const stop = async () => {
  await postfix.stop();
  rmSync(directory, { recursive: true });
};
try {
  await postfix.start({ user: 'office', password: '密 码' });
} catch (error) {
  await stop();
  throw error;
}

const certificate = { ca_file: 'etc/cert.pem' };
const login = { user: 'office', password_file: 'right.password' };
const server = (scheme, name) => ({ server: `${scheme}://localhost:${postfix.ports[name]}` });
let next = 1;

// One message by the settings; its attempt, and what Postfix got under its id.
async function deliver(settings, message = {}) {
  const number = next++;
  const { attempts } = await sendAll(mail({ ...settings, timeout_s: 30 }, [{ id: id(number), subject: SUBJECT, text: TEXT, created_at: CREATED, ...message }], { config_dir: directory }));
  return { attempt: attempts[0], number };
}

async function received(number, box = 'jia') {
  for (let n = 1; ; n++) {
    const raw = (await postfix.mails(box, n)).find((bytes) => bytes.includes(`<${id(number)}@example.edu.cn>`));
    if (raw) return { raw: raw.toString('latin1'), parsed: await simpleParser(raw) };
  }
}

check('plain: every part of the mail arrives', async () => {
  const { attempt, number } = await deliver(server('smtp', 'plain'), { name: '甲', thread_id: 'ab12', html: '<p>甲，你好</p>\n' });
  assert.equal(attempt.class, 'delivered', JSON.stringify(attempt));
  assert.match(attempt.reply, /^250 2\.0\.0 Ok: queued as/);
  const { parsed, raw } = await received(number);
  assert.equal(parsed.subject, SUBJECT);
  assert.deepEqual(parsed.from.value, [{ address: 'office@example.edu.cn', name: '秘书处' }]);
  assert.deepEqual(parsed.to.value, [{ address: 'jia@example.edu.cn', name: '甲' }]);
  assert.equal(parsed.text, TEXT);
  assert.equal(parsed.html, '<p>甲，你好</p>\n');
  assert.equal(parsed.date.getTime(), CREATED * 1000);
  assert.equal(parsed.messageId, `<${id(number)}@example.edu.cn>`);
  assert.equal(parsed.inReplyTo, '<ab12@example.edu.cn>');
  assert.equal(parsed.references, '<ab12@example.edu.cn>');
  assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated');
  assert.equal(parsed.headers.get('list').id.id, 'su.lunzhi.example.edu.cn');
  assert.equal(parsed.headers.get('content-type').value, 'multipart/alternative');
  assert.match(raw, /^Return-Path: <office@example\.edu\.cn>/m);
  for (const word of raw.match(/=\?[^\s]*\?=/g)) assert.ok(word.length <= 75, word);
});

// The shipped words.
const real = (rows) => deliver(server('smtp', 'plain'), { name: '甲', subject: undefined, text: undefined, rows });
const COMMAND = 'lunzhictl record party-hearing --org su --on YYYY-MM-DD';

check('the ladder of one occurrence is one thread, each mail a text and a page', async () => {
  const ladder = [
    [{ kind: 'reminder', on: '2020-01-03', due: '2020-01-10' }, '[校学生会] 党委听取汇报：还有 7 天（2020-01-10 截止）'],
    [{ kind: 'overdue', on: '2020-01-13', due: '2020-01-10' }, '[校学生会] 党委听取汇报：已逾期 3 天（2020-01-10 截止）'],
    [{ kind: 'missed', on: '2020-01-20', due: '2020-01-10' }, '[校学生会] 党委听取汇报：2019-2020-1 未完成（2020-01-10 截止）'],
  ];
  const threads = new Set(), ids = new Set();
  for (const [row, subject] of ladder) {
    const { attempt, number } = await real([row]);
    assert.equal(attempt.class, 'delivered', JSON.stringify(attempt));
    const { parsed } = await received(number);
    assert.equal(parsed.subject, subject);
    threads.add(parsed.inReplyTo);
    assert.equal(parsed.references, parsed.inReplyTo);
    ids.add(parsed.messageId);
    assert.ok(parsed.text.includes(`\n    ${COMMAND}\n`), parsed.text);
    assert.ok(parsed.text.includes('同时通知了：乙、丙'));
    assert.ok(parsed.html.includes(`<pre>${COMMAND}</pre>`), parsed.html);
    assert.ok(parsed.html.includes('<html lang="zh-CN">'));
    assert.doesNotMatch(parsed.html, /<(script|img|link|iframe)|https?:|url\(/i);
    assert.equal(parsed.headers.get('list').id.id, 'su.lunzhi.example.edu.cn');
    assert.equal(parsed.headers.get('auto-submitted'), 'auto-generated');
    assert.equal(parsed.attachments.length, 0);
  }
  assert.equal(threads.size, 1);
  assert.equal(ids.size, 3);
});

check('a digest is one mail in the thread of its most urgent message', async () => {
  const hearing = { kind: 'overdue', on: '2020-01-13', due: '2020-01-10' };
  const survey = { kind: 'reminder', obligation: 'survey', title: '调研报告', on: '2020-01-13', due: '2020-01-17', organization: 'gsu' };
  const alone = await received((await real([hearing])).number);
  const { attempt, number } = await real([survey, hearing]);
  assert.equal(attempt.class, 'delivered', JSON.stringify(attempt));
  const { parsed, raw } = await received(number);
  assert.equal(parsed.subject, '[校学生会 等] 2 项待办，其中 1 项已逾期');
  assert.equal(parsed.references, alone.parsed.references);
  assert.ok(parsed.inReplyTo.startsWith(`${alone.parsed.references} <`), parsed.inReplyTo);
  assert.match(raw, /^List-Id: <all\.lunzhi\.example\.edu\.cn>\r?$/m);
  assert.match(parsed.text, /1\. 党委听取汇报：已逾期 3 天[^]*2\. 调研报告：还有 4 天/);
  assert.match(parsed.html, /<h2>1\. 党委听取汇报[^]*<h2>2\. 调研报告/);
  assert.ok(parsed.html.includes('<pre>lunzhictl record survey --org gsu --on YYYY-MM-DD</pre>'));
});

check('the longest line and the largest text', async () => {
  const text = `${'会'.repeat(100_000)}\nend\n`;
  const { attempt, number } = await deliver(server('smtp', 'plain'), { text, subject: 'x'.repeat(2000) });
  assert.equal(attempt.class, 'delivered', JSON.stringify(attempt));
  const { parsed } = await received(number);
  assert.equal(parsed.text, text);
  assert.equal(parsed.subject, 'x'.repeat(2000));
});

check('a subject, a name and a text full of traps', async () => {
  const { attempt, number } = await deliver(server('smtp', 'plain'), { subject: 'a\r\nBcc: yi@example.edu.cn\r\n\r\nb', name: '"甲" <x@y>, 乙', text: '.\r\n.\nQUIT\n' });
  assert.equal(attempt.class, 'delivered', JSON.stringify(attempt));
  const { parsed } = await received(number);
  assert.equal(parsed.subject, 'a Bcc: yi@example.edu.cn b');
  assert.equal(parsed.bcc, undefined);
  assert.deepEqual(parsed.to.value, [{ address: 'jia@example.edu.cn', name: '"甲" <x@y>, 乙' }]);
  assert.equal(parsed.text, '.\n.\nQUIT\n');
});

check('an unknown recipient, and the connection goes on', async () => {
  const { attempts } = await sendAll(mail({ ...server('smtp', 'plain'), timeout_s: 30 }, [{ address: 'nobody@example.edu.cn' }, { address: 'yi@example.edu.cn', id: id(900) }], { one_by_one: true }));
  assert.equal(attempts[0].class, 'permanent', JSON.stringify(attempts));
  assert.equal(attempts[0].code, 550);
  assert.match(attempts[0].reply, /nobody@example\.edu\.cn/);
  assert.equal(attempts[1].class, 'delivered', JSON.stringify(attempts));
  await received(900, 'yi');
});

check('no relaying', async () => {
  const { attempt } = await deliver(server('smtp', 'plain'), { address: 'jia@elsewhere.example' });
  assert.equal(attempt.class, 'permanent');
  assert.match(attempt.reply, /^554 5\.7\.1/);
});

check('two hundred over four connections, each once', async () => {
  const { attempts } = await sendAll(mail({ ...server('smtp', 'plain'), connections: 4, timeout_s: 30 }, [{ address: 'yi@example.edu.cn', id: id(0xfffff) }], { repeat: 200 }));
  assert.equal(attempts.filter((a) => a.class === 'delivered').length, 200);
  const mails = await postfix.mails('yi', 201);
  const ids = new Set(mails.map((bytes) => /^Message-Id: (\S+)/im.exec(bytes.toString('latin1'))[1]));
  assert.ok(ids.size >= 200);
});

for (const [name, settings] of [
  ['STARTTLS because it is offered', () => server('smtp', 'starttls')],
  ['STARTTLS required, certificate known', () => ({ ...server('smtp', 'starttls'), ...certificate, starttls: 'require' })],
  ['STARTTLS and AUTH', () => ({ ...server('smtp', 'login'), ...certificate, ...login, starttls: 'require' })],
  ['SMTPS and AUTH', () => ({ ...server('smtps', 'smtps'), ...certificate, ...login })],
])
  check(name, async () => {
    const { attempt, number } = await deliver(settings());
    assert.equal(attempt.class, 'delivered', JSON.stringify(attempt));
    const { parsed, raw } = await received(number);
    assert.equal(parsed.text, TEXT);
    assert.match(raw, /\(using TLSv1\.[23]|with ESMTPSA?\b/);
  });

for (const [name, settings, expected] of [
  ['STARTTLS required, certificate unknown', () => ({ ...server('smtp', 'starttls'), starttls: 'require' }), { class: 'transient', reply: /certificate/ }],
  ['SMTPS, certificate unknown', () => ({ ...server('smtps', 'smtps'), ...login }), { class: 'transient', reply: /certificate/ }],
  ['SMTPS, another host', () => ({ server: `smtps://127.0.0.1:${postfix.ports.smtps}`, ...certificate, ...login }), { class: 'transient', reply: /127\.0\.0\.1/ }],
  ['a wrong password', () => ({ ...server('smtps', 'smtps'), ...certificate, user: 'office', password_file: 'wrong.password' }), { class: 'channel', reply: /^535 5\.7\.8/ }],
  ['AUTH where none is offered', () => ({ ...server('smtp', 'plain'), ...login }), { class: 'channel', reply: /AUTH/ }],
  ['TLS never, where the server wants it', () => ({ ...server('smtp', 'login'), starttls: 'never' }), { class: 'channel', reply: /^530 5\.7\.0/ }],
  ['STARTTLS required where none is offered', () => ({ ...server('smtp', 'plain'), starttls: 'require' }), { class: 'transient', reply: /STARTTLS/ }],
])
  check(name, async () => {
    const { attempt } = await deliver(settings());
    assert.equal(attempt.class, expected.class, JSON.stringify(attempt));
    assert.match(attempt.reply, expected.reply);
  });

await run({ width: 4, done: stop });
