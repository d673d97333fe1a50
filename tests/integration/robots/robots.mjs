// The robots' backends against strict stand-ins of their services.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { send, sendAll } from '../transport/driver.mjs';
import { check, run } from '../transport/tap.mjs';
import { StandIn } from './stand_in.mjs';

const KEY = 'b1946ac9-2492-d234-7c62-35ff7a0c4e91';
const SECRET = 'SECtest0000000000000000000000000000000000000000000000000000000000';
const directory = await mkdtemp(join(tmpdir(), 'lunzhi-robots-'));
const services = ['wecom', 'dingtalk', 'feishu'];
const SUBJECT = '[校学生会] 党委听取汇报：还有 7 天（2020-01-10 截止）';
const TEXT = '甲，您好：\n\n请安排落实。\n\n    lunzhictl record party-hearing --org su --on YYYY-MM-DD\n';
let files = 0;

async function withRobot(service, options, body) {
  const standIn = await new StandIn({ service, key: KEY, users: ['jia', 'ou_jia', '20201234567'], mobiles: ['13800000000'], ...options }).listen();
  try {
    const result = await body(standIn);
    assert.deepEqual(standIn.complaints, []);
    return result;
  } finally {
    await standIn.close();
  }
}

async function secretFile(text) {
  const name = `${files++}.secret`;
  await writeFile(join(directory, name), text);
  return name;
}

async function spec(standIn, settings = {}, messages = [{}], more = {}) {
  const signed = standIn.robot.secret ? { secret_file: await secretFile(`${standIn.robot.secret}\n`) } : {};
  return {
    backend: standIn.robot.service,
    settings: { url: standIn.url, timeout_s: 20, ...signed, ...settings },
    messages: messages.map((message) => ({ subject: SUBJECT, text: TEXT, name: '甲', ...message })),
    config_dir: directory,
    ...more,
  };
}

// Nothing that is told holds a secret.
function assertDiscreet(result) {
  const told = JSON.stringify(result);
  assert.ok(!told.includes(KEY) && !told.includes(SECRET), told);
}

async function deliver(standIn, settings, messages, more) {
  const result = await sendAll(await spec(standIn, settings, messages, more));
  assertDiscreet(result);
  return result.attempts;
}

for (const service of services)
  for (const secret of service === 'wecom' ? [undefined] : [undefined, SECRET])
    check(`${service}${secret ? ', signed' : ''}: a message stands in the group`, () =>
      withRobot(service, { secret }, async (standIn) => {
        const [attempt] = await deliver(standIn);
        assert.equal(attempt.class, 'delivered', JSON.stringify([attempt, standIn.judgements]));
        assert.equal(standIn.posted[0].content, `${SUBJECT}\n\n${TEXT}`.trimEnd());
        assert.deepEqual(standIn.posted[0].mentions, []);
      }));

for (const [service, address, mention, lead] of [
  ['wecom', 'jia', 'jia', ''],
  ['wecom', '20201234567', '20201234567', ''],
  ['wecom', 'mobile:13800000000', '13800000000', ''],
  ['wecom', 'mobile:+8613800000000', '13800000000', ''],
  ['dingtalk', 'jia', 'jia', '@jia '],
  ['dingtalk', 'mobile:13800000000', '13800000000', '@13800000000 '],
  ['feishu', 'ou_jia', 'ou_jia', '<at user_id="ou_jia">甲</at> '],
])
  check(`${service}: ${address} is mentioned`, () =>
    withRobot(service, {}, async (standIn) => {
      const [attempt] = await deliver(standIn, {}, [{ address }]);
      assert.equal(attempt.class, 'delivered', JSON.stringify([attempt, standIn.judgements]));
      assert.deepEqual(standIn.posted[0].mentions, [mention]);
      assert.equal(standIn.posted[0].content, `${lead}${SUBJECT}\n\n${TEXT}`.trimEnd());
    }));

check('feishu: nobody is mentioned by the words of a message', () =>
  withRobot('feishu', {}, async (standIn) => {
    const [attempt] = await deliver(standIn, {}, [{ text: '<at user_id="all">所有人</at> <AT user_id="all">', address: 'ou_jia', name: '<at user_id="all">' }]);
    assert.equal(attempt.class, 'delivered', JSON.stringify(standIn.judgements));
    assert.deepEqual(standIn.posted[0].mentions, ['ou_jia']);
  }));

const LIMITS = { wecom: 2048, dingtalk: 20_000, feishu: 20 * 1024 };
for (const service of services)
  for (const [kind, text] of [['会', '会'.repeat(30_000)], ['emoji', '😀'.repeat(20_000)], ['lines', '\n"\\x'.repeat(20_000)], ['mixed', 'a会\t😀'.repeat(9000)]])
    check(`${service}: a long text of ${kind} is cut`, () =>
      withRobot(service, { secret: service === 'wecom' ? undefined : SECRET }, async (standIn) => {
        const [attempt] = await deliver(standIn, {}, [{ text, address: service === 'feishu' ? 'ou_jia' : 'mobile:13800000000' }]);
        assert.equal(attempt.class, 'delivered', JSON.stringify([attempt, standIn.judgements]));
        const [{ content, mentions }] = standIn.posted;
        assert.equal(mentions.length, 1);
        assert.ok(content.includes(SUBJECT));
        assert.match(content, /…\n\(too long for a group: the rest is left out\)$/);
        assert.ok(!content.includes('\uFFFD'));
        assert.ok(Buffer.byteLength(JSON.stringify(content)) > LIMITS[service] * 0.9, 'no more than needed is cut');
      }));

// What the services answer.
const codes = {
  wecom: { transient: [-1, 45009], channel: [93000], permanent: [40058, 12345] },
  dingtalk: { transient: [-1, 130101, 410100], channel: [310000, 300001, 400101, 400102, 400106, 400013], permanent: [400105, 430102] },
  feishu: { transient: [11232], channel: [19021, 19022, 19024], permanent: [9499, -1] },
};
const waits = { 45009: 60_000, 130101: 600_000, 410100: 600_000, 11232: 60_000 };
for (const service of services)
  for (const [kind, list] of Object.entries(codes[service]))
    check(`${service}: ${kind} codes`, () =>
      withRobot(service, {}, async (standIn) => {
        for (const code of list) {
          standIn.orders.push({ code, words: `refused, ${KEY} it was` });
          const [attempt] = await deliver(standIn);
          assert.deepEqual([attempt.class, attempt.code], [kind, code], JSON.stringify(attempt));
          assert.match(attempt.reply, /^refused, \*{36} it was$/);
          assert.equal(attempt.retry_after_ms, kind === 'transient' ? waits[code] ?? 0 : 0);
        }
      }));

check('words of the service hold no secret of the signature either', () =>
  withRobot('dingtalk', { secret: SECRET }, async (standIn) => {
    standIn.orders.push({ code: 310000, words: `sign of ${SECRET} does not match` });
    const [attempt] = await deliver(standIn);
    assert.match(attempt.reply, /^sign of \*+ does not match$/);
  }));

check('Retry-After counts more than what the code says', () =>
  withRobot('wecom', {}, async (standIn) => {
    standIn.orders.push({ code: 45009, headers: { 'Retry-After': '7' } }, { code: 0, headers: { 'Retry-After': '7' } });
    assert.equal((await deliver(standIn))[0].retry_after_ms, 7000);
  }));

for (const [name, order, expected] of [
  ['200 with HTML', { body: '<html>log in</html>' }, { class: 'unknown', code: 200, reply: /not an answer of such a robot: <html>/ }],
  ['200 with nothing', { body: '' }, { class: 'unknown', code: 200 }],
  ['200 with half of it', { body: '{"errcode":0,' }, { class: 'unknown', code: 200 }],
  ['200 with ten megabytes', { body: `{"errcode":0,"errmsg":"${'x'.repeat(10 << 20)}"}` }, { class: 'unknown', code: 200 }],
  ['200 with another service\'s answer', { body: '{"code":0,"msg":"success"}' }, { class: 'unknown', code: 200 }],
  ['a redirect', { status: 302, headers: { Location: '/cgi-bin/webhook/send?key=x' }, body: '' }, { class: 'permanent', code: 302, reply: /redirect/ }],
  ['404', { status: 404, body: `no ${KEY}` }, { class: 'permanent', code: 404, reply: /^no \*{36}$/ }],
  ['410', { status: 410, body: '' }, { class: 'channel', code: 410 }],
  ['429 with a date', { status: 429, headers: { 'Retry-After': '120' }, body: '' }, { class: 'transient', code: 429, retry: 120_000 }],
  ['400 with a code that is known', { status: 400, body: '{"errcode":93000,"errmsg":"gone"}' }, { class: 'channel', code: 93000, reply: /^gone$/ }],
  ['503', { status: 503, body: 'busy' }, { class: 'transient', code: 503, reply: /^busy$/ }],
  ['control characters', { body: '{"errcode":40058,"errmsg":"a\\u001b[31mb\\r\\nc"}' }, { class: 'permanent', code: 40058, reply: /^a\?\[31mb c$/ }],
])
  check(`answers: ${name}`, () =>
    withRobot('wecom', {}, async (standIn) => {
      standIn.orders.push(order);
      const [attempt] = await deliver(standIn);
      const told = JSON.stringify(attempt).slice(0, 600);
      assert.equal(attempt.class, expected.class, told);
      assert.equal(attempt.code, expected.code, told);
      if (expected.reply) assert.match(attempt.reply, expected.reply, told);
      assert.equal(attempt.retry_after_ms, expected.retry ?? 0, told);
      assert.equal(standIn.judgements.length, 1);
    }));

// The network.
async function withSocket(serve, body) {
  const sockets = new Set();
  const server = net.createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    serve(socket);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    return await body(server.address().port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

for (const [name, serve, expected] of [
  ['silent after the request', () => {}, 'unknown'],
  ['closed after the request', (socket) => socket.on('data', () => socket.destroy()), 'unknown'],
])
  check(`network: ${name}`, () =>
    withSocket(serve, async (port) => {
      const result = await sendAll({ backend: 'dingtalk', settings: { url: `http://127.0.0.1:${port}/robot/send?access_token=${KEY}`, timeout_s: 1 }, messages: [{}] });
      assert.equal(result.attempts[0].class, expected, JSON.stringify(result));
      assertDiscreet(result);
    }));

check('network: nobody listens', async () => {
  const port = await withSocket(() => {}, async (used) => used);
  const result = await sendAll({ backend: 'feishu', settings: { url: `http://127.0.0.1:${port}/open-apis/bot/v2/hook/${KEY}` }, messages: [{}] });
  assert.equal(result.attempts[0].class, 'transient');
  assertDiscreet(result);
});

check('messages stand in the group in their order', () =>
  withRobot('wecom', {}, async (standIn) => {
    const messages = Array.from({ length: 12 }, (_, i) => ({ subject: `${i}`, text: '' }));
    const attempts = await deliver(standIn, {}, messages);
    assert.ok(attempts.every((attempt) => attempt.class === 'delivered'));
    assert.deepEqual(standIn.posted.map((post) => post.content), messages.map((message) => message.subject));
  }));

check('the stand-in itself counts: the 21st in a minute is refused, and then everything', () =>
  withRobot('dingtalk', {}, async (standIn) => {
    const attempts = await deliver(standIn, {}, [{}], { repeat: 22 });
    assert.equal(attempts.filter((attempt) => attempt.class === 'delivered').length, 20);
    assert.deepEqual(attempts.slice(20).map((attempt) => attempt.code), [130101, 410100]);
  }));

check('the stand-in itself judges: a wrong secret, a wrong key', async () => {
  for (const service of ['dingtalk', 'feishu'])
    await withRobot(service, { secret: SECRET }, async (standIn) => {
      const [attempt] = await deliver(standIn, { secret_file: await secretFile('SECother') });
      assert.deepEqual([attempt.class, attempt.code], ['channel', service === 'dingtalk' ? 310000 : 19021]);
    });
  await withRobot('wecom', {}, async (standIn) => {
    const [attempt] = await deliver(standIn, { url: standIn.url.replace(KEY, 'another') });
    assert.deepEqual([attempt.class, attempt.code], ['channel', 93000]);
  });
});

// Settings.
check('the address from a file', () =>
  withRobot('feishu', { secret: SECRET }, async (standIn) => {
    const { settings, ...rest } = await spec(standIn);
    delete settings.url;
    const result = await sendAll({ ...rest, settings: { ...settings, url_file: await secretFile(`${standIn.url}\n`) } });
    assert.equal(result.attempts[0].class, 'delivered');
  }));

for (const [service, url] of [
  ['wecom', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send'],
  ['wecom', 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key='],
  ['wecom', `ftp://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=${KEY}`],
  ['dingtalk', `https://oapi.dingtalk.com/robot/send?key=${KEY}`],
  ['feishu', 'https://open.feishu.cn/open-apis/bot/v2/hook/'],
  ['feishu', `https://open.feishu.cn/open-apis/bot/v2/hook/${KEY}\r\nX: y`],
])
  check(`no address of such a robot: ${service} ${JSON.stringify(url)}`, async () => {
    const result = await send({ backend: service, settings: { url } });
    assert.equal(result.exit, 1);
    assert.equal(result.faults[0].fault, 'url');
    assert.match(result.faults[0].text, /allowed is the address of such a robot/);
    assertDiscreet(result);
    const opened = await send({ backend: service, settings: { url_file: await secretFile(url) }, config_dir: directory });
    assert.match(opened.open, /^\d+\.secret: not the address/);
    assertDiscreet(opened);
  });

for (const [name, settings, words] of [
  ['neither url nor url_file', {}, /url or url_file is needed/],
  ['both', { url: `http://127.0.0.1/?key=${KEY}`, url_file: 'x' }, /not together with url_file/],
  ['too long a timeout', { url: `http://127.0.0.1/?key=${KEY}`, timeout_s: 61 }, /1 to 60/],
  ['a secret that wecom has not', { url: `http://127.0.0.1/?key=${KEY}`, secret_file: 'x' }, /no such setting/],
  ['a rate that is none', { url: `http://127.0.0.1/?key=${KEY}`, rate: '20' }, /such as 20\/1m/],
])
  check(`settings: ${name}`, async () => {
    const result = await send({ backend: 'wecom', settings });
    assert.equal(result.exit, 1);
    assert.match(JSON.stringify(result.faults), words);
    assertDiscreet(result);
  });

check('a file that is not there', async () => {
  const result = await send({ backend: 'wecom', settings: { url_file: 'missing.url' }, config_dir: directory });
  assert.match(result.open, /missing\.url: No such file/);
});

await run({ done: () => rm(directory, { recursive: true }) });
