// Every day of 2019 to 2027: what we take for a working day against the npm package chinese-days.
// node holidays.mjs PRINT_WORKDAYS DATA_DIR CONFIG
import { execFileSync } from 'node:child_process';

process.env.TZ = 'Asia/Shanghai'; // the package reads dates in local time

const days = await import('chinese-days').then(
  (module) => module.default,
  (error) => {
    console.error(`chinese-days is not installed (${error.code}): run "npm ci" in tests/, or tools/test, which does`);
    process.exit(1);
  },
);

const [program, ...args] = process.argv.slice(2);
const ours = new Map(
  execFileSync(program, args, { encoding: 'utf8', timeout: 30000, stdio: ['ignore', 'pipe', 'inherit'] })
    .trimEnd()
    .split('\n')
    .map((line) => line.split(' ')),
);

let compared = 0;
let differences = 0;
for (let day = new Date('2019-01-01T00:00:00Z'); day < new Date('2028-01-01T00:00:00Z'); day.setUTCDate(day.getUTCDate() + 1)) {
  const text = day.toISOString().slice(0, 10);
  const theirs = days.isWorkday(text) ? '1' : '0';
  compared += 1;
  if (ours.get(text) !== theirs) {
    differences += 1;
    console.error(`${text}: ours ${ours.get(text)}, chinese-days ${theirs}`);
  }
}
if (compared !== 3287 || ours.size !== compared) {
  console.error(`compared ${compared} days of ${ours.size}; expected 3287`);
  differences += 1;
}
console.log(`${compared} days compared, ${differences} differences`);
process.exit(differences === 0 ? 0 : 1);
