import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { Option } from 'commander';
import { stringify } from 'yaml';
import { parseArn } from '../../src/aws/arns.js';
import { valuesFor } from '../../src/cli/completion/values.js';
import { accessWords, GRANT_KINDS } from '../../src/grants/index.js';
import { loadModel } from '../../src/load-model.js';
import { valueAt } from '../../src/plain-data.js';
import { specJsonSchema } from '../../src/spec/json-schema.js';
import { fieldsAt } from '../../src/spec/schema-tree.js';
import { missingAnswers } from '../../src/wizard/answer-ahead.js';
import { whyRefused } from '../../src/wizard/ask.js';
import type { DraftStore } from '../../src/wizard/draft.js';
import { resolve } from '../../src/wizard/graph.js';
import type { ChoicePrompt, SeveralPrompt, TextPrompt } from '../../src/wizard/prompter/prompter.js';
import { ALL_QUESTIONS } from '../../src/wizard/questions/index.js';
import { review } from '../../src/wizard/review.js';
import { createState } from '../../src/wizard/session.js';
import { readSets } from '../../src/wizard/set-values.js';
import { specOf } from '../../src/wizard/spec-text.js';
import { type State, withReopened } from '../../src/wizard/state.js';
import { runWizard } from '../../src/wizard/wizard.js';
import {
  aFileState,
  anEntry,
  aState,
  entryOf,
  houseRules,
  originOf,
  run,
  type Script,
  ScriptedPrompter,
  SHORT,
  SHORT_OF_OWN,
  SURROUNDINGS,
  textOf,
} from './support.js';

const SPEC = {
  version: 1,
  cluster: { name: 'demo', region: 'us-east-1', accountId: '111122223333' },
  workloads: [{ name: 'a', namespace: 'b', serviceAccount: 'c' }],
};

const aSpec = (grants: Readonly<Record<string, unknown>>) => ({
  ...SPEC,
  workloads: [{ ...SPEC.workloads[0], ...grants }],
});

/** The lines of the review, without headings. */
async function linesOf(state: State): Promise<readonly string[]> {
  const prompter = new ScriptedPrompter([['@review', '@leave']]);
  const preview = async () => ({ diagnostics: [], generated: 0, files: async () => [] });
  await review(state, {
    prompter,
    keep: () => undefined,
    file: 'x',
    generates: false,
    preview,
  });
  return (prompter.prompt('@review') as ChoicePrompt).choices.flatMap((choice) =>
    'value' in choice ? [choice.name] : [],
  );
}

const after = (key: string) => SHORT.slice(SHORT.findIndex(([known]) => known === key));
const POD = after('workloads[0].pod.kind');

describe.each(GRANT_KINDS.map((kind) => [kind.field, kind] as const))(
  'the kind %s is whole',
  (field, kind) => {
    const entry = anEntry(kind);
    const name = String(entry[Object.keys(kind.names)[0] ?? 'arn']);

    test('every field of an entry has a question', () => {
      const asked = ALL_QUESTIONS.map(({ key }) => key);
      const fields = fieldsAt(['workloads', 0, field, 0]);
      expect(fields).toContain('access');
      expect(fields.filter((own) => !asked.includes(`workloads[].${field}[].${own}`))).toEqual([]);
      expect(asked).toContain(`workloads[].${field}[].@more`);
    });

    test('is offered, asked, and written', async () => {
      const state = aState([
        'cluster.name=demo',
        'cluster.region=us-east-1',
        'cluster.accountId=111122223333',
      ]);
      const given = new Set(['cluster.name', 'cluster.region', 'cluster.accountId']);
      const words = Object.keys(kind.words);
      const keys = [...Object.keys(kind.names), ...(Object.keys(kind.names).length === 0 ? ['arn'] : [])];
      const script: Script = [
        ...SHORT.slice(0, -POD.length - 3).filter(([key]) => !given.has(key)),
        ['workloads[0].@uses', field],
        ...keys.map((own) => [`workloads[0].${field}[0].${own}`, String(entry[own])] as const),
        ...(words.length === 1
          ? []
          : ([[`workloads[0].${field}[0].access`, String(entry['access'])]] as const)),
        ...POD,
      ];
      const { text, prompter } = await run(state, script);
      expect(prompter.prompt('workloads[0].@uses')).toMatchObject({
        choices: expect.arrayContaining([expect.objectContaining({ value: field, name: kind.title })]),
      });
      expect(text).toContain(`${field}:\n      - ${keys[0]}: `);
      expect(text).toContain(`access: ${entry['access']}  # `);
      // The example of a role is one of another account.
      const found = loadModel(text, 'irsa.yaml').diagnostics;
      expect(found.filter(({ code }) => code !== 'spec/other-account')).toEqual([]);
    });

    test('is shown in the review, and can be added there', async () => {
      const lines = await linesOf(aFileState(aSpec({ [field]: [entry] })));
      const shown = lines.map((line) => line.replace(/ {2,}/g, ': '));
      expect(shown).toContain(`Uses: ${kind.title}`);
      expect(shown.some((line) => line.endsWith(`: ${name}`))).toBe(true);
      expect(shown).toContain(`Access: ${kind.words[String(entry['access'])]?.does}`);
    });

    test('is known to completion and to the JSON Schema', () => {
      const complete = (text: string) =>
        valuesFor({
          command: 'init',
          option: new Option('--set <set>'),
          text,
          spec: () => undefined,
          given: () => undefined,
        }).map(({ value }) => value);
      const path = `workloads[0].${field}[0].access=`;
      expect(complete(path)).toEqual(accessWords(kind).map((word) => `${path}${word}`));
      expect(complete('workloads[0].')).toContain(`workloads[0].${field}[`);
      const { properties } = specJsonSchema() as {
        properties: { workloads: { items: { properties: Record<string, object> } } };
      };
      expect(JSON.stringify(properties.workloads.items.properties[field])).toContain(
        JSON.stringify(Object.keys(kind.words)).slice(1, -1),
      );
    });
  },
);

test('every kind that there is a module for is registered', async () => {
  const modules = await Promise.all(
    readdirSync('src/grants').map((file) => import(`../../src/grants/${file.replace('.ts', '.js')}`)),
  );
  const kinds = modules
    .flatMap((module) => Object.values(module))
    .filter((value) => typeof value === 'object' && value !== null && 'words' in value && 'field' in value);
  expect(new Set(GRANT_KINDS)).toEqual(new Set(kinds));
});

describe('what a workload uses', () => {
  const uses = (state: State) => entryOf(state, 'workloads[0].@uses');

  test('is the first kind by default, and nothing is refused with the reason', async () => {
    const { prompter } = await run(aState(), SHORT);
    const { initial, check } = prompter.prompt('workloads[0].@uses') as SeveralPrompt;
    expect(initial).toEqual(['buckets']);
    expect(check('')).toMatch(/^mark at least one: .*policyArns or statements.*role exists$/);
    expect(check('queues')).toBeUndefined();
  });

  test.each([
    [['workloads[0].policyArns=[arn:aws:iam::aws:policy/AmazonSQSReadOnlyAccess]']],
    [['workloads[0].statements=[{sid: A, actions: [eks:ListClusters], resources: ["*"]}]']],
    [['identity.roleOwner=existing', 'workloads[0].roleArn=arn:aws:iam::111122223333:role/x']],
  ])('may be nothing with %j', async (sets) => {
    const { text } = await run(aState(sets), [
      ...SHORT_OF_OWN.slice(0, -POD.length - 3),
      ['workloads[0].@uses', ''],
      ...POD,
    ]);
    expect(text).not.toContain('buckets');
    expect(loadModel(text, 'irsa.yaml').ok).toBe(true);
  });

  test('is marked as a file has it, and what is not marked any more goes, with nothing else', async () => {
    const state = aFileState(
      aSpec({
        queues: [
          { name: 'one', access: 'send' },
          { name: 'two', access: ['receive', 'send'], region: 'us-west-2' },
        ],
        tables: [{ name: 'orders', access: 'read-write' }],
      }),
    );
    expect(uses(state)).toMatchObject({ value: ['queues', 'tables'], source: 'file' });
    const { prompter, text } = await run(withReopened(state, 'workloads[0].@uses'), [
      ['workloads[0].@uses', 'queues'],
    ]);
    expect((prompter.prompt('workloads[0].@uses') as SeveralPrompt).initial).toEqual(['queues', 'tables']);
    expect(text).not.toContain('tables');
    expect(text).toContain('access:\n          - receive\n          - send\n');
  });

  test('is asked of a file that grants nothing, with the reason', async () => {
    const { prompter, text } = await run(aFileState(SPEC), [
      ['workloads[0].@uses', 'keys'],
      [
        'workloads[0].keys[0].arn',
        'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab',
      ],
      ['workloads[0].keys[0].access', 'sign,verify'],
    ]);
    expect((prompter.prompt('workloads[0].@uses') as SeveralPrompt).problem).toMatch(/^mark at least one/);
    expect(loadModel(text, 'irsa.yaml').diagnostics).toEqual([]);
  });

  test('stays as the file has it where nothing is changed', () => {
    const value = aSpec({
      buckets: [],
      queues: [{ access: ['receive', 'send'], name: 'orders' }],
      tables: [{ arn: 'arn:aws:dynamodb:us-east-1:111122223333:table/orders', access: ['read', 'write'] }],
      databases: [{ resourceId: 'db-ABCDEFGHIJKL01234', user: 'app', access: ['connect'] }],
    });
    const origin = originOf(stringify(value));
    const state = aFileState(value);
    expect(textOf(state, origin)).toBe(origin.text);
  });
});

describe('the ARN of a thing in place of its name', () => {
  const PLACES = ['us-east-1', 'eu-west-1'].flatMap((region) =>
    ['111122223333', '444455556666'].map((accountId) => ({ region, accountId })),
  );

  test.each(
    GRANT_KINDS.flatMap((kind) => {
      const [name] = Object.keys(kind.names);
      return kind.arn === undefined || name === undefined
        ? []
        : [[kind.field, kind, kind.arn, name] as const];
    }),
  )('is taken apart: %s', async (field, kind, { example, resource }, name) => {
    const arn = parseArn(example);
    const key = `workloads[0].${field}[0].${name}`;
    const state = withReopened(aFileState(aSpec({ [field]: [anEntry(kind)] })), key);
    for (const { region, accountId } of PLACES) {
      const place = [arn?.region && region, arn?.accountId && accountId];
      const typed = ['arn', 'aws', arn?.service, ...place, arn?.resource].join(':');
      const { state: end } = await run(state, [[key, typed]]);
      expect(valueAt(specOf(end), ['workloads', 0, field])).toEqual([
        {
          ...anEntry(kind),
          ...resource.exec(arn?.resource ?? '')?.groups,
          ...(arn?.region && region !== SPEC.cluster.region ? { region } : {}),
          ...(arn?.accountId && accountId !== SPEC.cluster.accountId ? { accountId } : {}),
        },
      ]);
    }
  });

  test('leaves the place of the thing before behind', async () => {
    const queue = { name: 'orders', access: 'send', region: 'eu-west-1', accountId: '444455556666' };
    const key = 'workloads[0].queues[0].name';
    const state = withReopened(aFileState(aSpec({ queues: [queue] })), key);
    const { state: end } = await run(state, [[key, 'arn:aws:sqs:us-east-1:111122223333:more']]);
    expect(valueAt(specOf(end), ['workloads', 0, 'queues'])).toEqual([{ name: 'more', access: 'send' }]);
  });

  test('a line of the review says the account of a bucket, which no ARN tells', async () => {
    const buckets = [{ name: 'acme-photos', access: 'get' }];
    expect(await linesOf(aFileState(aSpec({ buckets })))).toContainEqual(
      expect.stringMatching(/^Bucket account +-$/),
    );
    const lines = await linesOf(
      aFileState(aSpec({ buckets: [{ ...buckets[0], accountId: '444455556666' }] })),
    );
    expect(lines).toContainEqual(expect.stringMatching(/^Bucket account +444455556666$/));
  });
});

describe('access', () => {
  const asked = async (grants: Readonly<Record<string, unknown>>, key: string, reply: string) => {
    const { prompter, text } = await run(withReopened(aFileState(aSpec(grants)), key), [[key, reply]]);
    return { prompt: prompter.prompt(key) as SeveralPrompt, text };
  };

  test('is marked by single words, and the name of a set is written where one says the same', async () => {
    const key = 'workloads[0].tables[0].access';
    const { prompt, text } = await asked(
      { tables: [{ name: 'x.y', access: 'read-write' }] },
      key,
      'read,write',
    );
    expect(prompt.initial).toEqual(['read', 'write']);
    expect(text).toContain('access: read-write');
    const list = await asked({ tables: [{ name: 'x.y', access: ['write', 'read'] }] }, key, 'read,write');
    expect(list.text).toContain('- write\n          - read\n');
    const more = await asked({ tables: [{ name: 'x.y', access: 'read-write' }] }, key, 'read,write,delete');
    expect(more.text).toContain('- read\n          - write\n          - delete\n');
  });

  test('needs a word', async () => {
    const { prompt } = await asked(
      { queues: [{ name: 'x', access: 'send' }] },
      'workloads[0].queues[0].access',
      'send',
    );
    expect(prompt.check('')).toBe('mark at least one');
  });

  test('offers what suits the name', async () => {
    const path = await asked(
      { parameters: [{ name: '/shop/', access: 'read-path' }] },
      'workloads[0].parameters[0].access',
      'read-path',
    );
    expect(path.prompt.choices.map(({ value }) => value)).toEqual(['read-path']);
    const one = await asked(
      { parameters: [{ name: '/shop/x', access: 'read' }] },
      'workloads[0].parameters[0].access',
      'read,write',
    );
    expect(one.prompt.choices.map(({ value }) => value)).not.toContain('read-path');
  });

  test('decides whether a key is asked for', () => {
    const state = (access: string) => aFileState(aSpec({ tables: [{ name: 'x.y', access }] }));
    const key = 'workloads[0].tables[0].kmsKeyArn';
    expect(resolve(state('read')).byKey.has(key)).toBe(true);
    expect(resolve(state('delete')).byKey.has(key)).toBe(false);
  });
});

describe('a thing named by its ARN', () => {
  const arn = 'arn:aws:sqs:us-east-1:111122223333:orders';

  test('is not asked for its name, and its ARN can be changed', async () => {
    const state = aFileState(aSpec({ queues: [{ arn, access: 'send' }] }));
    const { byKey } = resolve(state);
    expect(byKey.has('workloads[0].queues[0].name')).toBe(false);
    expect(byKey.get('workloads[0].queues[0].arn')).toMatchObject({ value: arn });
    const { text } = await run(withReopened(state, 'workloads[0].queues[0].arn'), [
      ['workloads[0].queues[0].arn', ''],
      ['workloads[0].queues[0].name', 'bills'],
    ]);
    expect(text).toContain('queues:\n      - name: bills\n        access: send');
  });

  test('and by its name as well is asked which', async () => {
    const state = aFileState(aSpec({ queues: [{ arn, name: 'orders', access: 'send' }] }));
    const { text, prompter } = await run(state, [['workloads[0].queues[0].name', '']]);
    expect((prompter.prompt('workloads[0].queues[0].name') as TextPrompt).problem).toContain(
      'says again what arn says',
    );
    expect(text).not.toContain('name: orders');
  });

  test('is refused where a name belongs', () => {
    const state = aState(['workloads[0].queues[0].name=x']);
    expect(whyRefused(state, entryOf(state, 'workloads[0].queues[0].name'), arn)).toMatch(
      /is not the name of a queue.*orders/,
    );
  });
});

describe('without anybody to ask', () => {
  const CLUSTER = ['cluster.name=demo', 'cluster.region=us-east-1', 'cluster.accountId=111122223333'];
  const ahead = (...sets: string[]) =>
    aState([...CLUSTER, 'workloads[0].serviceAccount=web', ...sets], { interactive: false });

  test('what is given makes the spec', () => {
    const state = ahead(
      'workloads[0].queues[0].name=orders',
      'workloads[0].queues[0].access=send',
      'workloads[0].models[0].id=amazon.nova-lite-v1:0',
    );
    expect(missingAnswers(state)).toEqual([]);
    const text = textOf(state);
    expect(text.slice(text.indexOf('    queues:'))).toBe(`    queues:
      - name: orders
        access: send  # send messages
    models:
      - id: amazon.nova-lite-v1:0
        access: invoke  # invoke it
`);
    expect(loadModel(text, 'irsa.yaml').diagnostics).toEqual([]);
  });

  test('what is missing is named with an example, and no access is made up', () => {
    expect(missingAnswers(ahead('workloads[0].queues[0].name=orders'))).toEqual([
      { key: 'workloads[0].queues[0].access', option: "--set 'workloads[0].queues[0].access=send'" },
    ]);
    expect(missingAnswers(ahead()).map(({ key }) => key)).toEqual(['workloads[0].buckets[0].name']);
    expect(missingAnswers(ahead('workloads[0].policyArns=[arn:aws:iam::aws:policy/x]'))).toEqual([]);
  });
});

describe('drafts', () => {
  test('keep what was taken away of a file', async () => {
    const value = aSpec({
      queues: ['one', 'two', 'three'].map((name) => ({ name, access: 'send' })),
    });
    const text = stringify(value);
    const drafts: DraftStore & { kept?: Parameters<DraftStore['save']>[0] } = {
      load() {
        return this.kept;
      },
      save(kept) {
        this.kept = structuredClone(kept);
      },
      remove: () => undefined,
    };
    const input = {
      ...{ file: 'irsa.yaml', drafts, inPlace: true, surroundings: SURROUNDINGS, generates: false },
      layers: [{ source: 'file' as const, value }],
      standard: undefined,
      origin: originOf(text),
      preview: async () => ({ diagnostics: [], generated: 0, files: async () => [] }),
    };
    const leaving = new ScriptedPrompter([
      ['@entry', 'edit'],
      ['@review', '@remove'],
      ['@remove', 'workloads[0].queues[0]'],
      ['@review', 'workloads[0].queues[0].access'],
      ['workloads[0].queues[0].access', 'purge'],
    ]);
    await expect(runWizard(input, leaving)).rejects.toThrow('@review was not expected');
    const resumed = new ScriptedPrompter([
      ['@resume', 'resume'],
      ['@review', '@write'],
    ]);
    expect(await runWizard(input, resumed)).toMatchObject({
      text: text
        .replace(/ *- name: one\n *access: send\n/, '')
        .replace('two\n        access: send', 'two\n        access: purge'),
    });
  });
});

describe('under a standard', () => {
  const state = (text: string, ...sets: string[]) =>
    createState({
      surroundings: SURROUNDINGS,
      layers: sets.length === 0 ? [] : [readSets(sets, 'set', '--set')],
      standard: houseRules(text),
    });
  const UP_TO_USES = SHORT.slice(0, -POD.length - 3);

  test('only words that it allows are offered, whatever the kind', async () => {
    const { prompter, text } = await run(
      state(`allowed: { "workloads[].queues[].access": [send, inspect], "workloads[].tables[].access": [read-write] }
forbidden: { "workloads[].tables[].access": [write] }`),
      [
        ...UP_TO_USES,
        ['workloads[0].@uses', 'queues,tables'],
        ['workloads[0].queues[0].name', 'orders'],
        ['workloads[0].queues[0].access', 'inspect'],
        ['workloads[0].tables[0].name', 'orders'],
        ['workloads[0].tables[0].access', 'read'],
        ...POD,
      ],
    );
    const words = (key: string) => (prompter.prompt(key) as SeveralPrompt).choices.map(({ value }) => value);
    expect(words('workloads[0].queues[0].access')).toEqual(['send', 'inspect']);
    expect(words('workloads[0].tables[0].access')).toEqual(['read']);
    expect((prompter.prompt('workloads[0].queues[0].access') as SeveralPrompt).check('send,purge')).toContain(
      'the standard "acme"',
    );
    expect(text).toContain('access: inspect');
  });

  test('what it gives to every workload is proposed, and stays with the standard', async () => {
    const rules =
      'defaults: { workloads: { queues: [{ name: audit, access: send }, { name: bills, access: purge }] } }';
    const queues = (second: string): Script => [
      ...UP_TO_USES,
      ['workloads[0].queues[0].name', 'audit'],
      ['workloads[0].queues[0].access', 'send'],
      ['workloads[0].queues[1].name', second],
      ['workloads[0].queues[1].access', 'purge'],
      ...POD,
    ];
    const { text, prompter } = await run(state(rules), queues('bills'));
    expect(prompter.prompt('workloads[0].queues[1].name')).toMatchObject({ fallback: { text: 'bills' } });
    expect((prompter.prompt('workloads[0].queues[1].access') as SeveralPrompt).initial).toEqual(['purge']);
    expect(text).not.toContain('queues');
    expect((await run(state(rules), queues('other'))).text).toContain('name: other');
  });
});
