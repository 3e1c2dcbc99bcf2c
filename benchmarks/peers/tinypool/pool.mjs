// Measures tinypool with child processes. Reads a stage and its sizes a line, answers with one line of JSON.
import { createInterface } from 'node:readline';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import Tinypool from 'tinypool';

const WORKERS = 4;
const AHEAD = 256;
const open = () => new Tinypool({
  filename: new URL('./worker.mjs', import.meta.url).href, runtime: 'child_process', minThreads: WORKERS, maxThreads: WORKERS,
});
const now = () => performance.now();

async function pipeline(pool, name, argument, seconds) {
  const ahead = Array.from({ length: AHEAD }, () => pool.run(argument, { name }));
  const begin = now();
  let count = 0;
  for (; now() - begin < seconds * 1e3; count += AHEAD) {
    for (let i = 0; i < AHEAD; i++) {
      await ahead[i];
      ahead[i] = pool.run(argument, { name });
    }
  }
  const rate = count / (now() - begin) * 1e3;
  await Promise.all(ahead);
  return rate;
}

async function calls(pool, seconds) {
  const samples = [];
  for (const begin = now(); now() - begin < seconds * 1e3;) {
    const call = now();
    await pool.run(1, { name: 'increment' });
    samples.push((now() - call) * 1e3);
  }
  samples.sort((a, b) => a - b);
  return {
    call_p50_us: [samples[Math.floor(samples.length / 2)]],
    call_p99_us: [samples[Math.floor(samples.length * 0.99)]],
    calls_per_s: [await pipeline(pool, 'increment', 1, seconds)],
    small_calls_per_s: [await pipeline(pool, 'sha', Buffer.alloc(1024).toString('base64'), seconds)],
  };
}

async function start() {
  const begin = now();
  const pool = open();
  await pool.run(1, { name: 'increment' });
  const figures = { cold_start_ms: [now() - begin] };
  process.stdout.write(JSON.stringify(figures) + '\n');
  await pool.destroy();
  process.exit(0);
}

function starts(count) {
  const script = fileURLToPath(import.meta.url);
  const figures = { cold_start_ms: [] };
  for (let i = 0; i < count; i++)
    figures.cold_start_ms.push(...JSON.parse(execFileSync(process.execPath, [script, 'start'])).cold_start_ms);
  return figures;
}

if (process.argv[2] === 'start') {
  await start();
} else {
  const pool = open();
  for await (const line of createInterface({ input: process.stdin })) {
    const [stage, seconds, , , , , fresh] = line.split(' ');
    const answer = stage === 'CALLS' ? await calls(pool, +seconds) : stage === 'STARTS' ? starts(+fresh) : {};
    process.stdout.write(JSON.stringify(answer) + '\n');
  }
  await pool.destroy();
  process.exit(0);
}
