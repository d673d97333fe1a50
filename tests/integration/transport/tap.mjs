// A TAP writer for tests that talk to sockets: each check is bounded in time, the plan comes last.
const LIMIT_MS = 60_000;

const checks = [];

export function check(name, body) {
  checks.push({ name, body });
}

function limited(promise) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${LIMIT_MS} ms`)), LIMIT_MS);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}

// Runs the checks, `width` at a time. `done` is called at the end whatever happened.
export async function run({ width = 8, done = async () => {} } = {}) {
  const results = new Array(checks.length);
  let next = 0;
  const worker = async () => {
    while (next < checks.length) {
      const i = next++;
      try {
        await limited(checks[i].body());
        results[i] = null;
      } catch (error) {
        results[i] = error;
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  await done();
  results.forEach((error, i) => {
    console.log(`${error ? 'not ok' : 'ok'} ${i + 1} - ${checks[i].name}`);
    if (error) console.log(String(error.stack ?? error).replace(/^/gm, '# '));
  });
  console.log(`1..${checks.length}`);
  process.exit(results.some((error) => error) ? 1 : 0);
}

export function skipAll(reason) {
  console.log(`1..0 # SKIP ${reason}`);
  process.exit(0);
}
