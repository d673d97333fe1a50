// Runs send_one, whose path is the script's first argument.
import { spawn } from 'node:child_process';

const PROGRAM = process.argv[2];

// { attempts: by message, faults, open: why it did not open, closed: its last line, exit }
export function send(spec) {
  return new Promise((resolve, reject) => {
    const child = spawn(PROGRAM, [], { stdio: ['pipe', 'pipe', 'pipe'] });
    const timer = setTimeout(() => child.kill('SIGKILL'), 50_000);
    let out = '', err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('error', reject);
    child.on('close', (exit, signal) => {
      clearTimeout(timer);
      const result = { attempts: [], faults: [], open: null, closed: null, exit, signal, stderr: err };
      for (const line of out.split('\n').filter(Boolean).map((text) => JSON.parse(text))) {
        if ('n' in line) result.attempts[line.n] = line;
        else if ('fault' in line) result.faults.push(line);
        else if ('open' in line) result.open = line.open;
        else result.closed = line;
      }
      resolve(result);
    });
    child.stdin.end(JSON.stringify(spec));
  });
}

// The same for a run that must end well: every message answered once, nothing left open, no sanitizer's complaint.
export async function sendAll(spec) {
  const result = await send(spec);
  if (result.exit !== 0 || !result.closed?.closed || result.stderr)
    throw new Error(`send_one: exit ${result.exit} ${result.signal ?? ''} ${JSON.stringify(result)}\n${result.stderr}`);
  return result;
}

export function mail(settings, messages, more = {}) {
  return {
    backend: 'email',
    settings: { from: '秘书处 <office@example.edu.cn>', timeout_s: 20, connections: 1, ...settings },
    messages: messages.map((message) => ({ address: 'jia@example.edu.cn', ...message })),
    ...more,
  };
}
