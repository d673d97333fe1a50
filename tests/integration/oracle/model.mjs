// What `lunzhictl simulate --json` is to print, worked out a second time from DESIGN's "Arithmetic" alone: naively, for each day and
// for each occurrence, with nothing remembered that could be asked again.
import { formatDay, formatInstant, isWorking, move, weekday, workingNotAfter, workingNotBefore } from './days.mjs';

const kinds = ['turn', 'met', 'reminder', 'overdue', 'escalation', 'missed'];
const holds = (span, day) => (span.since ?? -Infinity) <= day && day <= (span.until ?? Infinity);
const anyHolds = (spans, day) => (spans ?? []).some((span) => holds(span, day));

// The periods of an obligation: [{ id, first, last }].
export function periodsOf(calendar, per) {
  const { terms } = calendar;
  if (per === 'term') return terms.map((term) => ({ id: term.id, first: term.begins, last: term.ends }));
  if (per === 'once') return [{ id: 'once', first: -Infinity, last: Infinity }];
  const years = new Map();
  for (const term of terms) {
    const year = term.year ?? term.id.slice(0, term.id.lastIndexOf('-'));
    if (!years.has(year)) years.set(year, { id: year, first: term.begins, last: term.ends });
    years.get(year).last = term.ends;
  }
  return [...years.values()];
}

// A due or opening day: { date } | { week } | { anchor: 'begin' | 'end', offset? } | { before: offset } (only `opens`).
// null where the day belongs to another period.
function dayIn(lists, period, rule, due) {
  if (rule.date !== undefined) return period.first <= rule.date && rule.date <= period.last ? rule.date : null;
  if (rule.week !== undefined) return period.first - weekday(period.first) + 7 * (rule.week - 1) + 4;
  if (rule.before) return move(lists, due, rule.before, -1);
  const start = rule.anchor === 'begin' ? period.first : period.last;
  return rule.offset ? move(lists, start, rule.offset, rule.anchor === 'begin' ? 1 : -1) : start;
}

export function occurrencesOf(universe, organization) {
  const calendar = universe.calendars.find((one) => one.id === organization.calendar);
  const { lists } = calendar;
  const found = [];
  for (const obligation of organization.obligations) {
    for (const period of periodsOf(calendar, obligation.per)) {
      const due = dayIn(lists, period, obligation.due);
      if (due === null) continue;
      const opens = obligation.opens ? (dayIn(lists, period, obligation.opens, due) ?? period.first) : period.first;
      found.push({ organization, obligation, period, due, opens, lists, told: new Set() });
    }
  }
  return found;
}

// ---------------------------------------------------------------- turns

const inOffice = (member, day) => holds(member, day);
const mayBegin = (member, day) => inOffice(member, day) && !anyHolds(member.absent, day) && !anyHolds(member.suspended, day);

// Every turn of one organization until `to`: [{ day, period, chair }], the chair null when vacant.
export function turnsOf(universe, organization, decisions = []) {
  const { terms } = universe.calendars.find((one) => one.id === organization.calendar);
  const { rotation } = organization;
  const turns = [];
  if (!rotation) return turns;
  const memberOf = (id) => organization.members.find((one) => one.id === id);
  let mandate = null;
  let counts = new Map();
  const isRemoved = (id, day) =>
    decisions
      .filter((one) => one.on <= day && one.member === id && (one.kind === 'remove' || one.kind === 'appoint'))
      .sort((a, b) => a.on - b.on)
      .at(-1)?.kind === 'remove';
  const count = (id) => counts.set(id, (counts.get(id) ?? 0) + 1);
  let chair = null;
  for (let day = Math.min(terms[0].begins, rotation.mandates[0].elected); day <= universe.to; day += 1) {
    const period = terms.filter((term) => term.begins <= day).at(-1)?.id ?? null;
    const known = decisions.filter((one) => one.on <= day);
    const elected = rotation.mandates.find((one) => one.elected === day);
    if (elected) {
      mandate = elected;
      counts = new Map();
    }
    const appointed = known.filter((one) => one.kind === 'appoint' && one.on === day).at(-1)?.member;
    if (elected || terms.some((term) => term.begins === day && term.turn !== false)) {
      const free = (id) =>
        mayBegin(memberOf(id), day) && !isRemoved(id, day) && !known.some((one) => one.kind === 'decline' && one.period === period && one.member === id);
      chair = null;
      let least = Infinity;
      for (const id of mandate?.order ?? []) {
        if (free(id) && (counts.get(id) ?? 0) < least) {
          least = counts.get(id) ?? 0;
          chair = id;
        }
      }
      if (appointed) chair = appointed;
      if (chair) count(chair); // a swapped turn counts for whom it would have fallen to
      const isFirst = !appointed && !turns.some((turn) => turn.period === period);
      for (const one of isFirst ? known.filter((decision) => decision.kind === 'swap') : []) {
        const [giver, taker] = one.period === period ? [one.member, one.other] : [one.other, one.member];
        if (one.period !== period && one.other_period !== period) continue;
        if (chair === giver && mandate.order.includes(taker) && free(taker)) chair = taker;
      }
      turns.push({ day, period, chair });
    } else if (appointed) {
      chair = appointed;
      if (rotation.acting_counts) count(chair);
      turns.push({ day, period, chair });
    } else if (chair && (!inOffice(memberOf(chair), day) || anyHolds(memberOf(chair).suspended, day) || isRemoved(chair, day))) {
      chair = null;
      turns.push({ day, period, chair });
    }
  }
  return turns;
}

// ---------------------------------------------------------------- recipients

function wayOut(universe, member) {
  const ways = member.channels ?? universe.channels.filter((one) => one.backend === 'email').map((one) => one.id);
  return member.email ? ways[0] : undefined;
}

// Whom one name means on a day: members, or a channel's id.
function named(universe, organization, name, day, chair) {
  if (universe.channels.some((one) => one.id === name)) return [name];
  if (name === 'executive_chair') return organization.members.filter((one) => one.id === chair);
  return organization.members.filter((one) => (one.id === name || one.posts.includes(name)) && inOffice(one, day));
}

// Those whom the names mean: [{ id, channel }], the channel undefined for a member whom none reaches.
const reach = (universe, organization, names, day, chair) =>
  names
    .flatMap((name) => named(universe, organization, name, day, chair))
    .map((one) => (typeof one === 'string' ? { id: one, channel: one } : { id: one.id, channel: wayOut(universe, one) }));

// Who stands in for somebody unreachable: those of the first list that holds anybody who can be told and is not told anyway.
function standIns(universe, { organization, obligation }, told, day, chair) {
  const lists = [...obligation.escalate.map((step) => step.to), organization.fallback ?? ['secretary_general']];
  for (const names of lists) {
    const free = reach(universe, organization, names, day, chair).filter(({ id, channel }) => channel && !told.some((one) => one.id === id));
    if (free.length) return free;
  }
  return [];
}

// ---------------------------------------------------------------- occurrences

const counted = (facts, one) =>
  facts.filter(
    (fact) =>
      fact.organization === one.organization.id &&
      fact.obligation === one.obligation.id &&
      one.period.first <= fact.on &&
      fact.on <= one.period.last,
  );

function metOn(universe, one) {
  const days = counted(universe.records, one)
    .map((record) => record.on)
    .sort((a, b) => a - b);
  return days[one.obligation.at_least - 1] ?? Infinity;
}

const waivedOn = (universe, one) => Math.min(Infinity, ...counted(universe.waivers, one).map((waiver) => waiver.on));

// Is `day` one of the rungs before the due day?
const isReminder = (one, day) =>
  one.obligation.remind.some((before) => workingNotAfter(one.lists, move(one.lists, one.due, before, -1)) === day);

const stepDay = (one, step) => workingNotBefore(one.lists, move(one.lists, one.due, step.after, 1));

// Is `day` one of those after it?
function isOverdue(one, day) {
  const first = workingNotBefore(one.lists, one.due + 1);
  if (one.obligation.escalate.some((step) => stepDay(one, step) === day)) return true;
  if (one.obligation.repeat.n === 0) return day === first;
  for (let k = 0; ; k += 1) {
    const length = { n: k * one.obligation.repeat.n, unit: one.obligation.repeat.unit };
    const rung = workingNotBefore(one.lists, move(one.lists, first, length, 1));
    if (rung >= day) return rung === day;
  }
}

const hasReminderBefore = (one, day) =>
  one.obligation.remind.some((before) => workingNotAfter(one.lists, move(one.lists, one.due, before, -1)) < day);

function someDay(first, last, holdsOn) {
  for (let day = first; day <= last; day += 1) if (holdsOn(day)) return true;
  return false;
}

// { stage, late } of the message about `one` on `day`, or null.
function messageOn(universe, one, day) {
  if (!isWorking(one.lists, day)) return null;
  const seen = Math.max(universe.from, one.opens);
  if (day < seen) return null;
  const catchUp = day === workingNotBefore(one.lists, seen);
  if (day <= one.due) {
    if (isReminder(one, day)) return { stage: 'reminder', late: false };
    if (catchUp && hasReminderBefore(one, seen)) return { stage: 'reminder', late: true };
    return null;
  }
  if (day <= one.period.last) {
    if (isOverdue(one, day)) return { stage: 'overdue', late: false };
    if (catchUp && someDay(one.due + 1, seen - 1, (before) => isOverdue(one, before))) return { stage: 'overdue', late: true };
    return null;
  }
  if (universe.from <= one.period.last && day === workingNotBefore(one.lists, one.period.last + 1)) {
    return { stage: 'missed', late: false };
  }
  return null;
}

function linesOf(universe, one, day, chair) {
  const { organization, obligation } = one;
  const message = messageOn(universe, one, day);
  if (!message) return [];
  const { stage, late } = message;
  const listed = reach(universe, organization, obligation.notify, day, chair);
  const notified = listed.map(({ id }) => id);
  for (const step of stage === 'reminder' ? [] : obligation.escalate) {
    if (stage === 'missed' || stepDay(one, step) <= day) listed.push(...reach(universe, organization, step.to, day, chair));
  }
  const lines = new Map();
  const add = ({ id, channel }, kind) => {
    if (lines.has(id)) return;
    const at = formatInstant(universe.timezone, day, obligation.at);
    const due = formatDay(one.due);
    lines.set(id, { at, kind, organization: organization.id, obligation: obligation.id, period: one.period.id, due, recipient: id, channel: channel ?? null, late });
  };
  for (const recipient of listed) {
    const instead = recipient.channel ? [] : standIns(universe, one, listed, day, chair);
    const isNew = stage === 'overdue' && !notified.includes(recipient.id) && !one.told.has(recipient.id);
    for (const other of instead) add(other, stage);
    if (!instead.length) add(recipient, isNew ? 'escalation' : stage);
  }
  for (const id of lines.keys()) one.told.add(id);
  return [...lines.values()];
}

const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export function simulate(universe) {
  const lines = [];
  for (const organization of universe.organizations) {
    const turns = turnsOf(universe, organization, universe.decisions.filter((one) => one.organization === organization.id));
    const occurrences = occurrencesOf(universe, organization);
    for (let day = universe.from; day <= universe.to; day += 1) {
      const midnight = formatInstant(universe.timezone, day, 0);
      for (const turn of turns.filter((one) => one.day === day)) {
        lines.push({ at: midnight, kind: 'turn', organization: organization.id, period: turn.period, chair: turn.chair });
      }
      const chair = turns.filter((turn) => turn.day <= day).at(-1)?.chair ?? null;
      for (const one of occurrences) {
        const met = metOn(universe, one);
        const waived = waivedOn(universe, one);
        if (met === day) {
          const { obligation, period, due } = one;
          const fields = { organization: organization.id, obligation: obligation.id, period: period.id, due: formatDay(due), late: day > due };
          lines.push({ at: midnight, kind: 'met', ...fields });
        }
        if (Math.min(met, waived) > day) lines.push(...linesOf(universe, one, day, chair));
      }
    }
  }
  return lines.sort(
    (a, b) =>
      compare(a.at, b.at) ||
      kinds.indexOf(a.kind) - kinds.indexOf(b.kind) ||
      compare(a.organization, b.organization) ||
      compare(a.obligation ?? '', b.obligation ?? '') ||
      compare(a.recipient ?? '', b.recipient ?? ''),
  );
}
