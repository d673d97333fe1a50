// The policy against a second implementation of it: random universes, told to `lunzhictl simulate --json` and to model.mjs, line by line.
//   node oracle.mjs LUNZHICTL DATA_DIR FIRST COUNT [FRESH]   the example, seeds FIRST.. and FRESH ones more from the clock
//   node oracle.mjs LUNZHICTL DATA_DIR SEED show DIR         the files of one seed in DIR
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatDay, readHolidays } from './days.mjs';
import { exampleUniverse } from './example.mjs';
import { simulate } from './model.mjs';
import { filesOf, makeUniverse } from './universe.mjs';

const [program, data, first, count, last] = process.argv.slice(2);
const cn = readHolidays(await readFile(join(data, 'holidays/cn.conf'), 'utf8'));

async function writeFiles(directory, files) {
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
}

const argumentsFor = (place, universe, scenario) => [
  'simulate', '--json', '--data', data, '--config', join(place, 'lunzhi.conf'), '--scenario', join(place, scenario),
  '--from', formatDay(universe.from), '--to', formatDay(universe.to),
];

// One line with its fields in order and without the words of `reason`.
function canonical(line) {
  const { reason: _, ...fields } = line;
  return JSON.stringify(Object.fromEntries(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))));
}

// What the program wrote, through files: nothing between it and us can lose a part.
async function ask(directory, universe, place, scenario) {
  const streams = await Promise.all(['stdout', 'stderr'].map((name) => open(join(directory, name), 'w')));
  const options = { stdio: ['ignore', ...streams.map((one) => one.fd)], timeout: 120000 };
  const [code, signal] = await once(spawn(program, argumentsFor(place, universe, scenario), options), 'close').finally(() =>
    Promise.all(streams.map((one) => one.close())),
  );
  const [stdout, stderr] = await Promise.all(['stdout', 'stderr'].map((name) => readFile(join(directory, name), 'utf8')));
  const found = stdout.split('\n').filter(Boolean).map((line) => canonical(JSON.parse(line)));
  return { found, stderr, ended: code === 0 ? null : `ended with ${code ?? signal}` };
}

// The example has procedures and cases, too: the model is asked about the obligations it knows, and the turns.
const isKnown = (universe) => {
  const ids = new Set(universe.organizations.flatMap(({ obligations }) => obligations.map(({ id }) => id)));
  return (line) => ids.has(JSON.parse(line).obligation ?? universe.organizations[0].obligations[0].id);
};

// The first difference with what stands around it, or null.
function difference(expected, found) {
  const at = expected.findIndex((line, n) => line !== found[n]);
  if (at < 0 && expected.length === found.length) return null;
  const n = at < 0 ? expected.length : at;
  const context = (lines) => lines.slice(n, n + 4).map((line, k) => `${k ? '   ' : '>>>'} ${line}`);
  return [
    `line ${n + 1} of ${expected.length} expected and ${found.length} found; before it:`,
    ...expected.slice(Math.max(0, n - 3), n).map((line) => `    ${line}`),
    'expected:', ...context(expected), 'found:', ...context(found),
  ];
}

// The notes of a failure, or null.
async function judge(seed) {
  const isExample = seed === 'example';
  const universe = isExample ? exampleUniverse(cn) : makeUniverse(seed, cn);
  const files = isExample ? {} : filesOf(universe);
  const directory = await mkdtemp(join(tmpdir(), 'lunzhi-oracle-'));
  const place = isExample ? join(data, 'examples/wust') : directory;
  const about = [`--from ${formatDay(universe.from)} --to ${formatDay(universe.to)}`];
  for (const [name, text] of Object.entries(files)) about.push(`${name}:`, ...text.split('\n'));
  try {
    await writeFiles(directory, files);
    const { found, stderr, ended } = await ask(directory, universe, place, isExample ? '2019-2021.conf' : 's.conf');
    const wrong = ended ? [ended] : difference(simulate(universe).map(canonical), isExample ? found.filter(isKnown(universe)) : found);
    return wrong && [...wrong, ...stderr.split('\n'), ...about];
  } catch (error) {
    return [...error.stack.split('\n'), ...about];
  } finally {
    await rm(directory, { recursive: true });
  }
}

if (count === 'show') {
  const universe = makeUniverse(Number(first), cn);
  await writeFiles(last, filesOf(universe));
  await writeFile(join(last, 'expected'), simulate(universe).map((line) => `${canonical(line)}\n`).join(''));
  console.log([program, ...argumentsFor(last, universe, 's.conf')].join(' '));
  process.exit(0);
}

const fresh = Date.now() % 1e9;
const seeds = ['example'];
for (let n = 0; n < Number(count); n += 1) seeds.push(Number(first) + n);
for (let n = 0; n < Number(last ?? 0); n += 1) seeds.push(fresh + n);
console.log(`1..${seeds.length}`);

const verdicts = [];
let started = 0;
let printed = 0;
let failed = 0;

// In the order of the plan, as TAP wants it.
function print() {
  for (; printed in verdicts; printed += 1) {
    const notes = verdicts[printed];
    if (notes) failed += 1;
    console.log(`${notes ? 'not ok' : 'ok'} ${printed + 1} - seed ${seeds[printed]}`);
    for (const note of notes ?? []) console.log(`# ${note}`);
  }
}

async function work() {
  while (started < seeds.length) {
    const n = started;
    started += 1;
    verdicts[n] = await judge(seeds[n]);
    print();
  }
}

await Promise.all([work(), work()]); // two processes at once
process.exitCode = failed ? 1 : 0;
