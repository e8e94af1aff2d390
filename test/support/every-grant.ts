import { GRANT_KINDS, type GrantEntry, type GrantKind, type Home } from '../../src/grants/index.js';

/** Where the things of the samples are. */
export const HOME: Home = {
  partition: 'aws',
  dnsSuffix: 'amazonaws.com',
  region: 'us-east-1',
  accountId: '111122223333',
};

/** One word of a kind, given on one of the kind's own examples. */
export interface SampleGrant {
  readonly kind: GrantKind;
  readonly word: string;
  readonly entry: GrantEntry;
  /** `queues: send` */
  readonly label: string;
}

/** Every word of every kind on each thing of the kind's own examples that it may be given on. */
export const EVERY_GRANT: readonly SampleGrant[] = GRANT_KINDS.flatMap((kind) =>
  examplesOf(kind).flatMap((thing) =>
    Object.keys(kind.words).flatMap((word) => {
      const entry: GrantEntry = { ...thing, access: [word] };
      const wrong = kind.check?.(entry, HOME).some(({ severity }) => severity === 'error') ?? false;
      return wrong
        ? []
        : [{ kind, word, entry, label: `${kind.field}: ${word} on ${Object.values(thing).join('/')}` }];
    }),
  ),
);

/** Things of a kind: its names take their examples side by side. */
export function examplesOf({ names, arn }: GrantKind): readonly Readonly<Record<string, string>>[] {
  const fields = Object.entries(names).map(
    ([name, { examples = [] }]) => [name, examples.map(String)] as const,
  );
  if (fields.length === 0) return arn === undefined ? [] : [{ arn: arn.example }];
  const most = Math.max(...fields.map(([, examples]) => examples.length));
  return Array.from({ length: most }, (_, index) =>
    Object.fromEntries(fields.map(([name, examples]) => [name, examples[index] ?? examples[0] ?? ''])),
  );
}
