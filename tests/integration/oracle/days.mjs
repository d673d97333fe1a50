// Civil days as numbers (0 is 1970-01-01), working days and local time, as DESIGN's "Arithmetic" says them.

export const parseDay = (text) => Date.parse(`${text}T00:00:00Z`) / 86400000;
export const formatDay = (day) => new Date(day * 86400000).toISOString().slice(0, 10);
export const weekday = (day) => (((day + 3) % 7) + 7) % 7; // 0 is Monday

// `lists`: [{ off: [[first, last], …], work: [day, …] }, …]; of a day in two lists the later one counts.
function works(lists, day) {
  let working = weekday(day) < 5;
  for (const list of lists) {
    if (list.off.some(([first, last]) => first <= day && day <= last)) working = false;
    if (list.work.includes(day)) working = true;
  }
  return working;
}

// Asked millions of times: remembered for each calendar.
const asked = new WeakMap();

export function isWorking(lists, day) {
  if (!asked.has(lists)) asked.set(lists, new Map());
  const known = asked.get(lists);
  if (!known.has(day)) known.set(day, works(lists, day));
  return known.get(day);
}

// The lists of a holiday file as ours are written: one group a year, with `off` and `work`.
export function readHolidays(text) {
  const list = { off: [], work: [] };
  const source = text.replace(/#.*$/gm, '');
  for (const [, name, body] of source.matchAll(/\b(off|work)\s*=\s*\[([^\]]*)\]/g)) {
    for (const [, item] of body.matchAll(/"([^"]*)"/g)) {
      const [first, last = first] = item.split('..').map(parseDay);
      if (name === 'off') list.off.push([first, last]);
      else list.work.push(first);
    }
  }
  return list;
}

const step = (lists, day, count, direction) => {
  while (count > 0) {
    day += direction;
    if (isWorking(lists, day)) count -= 1;
  }
  return day;
};

// `length`: { n, unit: 'd' | 'wd' | 'w' }, `direction`: 1 or -1.
export function move(lists, day, { n, unit }, direction) {
  if (unit === 'wd') return step(lists, day, n, direction);
  return day + direction * n * (unit === 'w' ? 7 : 1);
}

export function workingNotAfter(lists, day) {
  while (!isWorking(lists, day)) day -= 1;
  return day;
}

export function workingNotBefore(lists, day) {
  while (!isWorking(lists, day)) day += 1;
  return day;
}

const formats = new Map();
const offsets = new Map();

function offsetMinutes(zone, instant) {
  const key = `${zone} ${instant}`;
  if (!offsets.has(key)) offsets.set(key, askOffset(zone, instant));
  return offsets.get(key);
}

function askOffset(zone, instant) {
  if (!formats.has(zone)) {
    formats.set(zone, new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }));
  }
  const name = formats.get(zone).formatToParts(instant).find((part) => part.type === 'timeZoneName').value;
  const [, sign, hours, minutes] = /^GMT(?:([+-])(\d\d):(\d\d))?$/.exec(name);
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

const two = (number) => String(number).padStart(2, '0');

// "2020-01-02T09:00:00+08:00" for a day and the minutes since its midnight.
export function formatInstant(zone, day, minutes) {
  const wall = day * 86400000 + minutes * 60000;
  const guess = offsetMinutes(zone, wall - offsetMinutes(zone, wall) * 60000);
  const sign = guess < 0 ? '-' : '+';
  const size = Math.abs(guess);
  return `${formatDay(day)}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}:00${sign}${two(Math.floor(size / 60))}:${two(size % 60)}`;
}
