// A local stand-in of the group robots of WeCom, DingTalk and Feishu, strict where the services are: address, signature and its age, form and size of
// the body, whom it mentions, rate. It answers in each service's own format with its own codes. What is wrong beyond what a service would tell is kept
// in `complaints`, so that a test can ask for none.
//
// As a program, `stand_in.mjs '{"service": "wecom", "key": "K", …}'` tells {"port": N} and then each judgement as a JSON line, until its stdin ends.
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { fileURLToPath } from 'node:url';

const HOUR_MS = 3_600_000;
const hmac = (key, text) => createHmac('sha256', key).update(text).digest('base64');

class Refusal extends Error {
  constructor(code, words) {
    super(words);
    this.code = code;
  }
}

const refuse = (condition, code, words) => {
  if (condition) throw new Refusal(code, words);
};

// Exactly these members, each of its type; what ends with ? may be missing.
function shape(value, members, code, where = 'body') {
  refuse(value === null || typeof value !== 'object' || Array.isArray(value), code, `${where} is no object`);
  const names = Object.keys(members).map((name) => name.replace('?', ''));
  for (const name of Object.keys(value)) refuse(!names.includes(name), code, `${where}.${name} is not known`);
  for (const [name, check] of Object.entries(members)) {
    const found = value[name.replace('?', '')];
    refuse(found === undefined && !name.endsWith('?'), code, `${where}.${name} is missing`);
    refuse(found !== undefined && !check(found), code, `${where}.${name} is wrong: ${JSON.stringify(found)}`);
  }
}

const isText = (value) => typeof value === 'string' && value.trim() !== '';
const isTexts = (value) => Array.isArray(value) && value.every(isText);
const isObject = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);
const known = (list = [], people, code) => {
  for (const one of list) refuse(!people.includes(one), code, `${one} is not in the group`);
};

const services = {
  wecom: {
    limits: [{ count: 20, period_ms: 60_000 }],
    busy: 45009, blocked_ms: 0,
    path: () => '/cgi-bin/webhook/send',
    query: (robot) => ({ key: robot.key }),
    stranger: [93000, 'invalid webhook url, hint: [1], from ip: 127.0.0.1, more info at https://open.work.weixin.qq.com/devtool/query?e=93000'],
    malformed: 40058,
    judge(robot, { body, content }) {
      shape(body, { msgtype: (type) => type === 'text', text: isObject }, 40058);
      shape(body.text, { content: isText, 'mentioned_list?': isTexts, 'mentioned_mobile_list?': isTexts }, 40058, 'text');
      refuse(Buffer.byteLength(content(body)) > 2048, 40058, 'invalid Request Parameter: content exceed max length 2048');
      known(body.text.mentioned_list, robot.users, 40058);
      known(body.text.mentioned_mobile_list, robot.mobiles, 40058);
    },
    content: (body) => body.text.content,
    mentions: (body) => [...(body.text.mentioned_list ?? []), ...(body.text.mentioned_mobile_list ?? [])],
    answer: (code, words) => ({ errcode: code, errmsg: code === 0 ? 'ok' : words }),
  },
  dingtalk: {
    limits: [{ count: 20, period_ms: 60_000 }],
    busy: 130101, blocked: 410100, blocked_ms: 600_000,
    path: () => '/robot/send',
    query: (robot, query, now) => {
      if (!robot.secret) return { access_token: robot.key };
      const at = query.get('timestamp');
      refuse(!/^\d{13}$/.test(at ?? '') || Math.abs(now - Number(at)) > HOUR_MS, 310000, '发送失败，您的机器人加签时间戳无效');
      refuse(query.get('sign') !== hmac(robot.secret, `${at}\n${robot.secret}`), 310000, '签名不匹配');
      return { access_token: robot.key, timestamp: at, sign: query.get('sign') };
    },
    stranger: [300001, 'token is not exist'],
    malformed: 400105,
    judge(robot, { body, size, content }) {
      shape(body, { msgtype: (type) => type === 'text', text: isObject, at: isObject }, 400105);
      shape(body.text, { content: isText }, 400105, 'text');
      shape(body.at, { atMobiles: isTexts, atUserIds: isTexts, isAtAll: (all) => all === false }, 400105, 'at');
      refuse(size > 20_000, 400105, 'the body is too long');
      known(body.at.atMobiles, robot.mobiles, 400105);
      known(body.at.atUserIds, robot.users, 400105);
      for (const one of this.mentions(body)) refuse(!content(body).includes(`@${one} `), 400105, `@${one} does not stand in the text`);
    },
    content: (body) => body.text.content,
    mentions: (body) => [...body.at.atMobiles, ...body.at.atUserIds],
    answer: (code, words) => ({ errcode: code, errmsg: code === 0 ? 'ok' : words }),
  },
  feishu: {
    limits: [{ count: 100, period_ms: 60_000 }, { count: 5, period_ms: 1000 }],
    busy: 11232, blocked_ms: 0,
    path: (robot) => `/open-apis/bot/v2/hook/${robot.key}`,
    query: () => ({}),
    stranger: [19001, 'param invalid: incoming webhook access token invalid'],
    malformed: 9499,
    judge(robot, { body, size, content, now }) {
      const signed = robot.secret ? { timestamp: isText, sign: isText } : {};
      shape(body, { msg_type: (type) => type === 'text', content: isObject, ...signed }, 9499);
      shape(body.content, { text: isText }, 9499, 'content');
      refuse(size > 20 * 1024, 9499, 'Bad Request: the body is too long');
      if (robot.secret) {
        const words = 'sign match fail or timestamp is not within one hour from current time';
        refuse(!/^\d{10}$/.test(body.timestamp) || Math.abs(now - 1000 * Number(body.timestamp)) > HOUR_MS, 19021, words);
        refuse(body.sign !== hmac(`${body.timestamp}\n${robot.secret}`, ''), 19021, words);
      }
      refuse(/<at/i.test(content(body).replace(/<at user_id="[^"]*">[^<]*<\/at>/g, '')), 9499, 'Bad Request: at');
      known(this.mentions(body), robot.users, 9499);
    },
    content: (body) => body.content.text,
    mentions: (body) => [...body.content.text.matchAll(/<at user_id="([^"]*)">/g)].map((match) => match[1]),
    answer: (code, words) => (code === 0 ? { StatusCode: 0, StatusMessage: 'success', code: 0, data: {}, msg: 'success' } : { code, data: {}, msg: words }),
  },
};

export class StandIn {
  // { service, key, secret: of the signature, users, mobiles: in the group, limits: in the service's place }
  constructor(robot) {
    this.service = services[robot.service];
    this.robot = { users: [], mobiles: [], ...robot };
    this.limits = robot.limits ?? this.service.limits;
    this.posted = []; // { at, content, mentions } of what stands in the group
    this.judgements = []; // { at, code, words } of every request
    this.complaints = [];
    this.orders = []; // what to answer instead, in turn: { status, headers, body } or { code, words }; null: as usual
    this.taken = []; // when messages were taken, for the rate
    this.blockedUntil = 0;
  }

  async listen() {
    this.server = http.createServer((request, response) => {
      const chunks = [];
      request.on('data', (chunk) => chunks.push(chunk));
      request.on('end', () => this.#answer(request, Buffer.concat(chunks), response));
    });
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  async close() {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  // The address an administrator copies from the group's settings.
  get url() {
    const query = this.robot.service === 'feishu' ? '' : `?${this.robot.service === 'wecom' ? 'key' : 'access_token'}=${this.robot.key}`;
    return `http://127.0.0.1:${this.server.address().port}${this.service.path(this.robot)}${query}`;
  }

  #answer(request, bytes, response) {
    const now = Date.now();
    const order = this.orders.shift();
    let code = 0, words = 'ok';
    if (order?.body !== undefined || order?.status !== undefined) {
      this.judgements.push({ at: now, code: null, words: 'as ordered' });
      response.writeHead(order.status ?? 200, order.headers ?? {}).end(order.body ?? '');
      return;
    }
    try {
      const post = this.#judge(request, bytes, now);
      if (order) throw new Refusal(order.code, order.words ?? 'as ordered');
      this.posted.push(post);
    } catch (error) {
      if (!(error instanceof Refusal)) this.complaints.push(String(error.stack));
      ({ code = -1, message: words } = error);
    }
    this.judgements.push({ at: now, code, words });
    this.onJudgement?.(this.judgements.at(-1), this.posted.at(-1));
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', ...order?.headers });
    response.end(JSON.stringify(this.service.answer(code, words)));
  }

  #judge(request, bytes, now) {
    const { service, robot } = this;
    const url = new URL(request.url, 'http://robot');
    refuse(request.method !== 'POST', service.malformed, 'not a POST');
    refuse(url.pathname !== service.path(robot), ...service.stranger);
    this.#judgeQuery(url.searchParams, now);
    const type = request.headers['content-type'] ?? '';
    refuse(!/^application\/json(; *charset=utf-8)?$/i.test(type), service.malformed, `Content-Type: ${type}`);
    const body = this.#parse(bytes);
    service.judge(robot, { body, size: bytes.length, content: service.content, now });
    this.#judgeRate(now);
    return { at: now, content: service.content(body), mentions: service.mentions(body) };
  }

  #judgeQuery(query, now) {
    const keys = [...query.keys()];
    refuse(new Set(keys).size !== keys.length, ...this.service.stranger);
    for (const name of ['key', 'access_token']) refuse(query.has(name) && query.get(name) !== this.robot.key, ...this.service.stranger);
    const expected = this.service.query(this.robot, query, now);
    refuse(keys.length !== Object.keys(expected).length, ...this.service.stranger);
    for (const [name, value] of Object.entries(expected)) refuse(query.get(name) !== value, ...this.service.stranger);
  }

  #parse(bytes) {
    try {
      return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
    } catch (error) {
      throw new Refusal(this.service.malformed, `the body is no UTF-8 JSON: ${error.message}`);
    }
  }

  #judgeRate(now) {
    const { service } = this;
    refuse(now < this.blockedUntil, service.blocked, 'send too fast, exceed 20 times per minute');
    for (const { count, period_ms } of this.limits) {
      if (this.taken.filter((at) => at > now - period_ms).length < count) continue;
      this.blockedUntil = now + service.blocked_ms;
      throw new Refusal(service.busy, 'api freq out of limit');
    }
    this.taken.push(now);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const standIn = await new StandIn(JSON.parse(process.argv[2])).listen();
  const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
  standIn.onJudgement = (judgement, post) => tell({ ...judgement, content: judgement.code === 0 ? post.content : null });
  tell({ port: standIn.server.address().port, url: standIn.url });
  process.stdin.on('end', () => process.exit(0)).resume();
}
