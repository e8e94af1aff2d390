import type { Prompter } from './prompter/prompter.js';

/** One file that would be written. */
export interface PreviewFile {
  /** As the user would name it. */
  readonly path: string;
  readonly content: string;
  /** What would become of it, such as `create`. */
  readonly verdict: string;
}

/** Lists the files and shows any of them; nothing is written. */
export async function showFiles(files: readonly PreviewFile[], prompter: Prompter): Promise<void> {
  let cursor = files[0]?.path;
  if (cursor === undefined) return;
  for (;;) {
    const reply = await prompter.ask({
      kind: 'choice',
      key: '@files',
      tall: true,
      message: `${files.length} files would be written`,
      help: 'Choose one to read it; it is rendered in memory, and nothing is on disk yet.',
      choices: [
        { value: '@back', name: 'Back to the review' },
        ...files.map(({ path, verdict }) => ({ value: path, name: path, aside: verdict })),
      ],
      initial: cursor,
      check: () => undefined,
    });
    if (reply.kind === 'back' || reply.value === '@back') return;
    cursor = reply.value;
    const file = files.find(({ path }) => path === reply.value);
    if (file === undefined) continue;
    await prompter.ask({
      kind: 'page',
      key: '@file',
      title: file.path,
      lines: file.content.replace(/\n$/, '').split('\n'),
      language: /\.(\w+)$/.exec(file.path)?.[1] ?? '',
    });
  }
}
