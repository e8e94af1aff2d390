import { readFileSync, writeFileSync } from 'node:fs';
import { importSource } from './import-source.mjs';

const PAGE = 'docs/access.md';

const { GRANT_KINDS } = await importSource('src/grants/index.ts');
const page = renderPage(GRANT_KINDS);
if (!process.argv.includes('--check')) writeFileSync(PAGE, page);
else if (readFileSync(PAGE, 'utf8') !== page) {
  console.log(`${PAGE} is not what \`npm run docs\` makes`);
  process.exitCode = 1;
}

function renderPage(kinds) {
  return `# Access in words

A workload is given access by lists, one field a kind. An entry names one thing and says \`access\`: a word, or a list of words.

\`\`\`yaml
workloads:
  - name: orders
    queues:
      - { name: orders, access: [send, receive] }
    tables:
      - { name: orders, access: read-write, region: eu-west-1 }
\`\`\`

\`region\` and \`accountId\` are the cluster's unless an entry says them; \`arn\` may stand in place of the name. [Every field](spec.md) has
the grammar of the names. A word allows its actions on the narrowest ARN, and nothing else; what is missing goes into \`statements\`.

The runbook tries each word from a pod of the service account, by a call that changes nothing and prints nothing secret. Words that
only write, and a few others, are named as not tried.

## Things of other accounts

Where \`accountId\`, an ARN or the name of a bucket tells another account than that of the role, both sides must allow. \`generate\` then writes
the other side too: \`other-accounts/<account>/queue-policy.orders.json\` holds the statements to add to the policy of that queue, with
the role as principal and the actions of the words, never a whole policy; \`key-policy.<id>.json\` those for a key of another account, and
\`<role>.trust.json\` those for a role there. The runbook says to whom they go, when and by which commands. \`explain\` on the spec takes
it as given that they were added, and says so; on the generated files alone it does not know.

What has no policy of its own (a parameter, a log group, a database …), and words that a policy gives to no other account, are reached
through a role there: \`roles\`, and let that role do the rest. \`validate\` names them. With Pod Identity, [\`targetRoleArn\`](sessions.md) has EKS
take on that role for the pod.

${acrossTable(kinds)}

## Who may do what

\`irsa-forge explain --matrix\` has the words of every kind for every service account and every thing that a policy of the spec or of
your files names: by their names, with wildcards as a policy has them. \`--service-account 'shop/*'\` and \`--resource 'orders*'\` (a name,
an ARN, or a pattern of them) choose among them; a pattern of a policy that covers what you ask for is among them too.

Pairs of which nothing is granted are counted (JSON has the number as \`leftOut.pairs\`), for in a large account they are nearly all; JSON and CSV
have them too where one of these options asks for them, so that \`--service-account '*'\` gives the full table. Text and Markdown leave them out.

| A word is | when |
|---|---|
| allowed | all of its actions are |
| assumed | they are, if what no file shows is as it is taken to be; \`explain\` names it for a single question, \`--strict\` makes it unknown |
| partly | some of its actions are allowed; they are named |
| unknown | the files do not tell, or a part of the thing is denied |
| denied | a statement denies it |
| not granted | nothing allows it, or the pods get no role at all |

\`--format text\` and \`markdown\` leave out pairs of which nothing is granted and say how many; \`json\` and \`csv\` have all. CSV is that of RFC
4180, with a column for each word of the kinds that occur. A cell that begins with \`=\`, \`+\`, \`-\` or \`@\` has an apostrophe before it, so
that no spreadsheet takes it for a formula.

${kinds.map(renderKind).join('\n\n')}
`;
}

/** What the policy of each kind can give to another account. */
function acrossTable(kinds) {
  const rows = kinds.flatMap(({ field, ownPolicy }) =>
    ownPolicy === undefined
      ? []
      : [
          `| \`${field}\` | ${ownPolicy.name} | ${Object.entries(ownPolicy.within ?? {})
            .map(([word, why]) => `\`${word}\`: ${why}`)
            .join('; ')} |`,
        ],
  );
  return `| Kind | Policy | Not across accounts |\n|---|---|---|\n${rows.join('\n')}`;
}

function renderKind({ field, title, words, sets = {}, kmsVia, ownPolicy, alsoDecides = [] }) {
  const rows = Object.entries(words).map(
    ([word, { does, on, kms = [], probe }]) =>
      `| \`${word}\` | ${does} | ${[...new Set(Object.values(on).flat()), ...kms.map((action) => `${action} (key)`)].join(', ')} | ${typeof probe === 'string' ? '–' : probe.action} |`,
  );
  const several = Object.entries(sets).map(
    ([word, { words: parts }]) => `\`${word}\` is ${parts.join(', ')}`,
  );
  const others = [
    ...(ownPolicy === undefined
      ? []
      : [`the ${ownPolicy.name}${ownPolicy.must ? ', which must allow as well' : ''}`]),
    ...alsoDecides,
    ...(kmsVia === undefined
      ? []
      : ['the key policy, where it is encrypted with a KMS key: write `kmsKeyArn`']),
  ];
  return [
    `## \`${field}\`: ${title}`,
    `| Word | | Actions | Tried by |\n|---|---|---|---|\n${rows.join('\n')}`,
    ...(several.length === 0 ? [] : [`${several.join('; ')}.`]),
    ...(others.length === 0 ? [] : [`What else decides: ${others.join('; ')}.`]),
  ].join('\n\n');
}
