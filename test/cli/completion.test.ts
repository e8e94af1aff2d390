import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { COMMANDS } from '../../src/cli/commands/index.js';
import { complete, type Grammar, splitWords } from '../../src/cli/completion/complete.js';
import { SCRIPTS, SHELLS } from '../../src/cli/completion/scripts.js';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const newFolder = tempFolders();

const SPEC = `version: 1
workloads:
  - { name: photo-site, namespace: default, serviceAccount: sa-app }
  - { name: batch, namespace: jobs, serviceAccount: runner }
`;

const grammar: Grammar = {
  commands: COMMANDS,
  load: async (name) => {
    const command = new Command(name);
    (await COMMANDS.find((entry) => entry.name === name)?.load())?.configure(command);
    if (name === 'generate') command.option('--service-account <ns/name>', 'for the test');
    return command;
  },
  readSpec: () => SPEC,
};

const values = async (line: string) => (await complete(line, grammar)).map(({ value }) => value);

describe('completion', () => {
  test.each([
    ['irsa-forge ', COMMANDS.map(({ name }) => name)],
    ['irsa-forge gen', ['generate']],
    ['irsa-forge --v', ['--version']],
    ['irsa-forge generate --dr', ['--dry-run']],
    ['irsa-forge generate --dry-run --dr', []],
    ['irsa-forge generate --fail-on ', ['error', 'warning']],
    ['irsa-forge generate --fail-on=w', ['--fail-on=warning']],
    ['irsa-forge generate --only eksctl,p', ['eksctl,policies']],
    ['irsa-forge generate --out ', ['@folders']],
    ['irsa-forge generate -f ', ['@files']],
    ['irsa-forge generate -f a.yaml ', ['@files']],
    ['irsa-forge generate -f a.yaml --sh', ['--shard']],
    ['irsa-forge generate --service-account ', ['default/sa-app', 'jobs/runner']],
    ['irsa-forge completion ', ['bash', 'zsh', 'fish']],
    ['irsa-forge init --set --set', ['--set']],
    ['irsa-forge init --set cluster.n', ['cluster.name=', 'cluster.nodeGroups[', 'cluster.networkPolicy=']],
    ['irsa-forge init --set clu', ['cluster.']],
    [
      'irsa-forge init --set cluster.region=eu-c',
      ['cluster.region=eu-central-1', 'cluster.region=eu-central-2'],
    ],
    ['irsa-forge init --set cluster.provision=', ['cluster.provision=true', 'cluster.provision=false']],
    [
      'irsa-forge init --set terraform.syntax=',
      ['terraform.syntax=hcl', 'terraform.syntax=json', 'terraform.syntax=both'],
    ],
    ['irsa-forge init --set workloads[', ['workloads[0].', 'workloads[1].', 'workloads[2].']],
    [
      'irsa-forge init --set workloads[0].buckets[0].access=re',
      ['workloads[0].buckets[0].access=read', 'workloads[0].buckets[0].access=read-write'],
    ],
    [
      "irsa-forge init --set 'workloads[0].po",
      ['workloads[0].policyName=', 'workloads[0].policyArns=', 'workloads[0].pod.'],
    ],
    ['irsa-forge explain --action sqs', ['sqs:']],
    ['irsa-forge explain --action sqs:Rec', ['sqs:ReceiveMessage']],
    ['irsa-forge explain --action nothing:', []],
    ['irsa-forge explain --action s3:ListBucket --context s3:pre', ['s3:prefix=']],
    ['irsa-forge explain --context aws:RequestT', ['aws:RequestTag/']],
    ['irsa-forge nonsense ', []],
  ])('%s', async (line, wanted) => {
    expect(await values(line)).toEqual(wanted);
  });

  test('names the workloads of the spec', async () => {
    const found = await complete('irsa-forge init --set workloads[', grammar);
    expect(found.slice(0, 2)).toEqual([
      { value: 'workloads[0].', note: 'photo-site' },
      { value: 'workloads[1].', note: 'batch' },
    ]);
  });

  test.each(COMMANDS.map(({ name }) => name))('offers every visible option of %s', async (name) => {
    const command = await grammar.load(name);
    const visible = command?.options.filter(({ hidden }) => !hidden).map(({ long }) => long) ?? [];
    expect(await values(`irsa-forge ${name} --`)).toEqual(expect.arrayContaining(visible));
  });

  test.each([
    ['a b', ['a', 'b']],
    ['a ', ['a', '']],
    [`a 'b c' "d`, ['a', 'b c', 'd']],
    ['a b\\ c', ['a', 'b c']],
    ['', ['']],
  ])('words of %j', (line, wanted) => {
    expect(splitWords(line)).toEqual(wanted);
  });
});

describe('the scripts', () => {
  test.each([...SHELLS])('%s is printed', async (shell) => {
    const { code, out } = await runCli('.', ['completion', shell]);
    expect({ code, out }).toEqual({ code: 0, out: `${SCRIPTS[shell].trimEnd()}\n` });
    expect(SCRIPTS[shell]).toContain('completion --line');
  });

  test('bash offers what the program says, whatever bash takes for a word', () => {
    const folder = newFolder();
    const stub = (text: string) => {
      writeFileSync(join(folder, 'irsa-forge'), `#!/bin/sh\nprintf '${text}'\n`, { mode: 0o755 });
    };
    const tab = (line: string, words: readonly string[]) =>
      execFileSync(
        'bash',
        [
          '--norc',
          '-c',
          `compopt() { :; }; source "$1"; shift; COMP_LINE=$1; COMP_POINT=\${#1}; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _irsa_forge; printf '%s\\n' "\${COMPREPLY[@]}"`,
          'bash',
          join(folder, 'script'),
          line,
          ...words,
        ],
        { env: { PATH: `${folder}:${process.env['PATH']}` }, encoding: 'utf8' },
      ).trimEnd();
    writeFileSync(join(folder, 'script'), SCRIPTS.bash);
    stub('generate\\tmake files\\nvalidate\\n');
    expect(tab('irsa-forge ', ['irsa-forge', ''])).toBe('generate\nvalidate');
    stub('cluster.region=eu-central-1\\n');
    const words = ['irsa-forge', 'init', '--set', 'cluster.region', '=', 'eu-c'];
    expect(tab('irsa-forge init --set cluster.region=eu-c', words)).toBe('eu-central-1');
    expect(tab('irsa-forge init --set cluster.region=', words.slice(0, -1))).toBe('eu-central-1');
  });
});
