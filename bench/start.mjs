import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BIN, interleave, measureNode, printTable } from './measure.mjs';

const SPEC = fileURLToPath(new URL('../examples/s3-web-app/irsa.yaml', import.meta.url));

/** What one call costs over bare Node: the price of every key press in a terminal and every hook in git. */
export function benchStart(rounds) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-bench-'));
  const fresh = join(work, 'fresh');
  const node =
    (...args) =>
    () =>
      measureNode(args);
  const generate = (out) => node(BIN, 'generate', '-f', SPEC, '--quiet', '-o', out);
  const cases = [
    { name: 'bare node', run: node('-e', '0') },
    { name: '--help', run: node(BIN, '--help'), aim: 1.25 },
    {
      name: 'generate s3-web-app (HCL)',
      prepare: () => rmSync(fresh, { recursive: true, force: true }),
      run: generate(fresh),
      aim: 1.7,
    },
    { name: 'generate again, nothing to do', run: generate(join(work, 'again')), aim: 1.7 },
    { name: 'validate', run: node(BIN, 'validate', '-f', SPEC) },
  ];
  try {
    const results = interleave(cases, rounds);
    const bare = results['bare node'].cpu;
    printTable(
      'Start-up and one spec, CPU time',
      ['case', 'ms', '× bare', 'aim'],
      cases.map(({ name, aim }) => {
        const { cpu } = results[name];
        return [name, cpu.toFixed(0), (cpu / bare).toFixed(2), aim ? `≤ ${aim}` : ''];
      }),
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
