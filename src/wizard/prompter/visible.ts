import { visible, visibleLine } from '../../text/visible.js';
import type { Prompt, PromptChoice, Prompter, Reply, TextPrompt } from './prompter.js';

/** The same prompter, which shows nothing raw: what it asks and shows holds texts of specs, standards and files. */
export function showingAll(prompter: Prompter): Prompter {
  return {
    get columns() {
      return prompter.columns;
    },
    ask: (prompt) => askShown(prompt, prompter),
    settled: ({ topic, label, value, by }) =>
      prompter.settled({
        topic: visible(topic),
        label: visible(label),
        value: visible(value),
        by: by === undefined ? undefined : visible(by),
      }),
    retract: () => prompter.retract(),
    note: (text) => prompter.note(lines(text)),
  };
}

const lines = (text: string) => text.split('\n').map(visibleLine).join('\n');

function askShown(prompt: Prompt, prompter: Prompter): Promise<Reply> {
  switch (prompt.kind) {
    case 'page':
      return prompter.ask({
        ...prompt,
        title: visible(prompt.title),
        lines: prompt.lines.map(visibleLine),
      });
    case 'text':
      return askText(prompt, prompter);
    case 'confirm':
      return prompter.ask({ ...prompt, ...shownHead(prompt), check: shownCheck(prompt.check) });
    case 'several':
      return prompter.ask({
        ...prompt,
        ...shownHead(prompt),
        choices: prompt.choices.map(shownChoice),
        check: shownCheck(prompt.check),
      });
    default:
      return prompter.ask({
        ...prompt,
        ...shownHead(prompt),
        choices: prompt.choices.map((choice) =>
          'heading' in choice ? { heading: visible(choice.heading) } : shownChoice(choice),
        ),
        check: shownCheck(prompt.check),
      });
  }
}

/** A text that is taken as it is shown stands for the one that it shows. */
async function askText(prompt: TextPrompt, prompter: Prompter): Promise<Reply> {
  const { fallback, initial } = prompt;
  const meant = new Map([fallback?.text, initial].flatMap((text) => (text ? [[visible(text), text]] : [])));
  const original = (text: string) => meant.get(text) ?? text;
  const reply = await prompter.ask({
    ...prompt,
    ...shownHead(prompt),
    ...(initial === undefined ? {} : { initial: visible(initial) }),
    ...(fallback === undefined
      ? {}
      : {
          fallback: {
            text: visible(fallback.text),
            ...(fallback.origin === undefined ? {} : { origin: visible(fallback.origin) }),
          },
        }),
    check: shownCheck((text: string) => prompt.check(original(text))),
  });
  return reply.kind === 'answer' ? { kind: 'answer', value: original(reply.value) } : reply;
}

function shownHead({ message, help, example, problem }: Exclude<Prompt, { kind: 'page' }>) {
  return {
    message: visible(message),
    help: lines(help),
    ...(example === undefined ? {} : { example: visible(example) }),
    ...(problem === undefined ? {} : { problem: lines(problem) }),
  };
}

function shownChoice(choice: PromptChoice): PromptChoice {
  const { name, aside, note } = choice;
  return {
    ...choice,
    name: visible(name),
    ...(aside === undefined ? {} : { aside: visible(aside) }),
    ...(note === undefined ? {} : { note: lines(note) }),
  };
}

function shownCheck<T extends string>(
  check: (value: T) => string | undefined,
): (value: T) => string | undefined {
  return (value) => {
    const refused = check(value);
    return refused === undefined ? undefined : lines(refused);
  };
}
