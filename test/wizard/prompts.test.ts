import { PassThrough, Writable } from 'node:stream';
import { render } from '@inquirer/testing';
import { afterEach, describe, expect, test } from '@jest/globals';
import { PROGRAMS } from '../../src/catalog/index.js';
import { GRANT_KINDS, type GrantKind } from '../../src/grants/index.js';
import { prepareAsk } from '../../src/wizard/ask.js';
import { resolve } from '../../src/wizard/graph.js';
import { type Context, runPrompt } from '../../src/wizard/prompter/inquirer.js';
import { pagePrompt } from '../../src/wizard/prompter/page.js';
import { createPlainPrompter } from '../../src/wizard/prompter/plain.js';
import type { ChoicePrompt, Prompt, TextPrompt } from '../../src/wizard/prompter/prompter.js';
import { createStyle, wrap } from '../../src/wizard/prompter/style.js';
import { given } from '../../src/wizard/question.js';
import { ALL_QUESTIONS } from '../../src/wizard/questions/index.js';
import type { State } from '../../src/wizard/state.js';
import { anEntry, aState, entryOf } from './support.js';

const style = createStyle(false, { LANG: 'C.UTF-8' }, 'linux');

let closing = new AbortController();
afterEach(() => {
  closing.abort();
  closing = new AbortController();
});

/** Shows a prompt as the terminal adapter does, on inquirer's own test screen; it is closed after the test. */
async function show(prompt: Prompt, columns = 78) {
  const shown = await render(
    (config: Prompt, context?: object) => runPrompt(config, context as Context, { style, columns, rows: 40 }),
    prompt,
    { signal: closing.signal },
  );
  shown.answer.catch(() => {});
  await new Promise((done) => setImmediate(done));
  return shown;
}

const WORKLOAD =
  'workloads[0]={name: a, namespace: b, serviceAccount: c, buckets: [{name: acme-b, access: get}]';
const CLUSTER = ['cluster.name=demo', 'cluster.region=eu-west-1', 'cluster.accountId=111122223333'];

const ELSEWHERE = { region: 'us-east-1', accountId: '444455556666' };

/** A workload that uses one thing of each kind, by the examples that the kinds give. */
const everything = (entryOf: (kind: GrantKind) => object) =>
  JSON.stringify({
    ...{ name: 'a', namespace: 'b', serviceAccount: 'c' },
    ...Object.fromEntries(GRANT_KINDS.map((kind) => [kind.field, [entryOf(kind)]])),
  });

const elsewhere = (kind: GrantKind) => ({
  ...anEntry(kind),
  ...(Object.keys(kind.names).length === 0 ? {} : ELSEWHERE),
});

/** States that between them let every question apply. */
const STATES: readonly State[] = [
  aState([...CLUSTER, `${WORKLOAD}, pod: {kind: Deployment, image: x, port: 80, service: LoadBalancer}}`]),
  aState([
    ...CLUSTER,
    'cluster.vpc.id=vpc-0a1b2c3d4e5f67890',
    `${WORKLOAD}, pod: {kind: CronJob, image: x}}`,
  ]),
  aState([...CLUSTER, 'identity.roleOwner=existing', `${WORKLOAD}}`]),
  aState(),
  aState([...CLUSTER, `workloads[0]=${everything((kind) => anEntry(kind))}`]),
  aState([...CLUSTER, `workloads[0]=${everything((kind) => anEntry(kind, true))}`]),
  aState([...CLUSTER, `workloads[0]=${everything(elsewhere)}`]),
  ...PROGRAMS.map(({ name }) => aState([...CLUSTER, `workloads[0].uses=${name}`])),
  aState([...CLUSTER, 'workloads[0].uses=loki', 'workloads[0].with.buckets[0].name=acme-loki']),
  aState([
    ...CLUSTER,
    'workloads[0].uses=loki',
    `workloads[0].with.buckets[0]=${JSON.stringify({ name: 'acme-loki', ...ELSEWHERE })}`,
  ]),
  aState([
    ...CLUSTER,
    'terraform.backend={type: s3, config: {bucket: acme-tfstate, region: eu-west-1, use_lockfile: true}}',
    `${WORKLOAD}}`,
  ]),
  aState([...CLUSTER, 'identity.mechanism=pod-identity', `${WORKLOAD}, sessionTags: false}`]),
];

function findEntry(key: string) {
  for (const state of STATES) {
    const entry = resolve(state).entries.find(({ question }) => question.key === key);
    if (entry !== undefined) return { state, entry };
  }
  throw new Error(`${key} applies nowhere`);
}

describe.each(ALL_QUESTIONS.map((question) => [question.key, question] as const))('%s', (key, question) => {
  const { state, entry } = findEntry(key);
  const { prompt, answered } = prepareAsk(state, entry, undefined);

  test('shows what is asked, why, and an example, and takes an answer', async () => {
    const { answer, events, getScreen } = await show(prompt);
    const screen = getScreen().replace(/\s+/g, ' ');
    expect(screen).toContain(given(question.message, entry.scope));
    expect(screen).toContain(given(question.help, entry.scope));
    expect(screen).toContain('esc back');
    const example = given(question.example, entry.scope);
    if (question.kind === 'text' && example !== undefined) {
      expect(screen.replaceAll(' ', '')).toContain(example.replaceAll(' ', ''));
      const { initial = '' } = prompt as TextPrompt;
      for (let index = 0; index < initial.length; index += 1) events.keypress('backspace');
      events.type(example);
    }
    events.keypress('enter');
    const value = await answer;
    expect((prompt as TextPrompt).check(value)).toBeUndefined();
    expect(answered({ kind: 'answer', value }).answers.get(entry.key)).toBeDefined();
  });

  test('says in one line why it is asked', () => {
    const help = given(question.help, entry.scope);
    expect(help).toMatch(/^\S.*[^\s.]\.$/);
    expect(help).not.toContain('\n');
    expect(help.length).toBeLessThanOrEqual(130);
  });

  test('is about a field that a spec has', () => {
    expect(entry.path === undefined).toBe(key.includes('@'));
  });

  if (question.kind === 'text') {
    test('shows why a wrong answer is refused, in the words of the spec', async () => {
      const { events, getScreen, nextRender } = await show({ ...(prompt as TextPrompt), initial: '' });
      const wrong = '\u200b';
      events.type(wrong);
      events.keypress('enter');
      await nextRender();
      expect(getScreen()).toContain('holds an invisible character (U+200B)');
    });
  }
});

describe('the text prompt', () => {
  const prompt: TextPrompt = {
    kind: 'text',
    key: 'x',
    message: 'Prefix',
    help: 'Why.',
    optional: true,
    check: (text) => (text === 'bad' ? 'is bad' : undefined),
  };

  test('takes the default with Enter, and edits it after Tab', async () => {
    const first = await show({ ...prompt, fallback: { text: 'images/', origin: 'the folder' } });
    expect(first.getScreen()).toContain('images/ (the folder)');
    first.events.keypress('enter');
    await expect(first.answer).resolves.toBe('images/');
    const second = await show({ ...prompt, fallback: { text: 'images' } });
    second.events.keypress('tab');
    second.events.type('/x');
    second.events.keypress('enter');
    await expect(second.answer).resolves.toBe('images/x');
  });

  test('can be emptied', async () => {
    const { answer, events } = await show({ ...prompt, initial: 'ab' });
    events.keypress('backspace');
    events.keypress('backspace');
    events.keypress('enter');
    await expect(answer).resolves.toBe('');
  });

  test('says that it may stay empty, unless something is missing', async () => {
    expect((await show(prompt)).getScreen()).toContain('may stay empty');
    expect((await show({ ...prompt, problem: 'tags.team is missing' })).getScreen()).not.toContain(
      'stay empty',
    );
  });

  test('keeps a refused text to be corrected', async () => {
    const { answer, events, getScreen, nextRender } = await show(prompt);
    events.type('bad');
    events.keypress('enter');
    await nextRender();
    expect(getScreen()).toContain('is bad');
    expect(getScreen()).toContain('❯ bad');
    events.type('ly');
    events.keypress('enter');
    await expect(answer).resolves.toBe('badly');
  });
});

/** A terminal of two streams; `screen` waits until what was shown last is as it must be. */
function aTerminal() {
  const input = new PassThrough();
  let shown = '';
  const write = (chunk: Buffer, _encoding: string, done: () => void): void => {
    shown += chunk;
    done();
  };
  // Inquirer ends every stream after a prompt, but for the process's own.
  const output = Object.assign(new Writable({ write }), { _isStdio: true });
  const screen = async (isThere: (text: string) => boolean): Promise<string> => {
    const last = () => shown.slice(shown.lastIndexOf('? '));
    while (!isThere(last())) await new Promise((done) => setTimeout(done, 5));
    return last();
  };
  return { input, output, screen };
}

describe('lists', () => {
  const region = prepareAsk(STATES[3] as State, entryOf(STATES[3] as State, 'cluster.region'), undefined)
    .prompt as ChoicePrompt;

  test('regions are found by place, whatever the accents', async () => {
    const { answer, events, getScreen, nextRender } = await show(region);
    events.type('sao paulo');
    await nextRender();
    expect(getScreen()).toContain('sa-east-1');
    events.keypress('enter');
    await expect(answer).resolves.toBe('sa-east-1');
  });

  test('page, and no line is wider than the terminal', async () => {
    for (const columns of [40, 60]) {
      const { getScreen } = await show(region, columns);
      const lines = getScreen().split('\n');
      expect(lines.length).toBeLessThan(22);
      expect(lines.filter((line) => line.length > columns)).toEqual([]);
    }
  });

  test('of several are marked with Space, and fit a small terminal', async () => {
    const state = STATES[3] as State;
    const [key, reply] = ['workloads[0].@uses', ['buckets', 'queues']];
    const { prompt } = prepareAsk(state, entryOf(state, key), undefined);
    const { answer, events, getScreen, nextRender } = await render(
      (config: Prompt, context?: object) =>
        runPrompt(config, context as Context, { style, columns: 40, rows: 24 }),
      prompt,
    );
    await new Promise((done) => setImmediate(done));
    events.keypress('space');
    events.keypress('enter');
    await nextRender();
    expect(getScreen()).toContain('mark at least one');
    const lines = getScreen().split('\n');
    expect(lines.length).toBeLessThanOrEqual(24);
    expect(lines.filter((line) => line.length > 40)).toEqual([]);
    expect(lines.at(-1)).toContain('esc back');
    events.keypress('space');
    events.keypress('down');
    events.keypress('space');
    events.keypress('enter');
    await expect(answer).resolves.toBe(reply.join(','));
  });

  test('say how much is above and below, page, and go from one line of a letter to the next', async () => {
    const names = ['Name', 'Region', 'Account', 'Node', ...Array.from({ length: 40 }, (_, i) => `Line ${i}`)];
    const { input, output, screen } = aTerminal();
    const answer = runPrompt(
      {
        ...{ kind: 'choice', key: 'x', message: 'Review', help: 'Why.', tall: true, check: () => undefined },
        choices: [{ heading: 'Cluster' }, ...names.map((name) => ({ value: name, name }))],
      },
      { input, output },
      { style, columns: 60, rows: 20 },
    );
    const press = async (key: string, wanted: string): Promise<string> => {
      input.write(key);
      return screen((text) => text.includes(`❯ ${wanted}\n`));
    };
    const first = await screen((text) => text.includes('❯ Name'));
    expect(first).toMatch(/Cluster[\s\S]*\d+ more below/);
    expect(first).not.toContain('more above');
    await press('n', 'Node');
    await press('n', 'Name');
    expect(await press('\u001b[6~', 'Line 7')).toMatch(/\d+ more above[\s\S]*\d+ more below/);
    expect(await press('\u001b[F', 'Line 39')).not.toContain('more below');
    await press('\u001b[5~', 'Line 28');
    expect(await press('\u001b[H', 'Name')).toContain(' Cluster');
    input.write('\r');
    await expect(answer).resolves.toBe('Name');
  });

  test('are drawn anew in a terminal of another size, with the cursor in sight', async () => {
    const names = Array.from({ length: 40 }, (_, index) => `Line ${index}`);
    const { input, output, screen } = aTerminal();
    let size = { columns: 60, rows: 30 };
    const look = {
      style,
      get columns() {
        return size.columns;
      },
      get rows() {
        return size.rows;
      },
      onResize: (listener: () => void) => {
        output.on('resize', listener);
        return () => output.removeListener('resize', listener);
      },
    };
    const prompt: Prompt = {
      ...{ kind: 'choice', key: 'x', message: 'Review', help: 'Why.', tall: true, check: () => undefined },
      ...{ choices: names.map((name) => ({ value: name, name })), initial: 'Line 15' },
    };
    const answer = runPrompt(prompt, { input, output }, look);
    await screen((text) => text.includes('❯ Line 15') && !text.includes('above'));
    size = { columns: 40, rows: 16 };
    output.emit('resize');
    const small = await screen((text) => text.includes('above'));
    expect(small).toContain('❯ Line 15');
    expect(small.split('\n').length).toBeLessThanOrEqual(16);
    size = { columns: 40, rows: 30 };
    output.emit('resize');
    await screen((text) => text.includes('❯ Line 15') && text.includes('Line 16'));
    input.write('\r');
    await expect(answer).resolves.toBe('Line 15');
    expect(output.listenerCount('resize')).toBe(0);
  });

  test('a choice that is refused is asked again, with the reason', async () => {
    const prompt: ChoicePrompt = {
      kind: 'choice',
      key: 'x',
      message: 'Which?',
      help: 'Why.',
      choices: [
        { value: 'a', name: 'A' },
        { value: 'b', name: 'B' },
      ],
      check: (value) => (value === 'a' ? 'not a' : undefined),
    };
    const { input, output, screen } = aTerminal();
    const answer = runPrompt(prompt, { input, output }, { style, columns: 78, rows: 40 });
    const see = (text: string) => screen((shown) => shown.includes(text));
    await see('enter choose');
    input.write('\r');
    await see('not a');
    input.write('\u001b[B');
    await see('❯ B');
    input.write('\r');
    await expect(answer).resolves.toBe('b');
  });
});

describe('questions as plain lines', () => {
  test('take lines that come at once one by one', async () => {
    const input = new PassThrough();
    const prompter = createPlainPrompter(input, new PassThrough());
    const choices = ['a', 'b', 'c'].map((value) => ({ value, name: value }));
    const ask = () =>
      prompter.ask({ kind: 'choice', key: 'k', message: 'm', help: 'h', choices, check: () => undefined });
    const first = ask();
    input.write('1\n3\n2\n');
    await expect(first).resolves.toEqual({ kind: 'answer', value: 'a' });
    await expect(ask()).resolves.toEqual({ kind: 'answer', value: 'c' });
    await expect(ask()).resolves.toEqual({ kind: 'answer', value: 'b' });
    prompter.close();
  });
});

describe('the pager', () => {
  test('scrolls and ends', async () => {
    const lines = Array.from({ length: 100 }, (_, index) => `line ${index + 1}`);
    const prompt = { kind: 'page', key: '@file', title: 'a.yaml', lines, language: 'yaml' } as const;
    const { answer, events, getScreen, nextRender } = await render(pagePrompt, {
      prompt,
      look: { columns: 60, rows: 15, style },
    });
    expect(getScreen()).toContain('lines 1-10 of 100');
    events.keypress('space');
    await nextRender();
    expect(getScreen()).toContain('lines 10-19 of 100');
    events.keypress('end');
    await nextRender();
    expect(getScreen()).toContain('line 100');
    events.keypress('enter');
    await expect(answer).resolves.toBe('');
  });

  test('goes on below with what is too long for a line', async () => {
    const lines = ['a', 'b'.repeat(70), 'c'];
    const { answer, events, getScreen } = await render(pagePrompt, {
      prompt: { kind: 'page', key: '@file', title: 'a.md', lines, language: 'md' },
      look: { columns: 61, rows: 24, style },
    });
    const shown = getScreen().split('\n');
    events.keypress('enter');
    await answer;
    expect(shown.slice(shown.indexOf('a'), -2)).toEqual(['a', 'b'.repeat(60), 'b'.repeat(10), 'c']);
  });
});

describe('style', () => {
  test.each([
    ['words stay whole', 'one two three', 9, ['one two', 'three']],
    ['long words are broken', 'arn:aws:iam::111122223333', 12, ['arn:aws:iam:', ':11112222333', '3']],
  ])('%s', (_, text, columns, wanted) => {
    expect(wrap(text, columns, '')).toEqual(columns < 10 ? ['one two', 'three'] : wanted);
  });

  test.each([
    ['dumb terminal', { TERM: 'dumb' }, 'linux'],
    ['text console', { TERM: 'linux' }, 'linux'],
    ["Windows' old console", {}, 'win32'],
    ['plain C locale', { LC_ALL: 'C' }, 'linux'],
  ] as const)('%s: ASCII alone', (_, env, platform) => {
    expect(Object.values(createStyle(false, env, platform).glyphs).join('')).toMatch(/^[\x20-\x7e]+$/);
  });
});
