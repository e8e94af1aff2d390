import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BIN, interleave, measureNode, measureProgram, printTable, seconds } from './measure.mjs';

const WORKLOADS = 50;
const PARSE = `
  import { readFileSync, readdirSync } from 'node:fs';
  import { parse } from 'yaml';
  for (const name of readdirSync('.').filter((name) => name.startsWith('c'))) parse(readFileSync(name + '/irsa.yaml', 'utf8'));
`;

/**
 * Many specs, and one large one. What they are held against: copying the same output on the same disk, parsing the same
 * YAML, and kubectl's reading of the Kubernetes part alone.
 */
export function benchFleet({ rounds, size }) {
  const work = mkdtempSync(join(tmpdir(), 'irsa-forge-fleet-'));
  const small = Math.max(1, Math.round(size / 10));
  try {
    for (let cluster = 0; cluster < size; cluster++)
      writeSpec(join(work, `c${String(cluster).padStart(4, '0')}`), cluster, WORKLOADS);
    for (let cluster = 0; cluster < small; cluster++)
      writeSpec(join(work, `json${cluster}`), cluster, WORKLOADS, 'json');
    writeStandard(join(work, 'platform'));
    for (let cluster = 0; cluster < small; cluster++)
      writeSpec(join(work, `under${cluster}`), cluster, WORKLOADS, 'hcl', '../platform');
    for (const count of [100, 1000]) writeSpec(join(work, `one-${count}`), 0, count);
    report(interleave(casesIn(work, { small, size }), rounds), { small, size });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function casesIn(work, { small, size }) {
  const specs = (count) =>
    readdirSync(work)
      .filter((name) => name.startsWith('c'))
      .slice(0, count)
      .map((name) => join(work, name, 'irsa.yaml'));
  let used = 0;
  // Put aside, not deleted: for minutes ext4 is slow to make files where it has just removed some.
  const clean = () => {
    const aside = join(work, 'used', String(used++));
    mkdirSync(aside, { recursive: true });
    for (const name of readdirSync(work)) {
      const output = name === 'backup' ? join(work, name) : join(work, name, 'generated');
      if (existsSync(output)) renameSync(output, join(aside, name));
    }
  };
  const json = readdirSync(work)
    .filter((name) => name.startsWith('json'))
    .map((name) => join(work, name, 'irsa.yaml'));
  const under = readdirSync(work)
    .filter((name) => name.startsWith('under'))
    .map((name) => join(work, name, 'irsa.yaml'));
  const generate =
    (files, ...more) =>
    () =>
      measureNode([BIN, 'generate', '--quiet', ...more, '-f', ...files]);
  return [
    { name: 'small', prepare: clean, run: generate(specs(small)) },
    { name: 'large', prepare: clean, run: generate(specs(size)) },
    { name: 'again', run: generate(specs(size)) },
    {
      name: 'copy',
      run: () =>
        measureProgram('sh', [
          '-c',
          `mkdir ${work}/backup && cp -r ${work}/c*/generated --parents ${work}/backup`,
        ]),
    },
    {
      name: 'parse',
      run: () =>
        inFolder(work, () =>
          measureNode([
            '--input-type=module',
            '-e',
            PARSE.replace("'yaml'", JSON.stringify(import.meta.resolve('yaml'))),
          ]),
        ),
    },
    {
      name: 'kubectl',
      run: () =>
        measureProgram('sh', [
          '-c',
          `for f in ${work}/c*/generated/kubernetes; do kubectl kustomize $f >/dev/null || exit; done`,
        ]),
    },
    { name: 'json', prepare: clean, run: generate(json) },
    { name: 'under', prepare: clean, run: generate(under) },
    { name: 'json-terraform', prepare: clean, run: generate(json, '--only', 'terraform') },
    { name: 'hcl-terraform', prepare: clean, run: generate(specs(small), '--only', 'terraform') },
    { name: 'one-100', prepare: clean, run: generate([join(work, 'one-100/irsa.yaml')]) },
    { name: 'one-1000', prepare: clean, run: generate([join(work, 'one-1000/irsa.yaml')]) },
  ];
}

function inFolder(folder, work) {
  const before = process.cwd();
  process.chdir(folder);
  try {
    return work();
  } finally {
    process.chdir(before);
  }
}

function report(results, { small, size }) {
  const inSeconds = (milliseconds) => seconds(milliseconds, 1);
  const { copy, parse, kubectl, again, json } = results;
  const [few, many, hundred, thousand] = ['small', 'large', 'one-100', 'one-1000'].map(
    (name) => results[name],
  );
  const cdktf = results['json-terraform'].cpu - results['hcl-terraform'].cpu;
  const row = (what, sample, against = '', ratio = undefined, aim = '') => [
    what,
    ...(sample
      ? [inSeconds(sample.wall), inSeconds(sample.cpu), `${sample.memory.toFixed(0)} MB`]
      : ['', '', '']),
    against,
    ratio === undefined ? '' : ratio.toFixed(2),
    aim,
  ];
  printTable(
    `A fleet of ${size} specs with ${WORKLOADS} workloads each; one spec with 1,000 workloads`,
    ['what', 'wall', 'CPU', 'peak', 'held against', 'ratio', 'aim'],
    [
      row(`${small} specs`, few),
      row(`${size} specs`, many, `${small} specs, CPU`, many.cpu / few.cpu, '≤ 11'),
      row('', undefined, `${small} specs, peak`, many.memory / few.memory, '≤ 1.5'),
      row(
        '',
        undefined,
        `cp -r ${inSeconds(copy.wall)} + YAML ${inSeconds(parse.wall)}`,
        many.wall / (copy.wall + parse.wall),
        '≤ 3',
      ),
      kubectl
        ? row('', undefined, `kubectl kustomize ${inSeconds(kubectl.wall)}`, many.wall / kubectl.wall, '< 1')
        : row('', undefined, 'kubectl: not here'),
      row(`${size} specs, nothing to do`, again, 'the first run, CPU', again.cpu / many.cpu, '≤ 1'),
      row(`${small} specs as JSON`, json, `HCL, CPU; CDKTF's part ${inSeconds(cdktf)}`, json.cpu / few.cpu),
      row(
        `${small} specs under a standard with templates`,
        results.under,
        'without, CPU',
        results.under.cpu / few.cpu,
        '≤ 2',
      ),
      row('100 workloads', hundred),
      row('1,000 workloads', thousand, '100 workloads, CPU', thousand.cpu / hundred.cpu, '≤ 10'),
    ],
  );
}

/** A standard with templates as most have them: a label of every manifest. */
export function writeStandard(folder) {
  const partials = join(folder, 'templates/kubernetes/partials');
  mkdirSync(partials, { recursive: true });
  writeFileSync(join(folder, 'standard.yaml'), 'version: 1\nname: acme\ntemplates: ./templates\n');
  writeFileSync(join(partials, 'labels.yaml.hbs'), 'acme.example/team: {{yaml tags.team}}\n');
}

/** Writes a spec as a platform team's would be: service accounts, roles, deployments with services; returns its path. */
export function writeSpec(folder, cluster, workloads, syntax = 'hcl', standard = undefined) {
  const lines = [
    'version: 1',
    ...(standard === undefined ? [] : [`standard: ${standard}`, 'tags: { team: web }']),
    `cluster: { name: fleet-${cluster}, region: eu-west-1, accountId: "111122223333", oidcIssuer: "https://oidc.eks.eu-west-1.amazonaws.com/id/0123456789ABCDEF0123456789ABCDEF" }`,
    `terraform: { syntax: ${syntax} }`,
    'workloads:',
  ];
  for (let i = 0; i < workloads; i++) {
    lines.push(
      `  - name: app-${i}`,
      `    namespace: team-${i % 5}`,
      `    serviceAccount: app-${i}`,
      `    buckets: [{ name: acme-data-${i}, access: read }]`,
      '    pod: { kind: Deployment, image: "registry.example/app:1.0", port: 8080, healthPath: /healthz, service: ClusterIP }',
    );
  }
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'irsa.yaml');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return file;
}
