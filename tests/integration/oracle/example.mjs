// conf/examples/wust told to the model a second time, by hand: the files are lunzhictl's.
import { parseDay } from './days.mjs';

const days = (n) => ({ n, unit: 'd' });
const working = (n) => ({ n, unit: 'wd' });

const terms = [
  ['2019-2020-1', '2019-09-02', '2020-01-12'],
  ['2019-2020-2', '2020-02-17', '2020-07-05'],
  ['2020-2021-1', '2020-09-07', '2021-01-17'],
  ['2020-2021-2', '2021-03-01', '2021-07-11'],
  ['2026-2027-1', '2026-09-07', '2027-01-17'],
  ['2026-2027-2', '2027-02-22', '2027-07-04'],
].map(([id, begins, ends]) => ({ id, begins: parseDay(begins), ends: parseDay(ends) }));

const common = { at_least: 1, repeat: working(3), at: 540 };
const chairAndSecretary = ['executive_chair', 'secretary_general'];
const league = { after: working(3), to: ['league_secretary'] };
const party = { after: working(6), to: ['deputy_party_secretary'] };
const remind = [days(28), days(14), days(7), working(1), days(0)];

const obligations = [
  { id: 'party-hearing', per: 'term', due: { anchor: 'end', offset: days(14) }, remind, notify: chairAndSecretary, escalate: [league, party] },
  { id: 'performance-review', per: 'term', due: { anchor: 'end', offset: days(7) }, remind, notify: chairAndSecretary, escalate: [league, party] },
  { id: 'chair-handover', per: 'term', due: { anchor: 'begin', offset: days(14) }, remind: [days(7), working(1), days(0)], notify: chairAndSecretary, escalate: [league] },
  { id: 'congress', per: 'year', due: { week: 8 }, remind: [days(30), days(14), days(7), working(1), days(0)], notify: ['presidium', 'secretary_general'], escalate: [league] },
].map((one) => ({ ...common, ...one }));

const person = (id, post, since) => ({ id, posts: [post], since, email: `${id}@example.edu.cn` });
const members = [
  ...['jia', 'yi', 'bing', 'ding', 'wu'].map((id) => person(id, 'presidium', parseDay('2019-09-28'))),
  person('secretary', 'secretary_general'),
  person('league', 'league_secretary'),
  person('party', 'deputy_party_secretary'),
];

const union = (id, orders) => ({
  id,
  calendar: 'wust',
  members,
  rotation: {
    mandates: ['2019-09-28', '2020-10-18', '2026-10-18'].map((elected, n) => ({ elected: parseDay(elected), order: orders[n].split(' ') })),
  },
  obligations,
});

const facts = [
  ['congress', '2019-09-28'],
  ['congress', '2020-10-18'],
  ['performance-review', '2020-01-03'],
  ['performance-review', '2020-05-29'],
  ['performance-review', '2021-01-08'],
  ['performance-review', '2021-06-04'],
  ['party-hearing', '2020-11-18'],
];

export const exampleUniverse = (cn) => ({
  timezone: 'Asia/Shanghai',
  from: parseDay('2019-09-01'),
  to: parseDay('2021-07-31'),
  channels: [{ id: 'mail', backend: 'email' }, { id: 'office', backend: 'webhook' }],
  calendars: [{ id: 'wust', terms, lists: [cn] }],
  organizations: [
    union('su', ['jia yi bing ding wu', 'bing ding wu jia yi', 'wu jia yi bing ding']),
    union('gsu', ['wu ding bing yi jia', 'ding jia wu bing yi', 'yi wu ding jia bing']),
  ],
  records: ['su', 'gsu'].flatMap((organization) => facts.map(([obligation, on]) => ({ organization, obligation, on: parseDay(on) }))),
  waivers: [],
  decisions: [],
});
