import { describe, expect, test } from '@jest/globals';
import type { Prompt, Prompter, Reply, SettledLine } from '../../src/wizard/prompter/prompter.js';
import { showingAll } from '../../src/wizard/prompter/visible.js';

const HOSTILE = 'a\u001b[31m\u202eb';
const SHOWN = 'a\\x1b[31m\\u202eb';

/** A prompter that keeps what it is shown, and answers with the given reply. */
function keeping(reply: Reply) {
  const prompts: Prompt[] = [];
  const lines: SettledLine[] = [];
  const notes: string[] = [];
  const inner: Prompter = {
    columns: 80,
    ask: async (prompt) => {
      prompts.push(prompt);
      return reply;
    },
    settled: (line) => lines.push(line),
    retract: () => undefined,
    note: (text) => notes.push(text),
  };
  return { prompter: showingAll(inner), prompts, lines, notes };
}

describe('a prompter of texts that anybody wrote', () => {
  test('shows what is hidden in a question, its choices and its refusals', async () => {
    const { prompter, prompts } = keeping({ kind: 'answer', value: HOSTILE });
    const reply = await prompter.ask({
      kind: 'choice',
      key: 'x',
      message: HOSTILE,
      help: `${HOSTILE}\nmore`,
      problem: HOSTILE,
      choices: [{ heading: HOSTILE }, { value: HOSTILE, name: HOSTILE, aside: HOSTILE, note: HOSTILE }],
      check: () => HOSTILE,
    });
    expect(reply).toEqual({ kind: 'answer', value: HOSTILE });
    expect(prompts).toMatchObject([
      {
        message: SHOWN,
        help: `${SHOWN}\nmore`,
        problem: SHOWN,
        choices: [{ heading: SHOWN }, { value: HOSTILE, name: SHOWN, aside: SHOWN, note: SHOWN }],
      },
    ]);
    expect((prompts[0] as { check(value: string): string }).check('x')).toBe(SHOWN);
  });

  test('takes a default that is shown for the text that it shows', async () => {
    const { prompter, prompts } = keeping({ kind: 'answer', value: SHOWN });
    const checked: string[] = [];
    const reply = await prompter.ask({
      kind: 'text',
      key: 'x',
      message: 'Name',
      help: '',
      optional: false,
      fallback: { text: HOSTILE, origin: HOSTILE },
      check: (text) => {
        checked.push(text);
        return undefined;
      },
    });
    expect(reply).toEqual({ kind: 'answer', value: HOSTILE });
    expect(prompts).toMatchObject([{ fallback: { text: SHOWN, origin: SHOWN } }]);
    (prompts[0] as { check(value: string): unknown }).check(SHOWN);
    expect(checked).toEqual([HOSTILE]);
  });

  test('shows files, settled answers and notes the same way, lines and tabs as they are', async () => {
    const { prompter, prompts, lines, notes } = keeping({ kind: 'back' });
    await prompter.ask({
      kind: 'page',
      key: '@file',
      title: HOSTILE,
      lines: [`\t${HOSTILE}`],
      language: 'yaml',
    });
    prompter.settled({ topic: HOSTILE, label: HOSTILE, value: HOSTILE, by: HOSTILE });
    prompter.note(`${HOSTILE}\nnext`);
    expect(prompts).toMatchObject([{ title: SHOWN, lines: [`\t${SHOWN}`] }]);
    expect(lines).toEqual([{ topic: SHOWN, label: SHOWN, value: SHOWN, by: SHOWN }]);
    expect(notes).toEqual([`${SHOWN}\nnext`]);
    expect(prompter.columns).toBe(80);
  });
});
