// A small random universe from a seed, and the files that say it to lunzhictl.
import { formatDay, isWorking, move, parseDay, weekday } from './days.mjs';
import { occurrencesOf, periodsOf, turnsOf } from './model.mjs';

// splitmix32: the same numbers everywhere for a seed.
function makeRandom(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  };
  const below = (n) => next() % n;
  const between = (low, high) => low + below(high - low + 1);
  const chance = (percent) => below(100) < percent;
  const pick = (list) => list[below(list.length)];
  const some = (list, low, high) => {
    const rest = [...list];
    const taken = [];
    for (let n = Math.min(between(low, high), rest.length); n > 0; n -= 1) taken.push(...rest.splice(below(rest.length), 1));
    return taken;
  };
  return { below, between, chance, pick, some };
}

function makeTerms(random, year, years) {
  const terms = [];
  let last = parseDay(`${year}-07-20`);
  for (let n = year; n < year + years; n += 1) {
    const id = `${n}-${n + 1}`;
    const add = (suffix, gap, length, turn) => {
      const begins = last + 1 + gap;
      last = begins + length - 1;
      terms.push({ id: `${id}-${suffix}`, begins, ends: last, turn });
    };
    const short = random.chance(15);
    add(1, Math.max(0, parseDay(`${n}-08-25`) + random.below(25) - last - 1), short ? random.between(16, 40) : random.between(80, 140));
    add(2, random.chance(15) ? 0 : random.between(2, 50), random.chance(15) ? random.between(16, 40) : random.between(70, 130));
    if (random.chance(40)) add(3, random.chance(30) ? 0 : random.between(1, 14), random.between(7, 35), random.chance(25));
  }
  return terms;
}

function makeHolidays(random, first, last) {
  const list = { off: [], work: [] };
  let day = first;
  for (;;) {
    day += random.between(3, 45);
    if (day > last) return list;
    if (random.chance(55)) {
      const end = Math.min(last, day + random.below(random.chance(12) ? 30 : 8));
      if (formatDay(day).slice(0, 4) === formatDay(end).slice(0, 4)) list.off.push([day, end]);
      day = end + 1;
    } else if (weekday(day) >= 5) {
      list.work.push(day);
    } else {
      const weekend = day - weekday(day) + random.between(5, 6);
      if (weekend <= last) list.work.push(weekend);
      day = weekend;
    }
  }
}

function makeCalendar(random, id, year, cn) {
  const years = random.pick([1, 1, 1, 1, 2, 2, 3]);
  const terms = makeTerms(random, year, years);
  const holidays = [];
  const lists = [];
  if (random.chance(55)) {
    holidays.push('cn');
    lists.push(cn);
  }
  if (random.chance(55)) {
    holidays.push(`./${id}.holidays`);
    lists.push(makeHolidays(random, parseDay(`${year}-01-01`), parseDay(`${year + years}-12-31`)));
  }
  return { id, terms, holidays, lists, firstYear: year, lastYear: year + years };
}

const names = { jia: '甲', yi: '乙', bing: '丙', ding: '丁', wu: '戊' };
const staff = { secretary: 'secretary_general', league: 'league_secretary', party: 'deputy_party_secretary' };

function makeSpans(random, first, last) {
  const spans = [];
  let day = first;
  for (let n = random.between(1, 2); n > 0; n -= 1) {
    day += random.between(1, 200);
    const until = day + random.below(120);
    if (until > last) break;
    spans.push({ since: day, until });
    day = until + 1;
  }
  return spans;
}

function makeMembers(random, calendar) {
  const first = calendar.terms[0].begins - 60;
  const last = calendar.terms.at(-1).ends + 60;
  const members = [];
  for (const id of random.some(Object.keys(names), 1, 5)) {
    const member = { id, name: names[id], posts: ['presidium'] };
    if (random.chance(20)) member.posts.push('department_head');
    if (random.chance(30)) member.since = first + random.below(250);
    if (random.chance(30)) member.until = (member.since ?? first) + random.between(30, 700);
    if (random.chance(30)) member.absent = makeSpans(random, first, last);
    if (random.chance(20)) member.suspended = makeSpans(random, first, last);
    members.push(member);
  }
  for (const [id, post] of Object.entries(staff)) {
    if (random.chance(20)) continue;
    const member = { id, name: '戊', posts: [post] };
    if (random.chance(15)) member.posts.push('presidium');
    if (random.chance(15)) member.until = first + random.between(100, 600);
    members.push(member);
    if (member.until && random.chance(60)) members.push({ id: `${id}2`, name: '丁', posts: [post], since: member.until + random.between(1, 20) });
  }
  for (const member of members) {
    if (random.chance(90)) member.email = `${member.id}@example.edu.cn`;
    if (random.chance(20)) member.channels = random.some(['mail', 'post'], 1, 2);
  }
  return members;
}

function makeRotation(random, calendar, members) {
  const ids = members.filter((one) => one.posts[0] === 'presidium').map((one) => one.id);
  const { terms } = calendar;
  const mandates = [];
  let day = random.chance(20) ? random.pick(terms).begins : terms[0].begins + random.between(-40, 90);
  do {
    mandates.push({ elected: day, order: random.some(ids, random.chance(70) ? ids.length : 1, ids.length) });
    day = random.chance(15) ? (terms.find((term) => term.begins > day)?.begins ?? day + 300) : day + random.between(20, 420);
  } while (day < terms.at(-1).ends && random.chance(75));
  const rotation = { mandates };
  if (random.chance(25)) rotation.acting_counts = true;
  return rotation;
}

const length = (random, high, units) => {
  const unit = random.pick(units);
  return { n: random.between(0, unit === 'w' ? Math.ceil(high / 7) : high), unit };
};

function makeDue(random, calendar, per) {
  const { terms } = calendar;
  const shortest = Math.min(...terms.map((term) => term.ends - term.begins + 1));
  const kind = per === 'once' ? 0 : random.below(6);
  if (kind === 0) {
    const term = random.pick(terms);
    return { date: random.between(term.begins, term.ends) };
  }
  if (kind === 1 && shortest >= 14) {
    return { week: random.between(2, Math.max(2, Math.floor(shortest / 7) - 1)) };
  }
  if (kind === 2) return { anchor: 'end' };
  const wide = Math.min(...periodsOf(calendar, per).map(({ first, last }) => last - first + 1), 70);
  const unit = random.pick(['d', 'd', 'w']);
  const offset = { n: random.between(0, Math.floor((wide - 1) / (unit === 'w' ? 7 : 1))), unit };
  return { anchor: kind % 2 ? 'end' : 'begin', offset };
}

function makeOpens(random, due, shortest) {
  if (random.chance(70)) return undefined;
  if (random.chance(70) || due.anchor !== 'end' || due.offset) return { before: length(random, 40, ['d', 'wd', 'w']) };
  return shortest >= 14 && random.chance(50) ? { week: 2 } : { anchor: 'begin', offset: length(random, 6, ['d']) };
}

// One that is never missed repeats rarely, or it would fill most of the output.
function makeRepeat(random, per) {
  if (per === 'once') return random.pick([{ n: 0, unit: 'd' }, { n: random.between(20, 60), unit: 'd' }, { n: random.between(15, 40), unit: 'wd' }, { n: 5, unit: 'w' }]);
  return random.pick([{ n: 3, unit: 'wd' }, { n: 0, unit: 'd' }, { n: random.between(1, 15), unit: 'd' }, { n: random.between(1, 12), unit: 'wd' }, { n: 1, unit: 'w' }]);
}

function makeObligation(random, universe, organization, id) {
  const calendar = universe.calendars.find((one) => one.id === organization.calendar);
  const per = random.pick(['term', 'term', 'term', 'year', 'year', 'once']);
  const due = makeDue(random, calendar, per);
  const who = () =>
    random.some(
      ['executive_chair', 'executive_chair', 'presidium', 'secretary_general', 'league_secretary', 'department_head', 'office', 'robot'].concat(
        organization.members.map((one) => one.id),
      ),
      1,
      3,
    );
  const unique = () => [...new Set(who())];
  const steps = [];
  let after = 0;
  for (let n = random.pick([0, 0, 1, 2, 3]); n > 0; n -= 1) {
    after += random.between(1, 6);
    steps.push({ after: { n: after, unit: 'wd' }, to: unique() });
  }
  if (steps.length === 1 && random.chance(40)) steps[0].after = random.chance(50) ? { n: random.between(1, 20), unit: 'd' } : { n: random.between(1, 2), unit: 'w' };
  return {
    id,
    per,
    due,
    opens: makeOpens(random, due, Math.min(...calendar.terms.map((term) => term.ends - term.begins + 1))),
    at_least: random.pick([1, 1, 1, 2, 3]),
    remind: Array.from({ length: random.between(1, 5) }, () => length(random, 40, ['d', 'd', 'wd', 'w'])),
    repeat: makeRepeat(random, per),
    at: random.chance(60) ? 540 : random.between(6 * 4, 23 * 4) * 15,
    notify: unique(),
    escalate: steps,
  };
}

function makeOrganization(random, universe, id) {
  const calendar = random.pick(universe.calendars);
  const members = makeMembers(random, calendar);
  const organization = { id, calendar: calendar.id, members, obligations: [] };
  if (random.chance(90)) organization.rotation = makeRotation(random, calendar, members);
  if (random.chance(15)) organization.fallback = [random.pick(['office', 'league_secretary', 'presidium'])];
  for (const name of random.some(['survey', 'congress', 'b-2', 'b.1', 'a_x', 'report', '1st'], 1, 5)) {
    organization.obligations.push(makeObligation(random, universe, organization, name));
  }
  return organization;
}

function makeFacts(random, universe, organization) {
  const { id } = organization;
  for (const one of occurrencesOf(universe, organization)) {
    const { obligation, due } = one;
    const first = Math.max(one.period.first, due - 300);
    const last = Math.min(one.period.last, due + 300);
    const someDay = () => (random.chance(50) ? Math.min(last, Math.max(first, due + random.between(-20, 20))) : random.between(first, last));
    if (random.chance(45)) {
      for (let n = random.between(1, obligation.at_least + 1); n > 0; n -= 1) universe.records.push({ organization: id, obligation: obligation.id, on: someDay() });
    }
    if (random.chance(10)) universe.waivers.push({ organization: id, obligation: obligation.id, on: someDay() });
  }
}

// Decisions that make sense: about turns that would come without them.
function makeDecisions(random, universe, organization) {
  const own = [];
  const { members, rotation } = organization;
  if (!rotation || random.chance(40)) return;
  const { terms } = universe.calendars.find((one) => one.id === organization.calendar);
  const begun = (turn) => terms.some((term) => term.id === turn.period && term.begins === turn.day);
  const add = (decision) => {
    own.push(decision);
    own.sort((a, b) => a.on - b.on);
  };
  // Whoever may be appointed on a day while somebody else, or nobody, is chair.
  const freeOn = (on, chair) => {
    const away = (one) => [...(one.absent ?? []), ...(one.suspended ?? [])].some((span) => span.since <= on && on <= span.until);
    const serves = (one) => one.posts[0] === 'presidium' && (one.since ?? -Infinity) <= on && on <= (one.until ?? Infinity) && !away(one);
    return members.filter((one) => one.id !== chair && serves(one));
  };
  for (let n = random.between(1, 3); n > 0; n -= 1) {
    const turns = turnsOf({ ...universe, to: terms.at(-1).ends + 30 }, organization, own);
    const turn = random.pick(turns);
    const kind = random.pick(['appoint', 'appoint', 'swap', 'decline', 'remove']);
    if (kind === 'appoint') {
      const on = turn.day + random.between(1, 60);
      const free = freeOn(on, turns.filter((one) => one.day <= on).at(-1).chair);
      if (free.length && !turns.some((one) => one.day === on)) add({ kind, on, member: random.pick(free).id });
    } else if (kind === 'remove') {
      const on = turn.day + random.between(1, 60);
      if (!turn.chair || turns.some((one) => one.day === on)) continue;
      add({ kind, on, member: turn.chair });
      // The vacancy is filled on the very day it begins.
      const free = freeOn(on, turn.chair);
      if (free.length && random.chance(40)) add({ kind: 'appoint', on, member: random.pick(free).id });
    } else if (kind === 'decline') {
      if (turn.chair && begun(turn)) add({ kind, on: turn.day - random.between(0, 30), member: turn.chair, period: turn.period });
    } else {
      const mandateOn = (day) => rotation.mandates.filter((one) => one.elected <= day).at(-1);
      const others = turns.filter(
        (one) => one.day > turn.day && one.chair && one.chair !== turn.chair && begun(one) && mandateOn(one.day) === mandateOn(turn.day),
      );
      if (!turn.chair || !begun(turn) || !others.length) continue;
      const other = random.pick(others);
      add({ kind, on: turn.day - random.between(1, 30), member: turn.chair, period: turn.period, other: other.chair, other_period: other.period });
    }
  }
  universe.decisions.push(...own.map((one) => ({ organization: organization.id, ...one })));
}

export function makeUniverse(seed, cn) {
  const random = makeRandom(seed);
  const universe = {
    seed,
    timezone: random.chance(75) ? 'Asia/Shanghai' : random.pick(['Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC']),
    channels: [
      { id: 'office', backend: 'webhook' },
      { id: 'mail', backend: 'email' },
      { id: 'robot', backend: 'webhook' },
      { id: 'post', backend: 'email' },
    ],
    calendars: [],
    organizations: [],
    records: [],
    waivers: [],
    decisions: [],
  };
  const year = random.between(2019, 2023);
  for (let n = random.between(1, 4); n > 0; n -= 1) universe.calendars.push(makeCalendar(random, `c${n}`, year, cn));
  const first = Math.min(...universe.calendars.map((one) => one.terms[0].begins));
  const last = Math.max(...universe.calendars.map((one) => one.terms.at(-1).ends));
  universe.from = random.chance(50) ? first - random.below(70) : random.between(first, last);
  universe.to = random.chance(70) ? last + random.below(30) : random.between(universe.from, last + 30);
  for (const id of random.some(['su', 'gsu', 'su-1', 'su.1', 'a.b', '0_0', 'z9', 'su2'], 2, 8)) universe.organizations.push(makeOrganization(random, universe, id));
  if (random.chance(75)) {
    for (const organization of universe.organizations) {
      makeFacts(random, universe, organization);
      makeDecisions(random, universe, organization);
    }
  }
  return universe;
}

// ---------------------------------------------------------------- the files

const quote = (text) => `"${text}"`;
const array = (list) => `[ ${list.map(quote).join(', ')} ]`;
const span = ({ since, until }) => `{ since = "${formatDay(since)}"; until = "${formatDay(until)}"; }`;
const duration = ({ n, unit }, sign = '') => `${sign}${n}${unit}`;

function dayRule(rule) {
  if (rule.date !== undefined) return formatDay(rule.date);
  if (rule.week !== undefined) return `week ${rule.week}`;
  if (rule.before) return duration(rule.before, '-');
  return rule.anchor + (rule.offset ? ` ${duration(rule.offset, rule.anchor === 'end' ? '-' : '+')}` : '');
}

function memberText(one) {
  const settings = [`id = "${one.id}"; name = "${one.name}"; post = ${one.posts.length === 1 ? quote(one.posts[0]) : array(one.posts)};`];
  if (one.since !== undefined) settings.push(`since = "${formatDay(one.since)}";`);
  if (one.until !== undefined) settings.push(`until = "${formatDay(one.until)}";`);
  if (one.email) settings.push(`email = "${one.email}";`);
  if (one.channels) settings.push(`channels = ${array(one.channels)};`);
  for (const name of ['absent', 'suspended']) {
    if (one[name]?.length) settings.push(`${name} = ( ${one[name].map(span).join(', ')} );`);
  }
  return `    { ${settings.join(' ')} }`;
}

function obligationText(one) {
  const at = `${String(Math.floor(one.at / 60)).padStart(2, '0')}:${String(one.at % 60).padStart(2, '0')}`;
  const steps = one.escalate.map((step) => `{ after = "${duration(step.after)}"; to = ${array(step.to)}; }`);
  return `    { id = "${one.id}"; title = "${one.id}"; per = "${one.per}"; at_least = ${one.at_least}; due = "${dayRule(one.due)}";${
    one.opens ? ` opens = "${dayRule(one.opens)}";` : ''
  }
      remind = ${array(one.remind.map((before) => duration(before, before.n ? '-' : '')))}; repeat = "${duration(one.repeat)}"; at = "${at}";
      notify = ${array(one.notify)}; escalate = ( ${steps.join(', ')} ); }`;
}

function organizationText(one) {
  const mandates = one.rotation?.mandates.map((mandate) => `{ elected = "${formatDay(mandate.elected)}"; order = ${array(mandate.order)}; }`);
  return `  { id = "${one.id}"; name = "${one.id}"; calendar = "${one.calendar}";${one.fallback ? ` fallback = ${array(one.fallback)};` : ''}
    members = (\n${one.members.map(memberText).join(',\n')} );
${mandates ? `    rotation = { mandates = ( ${mandates.join(', ')} );${one.rotation.acting_counts ? ' acting_counts = true;' : ''} };\n` : ''}    obligations = (
${one.obligations.map(obligationText).join(',\n')} ); }`;
}

function termText(one) {
  const turn = one.turn === undefined ? '' : ` turn = ${one.turn};`;
  return `    { id = "${one.id}"; begins = "${formatDay(one.begins)}"; ends = "${formatDay(one.ends)}";${turn} }`;
}

function holidayText({ off, work }, firstYear, lastYear) {
  const years = [];
  for (let year = firstYear; year <= lastYear; year += 1) {
    const within = (day) => formatDay(day).startsWith(`${year}-`);
    const ranges = off.filter(([first]) => within(first)).map(([first, last]) => (first === last ? formatDay(first) : `${formatDay(first)}..${formatDay(last)}`));
    years.push(`  { year = ${year}; off = ${array(ranges)}; work = ${array(work.filter(within).map(formatDay))}; }`);
  }
  return `years = (\n${years.join(',\n')} );\n`;
}

const fact = (one) =>
  `{ ${Object.entries(one)
    .map(([name, value]) => `${name} = "${typeof value === 'number' ? formatDay(value) : value}";`)
    .join(' ')} }`;

// { file name: text }
export function filesOf(universe) {
  const files = {};
  const channels = universe.channels.map((one) =>
    one.backend === 'email'
      ? `  { id = "${one.id}"; backend = "email"; server = "smtp://127.0.0.1:25"; from = "office@example.edu.cn"; }`
      : `  { id = "${one.id}"; backend = "webhook"; url = "http://127.0.0.1:9/${one.id}"; }`,
  );
  const calendars = universe.calendars.map((one) => `  { id = "${one.id}"; holidays = ${array(one.holidays)}; terms = (\n${one.terms.map(termText).join(',\n')} ); }`);
  files['lunzhi.conf'] = `timezone = "${universe.timezone}";
language = "en";
channels = (\n${channels.join(',\n')} );
calendars = (\n${calendars.join(',\n')} );
organizations = (\n${universe.organizations.map(organizationText).join(',\n')} );
`;
  for (const one of universe.calendars) {
    const own = one.holidays.findIndex((name) => name.startsWith('./'));
    if (own >= 0) files[one.holidays[own].slice(2)] = holidayText(one.lists[own], one.firstYear, one.lastYear);
  }
  const decisions = universe.decisions.map((one) => ({ ...one, by: 'office', why: 'a test' }));
  const waivers = universe.waivers.map((one) => ({ ...one, by: 'office', reason: 'a test' }));
  const lists = { records: universe.records, waivers, decisions };
  files['s.conf'] = Object.entries(lists)
    .filter(([, list]) => list.length)
    .map(([name, list]) => `${name} = (\n${list.map((one) => `  ${fact(one)}`).join(',\n')} );\n`)
    .join('');
  return files;
}
