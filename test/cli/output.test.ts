import { describe, expect, test } from '@jest/globals';
import { createOutput, type Format } from '../../src/cli/output.js';

const HOSTILE = 'a\u001b[31mb\u202ec\n::error::d';

function* generated<T, R>(items: readonly T[], end: R): Generator<T, R> {
  yield* items;
  return end;
}

function outputs({ color = false, format = 'text' as Format, isTTY = true } = {}) {
  const texts = { out: '', err: '' };
  const output = createOutput(
    { format, quiet: false, color },
    {
      out: { write: (text) => (texts.out += text), isTTY },
      err: { write: (text) => (texts.err += text), isTTY },
    },
  );
  return { output, texts };
}

describe('what is printed', () => {
  test('is one line for one text, and shows what is hidden in it', () => {
    const { output, texts } = outputs();
    output.result(`name: ${HOSTILE}`);
    output.note(HOSTILE);
    output.failure(HOSTILE, `${HOSTILE}\n  more`);
    output.status(HOSTILE);
    output.diagnostics([
      {
        code: 'x',
        severity: 'error',
        message: HOSTILE,
        help: HOSTILE,
        path: HOSTILE,
        place: { file: HOSTILE, line: 1, column: 2 },
      },
    ]);
    expect(texts.out).toBe('name: a\\x1b[31mb\\u202ec\\n::error::d\n');
    expect(texts.err.replaceAll('\r\u001b[K', '')).not.toMatch(/[\u001b\u202e]|^\s*::/m);
  });

  test('is several lines for a list, none of them a command', () => {
    const { output, texts } = outputs();
    output.result(['::error::a', 'b\nc', '\td']);
    expect(texts.out).toBe('\\x3a:error::a\nb\\nc\n\td\n');
  });

  test('may be a workflow command where that is meant', () => {
    const { output, texts } = outputs();
    output.command('::error file=a::b\u001b\nc');
    expect(texts.out).toBe('::error file=a::b\\x1b\\nc\n');
  });

  test('is an annotation for each finding in the format of GitHub, and what it holds no command', () => {
    const { output, texts } = outputs({ format: 'github' });
    const place = { file: 'a,b.yaml', line: 3, column: 2 };
    output.diagnostics([
      { code: 'x/y', severity: 'warning', message: 'is 100%', help: 'a\n::error::b', path: 'c', place },
      { code: 'z', severity: 'info', message: 'd', rule: 'allowed.cluster.region' },
    ]);
    output.result('e');
    expect(texts).toEqual({
      out: '::warning file=a%2Cb.yaml,line=3,col=2,title=x/y::c: is 100%25%0Aa%0A::error::b\n::notice title=z allowed.cluster.region::d\ne\n',
      err: '',
    });
  });

  test('has our colours and nobody else’s', () => {
    const { output, texts } = outputs({ color: true });
    const { bold, red, dim } = output.colors.out;
    output.result(`${bold(`in ${red('red')} and ${HOSTILE}`)} ${dim('x')} \u001b[32mgreen`);
    expect(texts.out).toBe(
      '\u001b[1min \u001b[31mred\u001b[39m and a\\x1b[31mb\\u202ec\\n::error::d\u001b[22m \u001b[2mx\u001b[22m \\x1b[32mgreen\n',
    );
  });

  test('nests colours that end alike', () => {
    const { output, texts } = outputs({ color: true });
    const { red, green } = output.colors.out;
    output.result(red(`a ${green('b')} c`));
    expect(texts.out).toBe('\u001b[31ma \u001b[32mb\u001b[31m c\u001b[39m\n');
  });

  test('is escaped in JSON, and says the same there', () => {
    const { output, texts } = outputs({ format: 'json' });
    output.json({ a: HOSTILE, b: '\u009b\u200b##[group]' });
    expect(texts.out).toMatch(/^[\n\x20-\x7e]*$/);
    expect(texts.out).not.toContain('##');
    expect(JSON.parse(texts.out)).toEqual({ a: HOSTILE, b: '\u009b\u200b##[group]' });
  });
});

describe('what is printed as it is made', () => {
  test('has the bytes of what is printed at once, and tells how it ended', async () => {
    const lines = [HOSTILE, '::error::a', '', 'c\td'];
    const [whole, made] = [outputs(), outputs()];
    for (const line of lines) whole.output.result(line, '\r\n');
    expect(await made.output.results(generated(lines, 'the end'), '\r\n')).toBe('the end');
    expect(made.texts).toEqual(whole.texts);
  });

  test.each([
    ['items and fields', [{ a: HOSTILE, b: [] }, ['##[group]'], 1, {}], { left: { c: [1] }, d: HOSTILE }],
    ['no item', [], { d: 1 }],
    ['no field', [{ a: 1 }], {}],
    ['nothing', [], {}],
  ])('has the bytes of JSON that is printed at once: %s', async (_what, items, rest) => {
    const [whole, made] = [outputs({ format: 'json' }), outputs({ format: 'json' })];
    whole.output.json({ list: items, ...rest });
    await made.output.jsonList('list', generated<unknown, object>(items, rest));
    expect(made.texts).toEqual(whole.texts);
  });

  test('is nothing in the other format', async () => {
    const [text, json] = [outputs(), outputs({ format: 'json' })];
    await text.output.jsonList('list', generated([1], {}));
    expect(await json.output.results(generated(['a'], 1))).toBe(1);
    expect([text.texts.out, json.texts.out]).toEqual(['', '']);
  });

  test('is made no faster than it is read', async () => {
    const line = 'x'.repeat(1000);
    let [made, written, held] = [0, 0, () => {}];
    function* lines() {
      for (; made < 1000; made++) yield line;
    }
    const out = {
      write: (text: string) => {
        written += text.length;
        return false;
      },
      once: (_event: 'drain', listener: () => void) => {
        held = listener;
      },
    };
    const { results } = createOutput(
      { format: 'text', quiet: false, color: false },
      { out, err: { write: () => true } },
    );
    const printed = results(lines());
    while (made < 1000) {
      const before = written;
      expect(made * (line.length + 1) - before).toBeLessThan(2 * line.length);
      held();
      await Promise.resolve();
      expect(written).toBeGreaterThan(before);
    }
    held();
    await printed;
    expect(written).toBe(1000 * (line.length + 1));
  });
});
