// Webhooks judged by the reference library of Standard Webhooks.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendAll } from './driver.mjs';
import { check, run, skipAll } from './tap.mjs';

const { Webhook } = await import('standardwebhooks').catch(() => skipAll('the npm packages of tests/ are not installed'));

const OLD = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const NEW = 'whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
const OTHER = 'whsec_Hx4dHBsaGRgXFhUUExIREA8ODQwLCgkIBwYFBAMCAQA=';
const JSON_TEXT = '{"kind":"reminder","title":"党委听取学生会工作汇报","due":"2020-01-10"}';
const directory = await mkdtemp(join(tmpdir(), 'lunzhi-webhook-'));

// What a receiver gets: [{headers, body}, …], answering the given statuses in turn.
async function receive(secrets, statuses) {
  const got = [];
  const server = http.createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      response.writeHead(statuses[got.length - 1] ?? 200).end();
    });
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const file = join(directory, `${server.address().port}.secret`);
  await writeFile(file, secrets);
  try {
    for (const status of statuses) {
      const { attempts } = await sendAll({
        backend: 'webhook', settings: { url: `http://127.0.0.1:${server.address().port}/`, secret_file: file }, config_dir: '/',
        messages: [{ json: JSON_TEXT, id: '00112233445566778899aabbccddeeff' }],
      });
      assert.equal(attempts[0].class, status === 200 ? 'delivered' : 'transient');
    }
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
  return got;
}

check('one secret', async () => {
  const [got] = await receive(`${OLD}\n`, [200]);
  assert.deepEqual(new Webhook(OLD).verify(got.body, got.headers), JSON.parse(JSON_TEXT));
  assert.throws(() => new Webhook(OTHER).verify(got.body, got.headers));
  assert.throws(() => new Webhook(OLD).verify(`${got.body} `, got.headers));
  assert.throws(() => new Webhook(OLD).verify(got.body, { ...got.headers, 'webhook-id': 'msg_other' }));
});

check('two secrets while keys are rotated', async () => {
  const [got] = await receive(`${NEW}\n${OLD}\n`, [200]);
  assert.equal(got.headers['webhook-signature'].split(' ').length, 2);
  new Webhook(OLD).verify(got.body, got.headers);
  new Webhook(NEW).verify(got.body, got.headers);
  assert.throws(() => new Webhook(OTHER).verify(got.body, got.headers));
});

check('another attempt: the same id, its own timestamp', async () => {
  const [first, second] = await receive(OLD, [500, 200]);
  assert.equal(first.headers['webhook-id'], 'msg_00112233445566778899aabbccddeeff');
  assert.equal(second.headers['webhook-id'], first.headers['webhook-id']);
  assert.ok(Math.abs(Number(second.headers['webhook-timestamp']) - Date.now() / 1000) < 120);
  new Webhook(OLD).verify(second.body, second.headers);
});

await run({ done: () => rm(directory, { recursive: true }) });
