import { describe, expect, test } from '@jest/globals';
import type { SpecInput } from '../../src/spec/schema.js';
import { findFinalRules, findIdleExceptions, findUnknownRules } from '../../src/standard/exceptions.js';
import { mergeStandard } from '../../src/standard/merge.js';
import { parseStandard } from '../../src/standard/parse.js';
import { checkItself } from '../../src/standard/self-check.js';
import { showStandard } from '../../src/standard/show.js';
import type { Standard } from '../../src/standard/types.js';
import { aSpecInput, aWorkload, type Part } from '../support/a-spec.js';
import { aStandard, modelUnder, shown, underStandard } from './support.js';

const on = (today: string, standard: Standard): Standard => ({ ...standard, today });

/** Severity, path and message of everything that is said about the rules of a standard. */
function told(standard: Standard, changes: Part<SpecInput> = {}): readonly string[] {
  return underStandard(standard, changes)
    .diagnostics.filter(({ rule }) => rule !== undefined)
    .map(({ severity, path, message }) => `${severity} ${path}: ${message}`);
}

const IN_US: Part<SpecInput> = { cluster: { region: 'us-east-1' } };

const EVERY_RULE: readonly [string, string, Part<SpecInput>, string][] = [
  [
    'allowed',
    'allowed: { cluster.region: { values: eu-*, TERMS } }',
    IN_US,
    'cluster.region: "us-east-1" is not allowed by the standard "acme"',
  ],
  [
    'forbidden',
    'forbidden: { cluster.region: { values: [us-*], TERMS } }',
    IN_US,
    'cluster.region: "us-east-1" is forbidden by the standard "acme"',
  ],
  [
    'required tags',
    'requiredTags: { team: { pattern: "^[a-z]+$", TERMS } }',
    { tags: { team: '7' } },
    'tags.team: "7" is not what the standard "acme" requires',
  ],
  [
    'a tag that is missing',
    'requiredTags: { team: { pattern: "^[a-z]+$", TERMS } }',
    {},
    'tags.team: is missing, but the standard "acme" requires it',
  ],
  [
    'naming',
    'naming: { workload: { pattern: "^x-", TERMS } }',
    {},
    'workloads[0].name: "photo-site" is not how the standard "acme" names workloads',
  ],
  [
    'naming of what is derived',
    'naming: { roleName: { pattern: "^x-", TERMS } }',
    {},
    'workloads[0].roleName: "us-east-1.demo-k8s.web.sa-app" is not how the standard "acme" names roles',
  ],
  [
    'locked',
    'locked: { values: { identity: { rolePath: /acme/ } }, TERMS }',
    { identity: { rolePath: '/mine/' } },
    'identity.rolePath: "/mine/" is not what the standard "acme" locks',
  ],
];

describe.each(EVERY_RULE)('the terms of %s:', (_name, text, spec, message) => {
  const rule = (terms: string) => aStandard(text.replace('TERMS', terms));

  test('an error without any', () => {
    expect(told(rule('when: {}'), spec)).toEqual([`error ${message}`]);
  });

  test('a warning where it says so, which takes the spec', () => {
    expect(told(rule('severity: warning'), spec)).toEqual([`warning ${message}`]);
    expect(underStandard(rule('severity: warning'), spec).ok).toBe(true);
  });

  test('from its day on an error, before that a warning with the day', () => {
    const standard = rule('since: 2026-12-01');
    expect(told(on('2026-11-30', standard), spec)).toEqual([`warning ${message} from 2026-12-01 on`]);
    expect(told(on('2026-12-01', standard), spec)).toEqual([`error ${message}`]);
  });

  test('until its last day, and then no more', () => {
    const standard = rule('until: 2026-12-01');
    expect(told(on('2026-12-01', standard), spec)).toEqual([`error ${message}`]);
    expect(told(on('2026-12-02', standard), spec)).toEqual([]);
  });

  test('for some specs alone', () => {
    expect(told(rule('when: { cluster.name: demo-* }'), spec)).toEqual([`error ${message}`]);
    expect(told(rule('when: { cluster.name: prod-* }'), spec)).toEqual([]);
  });

  test('with an exception it is said, and taken; once that is over it is an error again', () => {
    const [{ terms = { rule: '' } } = {}] = rulesOf(rule('when: {}'));
    const standard = aStandard(
      `${text.replace('TERMS', 'severity: error')}\nexceptions: [{ match: { cluster.name: demo-* }, rule: ${JSON.stringify(terms.rule)}, reason: moves, owner: team-web, until: 2026-12-31 }]`,
    );
    expect(told(on('2026-12-31', standard), spec)).toEqual([
      `info ${message}; excepted until 2026-12-31: moves (team-web)`,
    ]);
    expect(underStandard(on('2026-12-31', standard), spec).ok).toBe(true);
    expect(told(on('2027-01-01', standard), spec)).toEqual([
      `error ${message}; its exception ended on 2026-12-31: moves (team-web)`,
    ]);
    const exception = {
      ...{ standard: 'acme', rule: terms.rule, match: { 'cluster.name': ['demo-*'] } },
      ...{ reason: 'moves', owner: 'team-web', until: '2026-12-31' },
    };
    const noted = (day: string) =>
      underStandard(on(day, standard), spec).diagnostics.flatMap((found) => found.exception ?? []);
    expect(noted('2026-12-31')).toEqual([exception]);
    expect(noted('2027-01-01')).toEqual([{ ...exception, ended: true }]);
  });
});

function rulesOf({ chain }: Standard) {
  return chain.flatMap(({ layers, restrictions, naming, requiredTags }) => [
    ...layers.flatMap(({ locked }) => locked),
    ...restrictions,
    ...naming,
    ...requiredTags,
  ]);
}

test('an announced lock gives no value yet, so that its value is to be written', () => {
  const standard = aStandard('locked: { values: { identity: { rolePath: /acme/ } }, since: 2027-01-01 }');
  const help = (day: string) =>
    underStandard(on(day, standard), { identity: { rolePath: '/mine/' } }).diagnostics.map(
      (found) => found.help,
    );
  expect(help('2026-12-31')).toEqual(['write "/acme/"']);
  expect(help('2027-01-01')).toEqual(['it must be "/acme/": take the field out']);
});

test('a breach that counts twice is said once, as what weighs most', () => {
  const standard = aStandard(
    `requiredTags: { team: [{ pattern: "^[a-z]+$", since: 2027-01-01 }, { pattern: "^[a-z]+$", when: { cluster.name: prod-* } }, { pattern: "^[a-z]+$", severity: warning }] }`,
  );
  const message = 'tags.team: is missing, but the standard "acme" requires it';
  expect(told(standard, { cluster: { name: 'prod-a' } })).toEqual([`error ${message}`]);
  expect(told(standard, { cluster: { name: 'dev-a' } })).toEqual([`warning ${message}`]);
  expect(told(on('2027-01-01', standard), { cluster: { name: 'dev-a' } })).toEqual([`error ${message}`]);
});

test('what a refused field leaves open keeps no other rule from its say', () => {
  const standard = aStandard(
    `requiredTags: { team: "^[a-z]+$" }\nnaming: { workload: { pattern: "^x-" } }\nforbidden: { "workloads[].buckets[].access": { values: get, when: { cluster.name: a } }, "workloads[].namespace": web }`,
  );
  const broken = { cluster: { name: '-' }, tags: 5 } as unknown as Part<SpecInput>;
  expect(told(standard, broken)).toEqual([
    'error workloads[0].name: "photo-site" is not how the standard "acme" names workloads',
    'error workloads[0].namespace: "web" is forbidden by the standard "acme"',
  ]);
});

test('a condition on workloads is about the workload that a rule looks at', () => {
  const standard = aStandard(
    'allowed: { workload.pod.image: { values: "ok/*", when: { workload.namespace: prod } } }',
  );
  const workloads = ['prod', 'dev'].map((namespace) =>
    aWorkload({
      name: namespace,
      namespace,
      serviceAccount: namespace,
      pod: { kind: 'Pod', image: 'bad/a:1' },
    }),
  );
  expect(told(standard, { workloads })).toEqual([
    'error workloads[0].pod.image: "bad/a:1" is not allowed by the standard "acme"',
  ]);
});

test('several rules for one thing all hold, each on its own terms', () => {
  const standard = aStandard(
    'allowed: { cluster.region: [[eu-*, us-*], { values: eu-*, since: 2026-12-15 }] }\nrequiredTags: { x: ["^[a-z]+$", { pattern: "^a", severity: warning }] }\nlocked: [{ tags: { y: "1" } }, { values: { tags: { z: "2" } }, severity: warning }]',
  );
  const tags = { x: 'b', y: '0', z: '0' };
  expect(told(standard, { ...IN_US, tags })).toEqual([
    'warning cluster.region: "us-east-1" is not allowed by the standard "acme" from 2026-12-15 on',
    'warning tags.x: "b" is not what the standard "acme" requires',
    'error tags.y: "0" is not what the standard "acme" locks',
    'warning tags.z: "0" is not what the standard "acme" locks',
  ]);
  expect(told(standard, { cluster: { region: 'ap-south-1' }, tags: { x: 'a' } })).toHaveLength(2);
});

describe('a lock that does not bind', () => {
  const value = (standard: Standard, spec: Part<SpecInput> = {}) =>
    modelUnder(standard, spec).spec.identity.rolePath;
  const lock = (terms: string) =>
    aStandard(
      `locked: { values: { identity: { rolePath: /acme/ } }, ${terms} }\ndefaults: { identity: { rolePath: /usual/ } }`,
    );
  const MINE: Part<SpecInput> = { identity: { rolePath: '/mine/' } };

  test('proposes its value where it warns, and leaves what a spec writes', () => {
    expect(value(lock('severity: warning'))).toBe('/acme/');
    expect(value(lock('severity: warning'), MINE)).toBe('/mine/');
  });

  test('changes nothing before its day, and says nothing of what the standard itself gives', () => {
    const standard = lock('since: 2027-01-01');
    expect(value(standard)).toBe('/usual/');
    expect(told(standard)).toEqual([]);
    expect(value(on('2027-01-01', standard))).toBe('/acme/');
  });

  test('neither does it once it is over', () => {
    expect(value(lock('until: 2026-01-01'))).toBe('/usual/');
  });

  test('is no contradiction of a base, nor of a default', () => {
    const base = 'locked: { identity: { rolePath: /base/ } }';
    const soft = 'locked: { values: { identity: { rolePath: /acme/ } }, severity: warning }';
    expect(checkItself(aStandard(base, soft))).toEqual([]);
    expect(checkItself(lock('since: 2027-01-01'))).toEqual([]);
  });

  test('binds whoever has no exception', () => {
    const standard = aStandard(
      'locked: { identity: { rolePath: /acme/ } }\nexceptions: [{ match: { cluster.name: old }, rule: locked.identity.rolePath, reason: moves, until: 2027-01-31 }]',
    );
    expect(value(standard, { ...MINE, cluster: { name: 'old' } })).toBe('/mine/');
    expect(value(standard, { cluster: { name: 'old' } })).toBe('/acme/');
    expect(told(standard, MINE)).toEqual([
      'error identity.rolePath: "/mine/" is not what the standard "acme" locks',
    ]);
  });
});

test('a template for names holds where its condition does', () => {
  const standard = aStandard(
    'naming: { roleName: [{ template: "{workload.name}" }, { template: "p-{workload.name}", when: { cluster.name: prod-* } }] }',
  );
  const name = (cluster: string) => modelUnder(standard, { cluster: { name: cluster } }).roles[0]?.name;
  expect([name('dev-a'), name('prod-a')]).toEqual(['photo-site', 'p-photo-site']);
});

test('what a field says to whoever breaks a rule is said with warnings too', () => {
  const standard = aStandard(
    'allowed: { cluster.region: { values: eu-*, since: 2027-01-01 } }\nmessages: { cluster.region: { message: we run in the EU } }',
  );
  expect(underStandard(standard, IN_US).diagnostics[0]?.help).toBe(
    'use what matches "eu-*"; acme: we run in the EU',
  );
});

describe('a standard is refused with', () => {
  const exception = (part: string) =>
    `allowed: { cluster.region: eu-* }\nexceptions:\n  - { match: { cluster.name: a }, rule: allowed.cluster.region, reason: x, until: 2027-01-01 }`.replace(
      part.split(' → ')[0] ?? '',
      part.split(' → ')[1] ?? '',
    );
  test.each([
    [
      'a day that is none',
      'allowed: { cluster.region: { values: eu-*, since: 2027-02-29 } }',
      '3:51 allowed["cluster.region"].since: "2027-02-29" is not a day',
    ],
    [
      'a day spelled otherwise',
      'requiredTags: { a: { pattern: x, until: 1.2.2027 } }',
      '3:41 requiredTags.a.until: "1.2.2027" is not a day',
    ],
    [
      'an end before its beginning',
      'allowed: { cluster.region: { values: eu-*, since: 2027-02-01, until: 2027-01-01 } }',
      '3:70 allowed["cluster.region"].until: "2027-01-01" is before since, which is "2027-02-01": the rule would never hold',
    ],
    [
      'a day from which a warning is an error',
      'naming: { workload: { pattern: x, since: 2027-02-01, severity: warning } }',
      '3:42 naming.workload.since: "2027-02-01" is the day from which a breach is an error, and severity says that it never is',
    ],
    [
      'another severity',
      'locked: { values: { tags: { a: b } }, severity: info }',
      '3:49 locked.severity: "info" is not allowed here',
    ],
    [
      'a term that is none',
      'requiredTags: { a: { pattern: x, form: 2027-01-01 } }',
      '3:34 requiredTags.a.form: "form" is no field of this map',
    ],
    [
      'a term that is none, in a list of rules',
      'allowed: { cluster.region: [{ values: a }, { valeus: b }] }',
      '3:46 allowed["cluster.region"][1].valeus: "valeus" is no field of this map',
    ],
    [
      'a field of a lock that no spec has',
      'locked: [{ values: { identity: { rolPath: /a/ } } }]',
      '3:34 locked[0].values.identity.rolPath: "rolPath" is no field of identity',
    ],
    [
      'a day for a name without a pattern',
      'naming: { workload: { template: "{cluster.name}", since: 2027-01-01 } }',
      '3:51 naming.workload.since: "since" is about the pattern, and there is none',
    ],
    [
      'an exception without an end',
      exception(', until: 2027-01-01 → '),
      '5:5 exceptions[0].until: is missing',
    ],
    ['an exception without a reason', exception(' reason: x, → '), '5:5 exceptions[0].reason: is missing'],
    [
      'an exception for everybody',
      exception('{ cluster.name: a } → {}'),
      '5:5 exceptions[0]: is for no spec in particular',
    ],
    [
      'an exception for specs of a field that there is not',
      exception('cluster.name → cluster.nam'),
      '5:16 exceptions[0].match["cluster.nam"]: "nam" is no field of cluster',
    ],
  ])('%s', (_name, text, want) => {
    const parsed = parseStandard(`version: 1\nname: acme\n${text}\n`, 'standard.yaml');
    expect(parsed.diagnostics.map(shown)).toContain(want);
    expect(parsed.ok).toBe(false);
  });

  test('an exception from a rule that it has not', () => {
    const standard = (rule: string) =>
      aStandard(
        'name: base\nforbidden: { "workload.policyArns[]": "x" }',
        `allowed: { cluster.region: eu-* }\nexceptions: [{ match: { cluster.name: a }, rule: "${rule}", reason: x, until: 2027-01-01 }]`,
      );
    expect(findUnknownRules(standard('allowed.cluster.regoin'))).toMatchObject([
      {
        message: '"allowed.cluster.regoin" is no rule of the standard "acme"',
        help: expect.stringContaining('did you mean allowed.cluster.region?'),
        place: { line: 4 },
      },
    ]);
    // One of a base, spelled as its author may.
    expect(findUnknownRules(standard('forbidden.workload.policyArns[]'))).toEqual([]);
  });
});

describe('a final rule', () => {
  const exception = (rule: string) =>
    `exceptions: [{ match: { cluster.name: demo-* }, rule: "${rule}", reason: x, until: 2027-01-01 }]`;
  const base = (final: string, more = '') =>
    `name: base\nlocked: { identity: { rolePath: /acme/ } }\nforbidden: { "workloads[].policyArns[]": "x" }\nfinal: ${final}\n${more}`;
  const faults = (...texts: readonly string[]) => findFinalRules(aStandard(...texts));

  test('takes no exception of what extends it, however far', () => {
    const refused = [
      {
        severity: 'error',
        message: '"locked.identity.rolePath" is final in the standard "base"',
        help: expect.stringContaining('"base"'),
        place: { file: 'standard.yaml', line: 3 },
      },
    ];
    const own = exception('locked.identity.rolePath');
    expect(faults(base('["locked.*"]'), own)).toMatchObject(refused);
    expect(faults(base('["*"]'), 'name: between', own)).toMatchObject(refused);
    expect(
      faults('name: first\nlocked: { identity: { rolePath: /acme/ } }', base('["locked.*"]'), own),
    ).toHaveLength(1);
    // Of the same name as one of its own, which it would lift with it.
    expect(faults(base('["locked.*"]'), `locked: { identity: { rolePath: /acme/ } }\n${own}`)).toHaveLength(
      1,
    );
  });

  test('is spelled as an exception may spell it', () => {
    expect(
      faults(base('["forbidden.workload.policyArns[]"]'), exception('forbidden.workload.policyArns[]')),
    ).toHaveLength(1);
  });

  test('leaves the exceptions of its own standard, and those from other rules', () => {
    const own = exception('locked.identity.rolePath');
    expect(faults(base('["locked.*"]', own), 'messages: {}')).toEqual([]);
    expect(faults(base('["forbidden.*"]'), own)).toEqual([]);
    expect(faults(base('[]'), own)).toEqual([]);
  });

  test('of lint counts as no less in what extends it', () => {
    const kept = base('["rules.*"]', 'rules: { IRSA001: warning }');
    const further = (rules: string) =>
      faults(kept, 'name: between', rules).map(({ message, help }) => `${message}; ${help}`);
    expect(further('rules: { IRSA001: off }')).toEqual([
      '"rules.IRSA001" is final in the standard "base"; take it out: it is warning, or ask whoever has "base"',
    ]);
    expect(further('rules: { IRSA042: warning }')).toEqual([
      '"rules.IRSA042" is final in the standard "base"; take it out, or ask whoever has "base"',
    ]);
    expect(further('rules: { IRSA001: error, IRSA042: error }')).toEqual([]);
    expect(faults(base('["rules.IRSA001"]'), 'rules: { IRSA042: off }')).toEqual([]);
    expect(faults(base('["rules.IRSA1"]'), 'messages: {}')).toMatchObject([
      { message: '"rules.IRSA1" is no rule of the standard "base"' },
    ]);
  });

  test('has to be one', () => {
    expect(faults(base('["locked.identity.rolPath"]'), 'messages: {}')).toMatchObject([
      {
        message: '"locked.identity.rolPath" is no rule of the standard "base"',
        help: expect.stringContaining('did you mean locked.identity.rolePath?'),
        place: { line: 5 },
      },
    ]);
  });
});

describe('standard check says of an exception', () => {
  const standard = aStandard(
    'allowed: { cluster.region: eu-* }\nexceptions: [{ match: { cluster.name: old }, rule: allowed.cluster.region, reason: x, until: 2026-12-31 }]',
  );

  test('that it is over', () => {
    expect(checkItself(standard)).toEqual([]);
    expect(checkItself(on('2027-01-01', standard))).toMatchObject([
      { severity: 'warning', message: 'this exception ended on 2026-12-31' },
    ]);
  });

  test('that no fixture needs it', () => {
    const tried = (name: string, region: string) => {
      const changes: Part<SpecInput> = { cluster: { name, region } };
      const { value } = mergeStandard(aSpecInput(changes), standard);
      return [{ value, findings: underStandard(standard, changes).diagnostics }];
    };
    const idle = [{ severity: 'info', message: 'no fixture needs this exception' }];
    expect(findIdleExceptions(standard, tried('old', 'us-east-1'))).toEqual([]);
    expect(findIdleExceptions(standard, tried('old', 'eu-west-1'))).toMatchObject(idle);
    expect(findIdleExceptions(standard, tried('new', 'us-east-1'))).toMatchObject(idle);
  });
});

test('standard show says the terms', () => {
  const { sections } = showStandard(
    aStandard(`locked: { values: { tags: { a: b } }, since: 2027-01-01, when: { cluster.name: prod-* } }
allowed: { cluster.region: { values: eu-*, severity: warning, until: 2027-01-31, when: { cluster.name: x } } }
exceptions: [{ match: { cluster.name: x }, rule: allowed.cluster.region, reason: moves, owner: me, until: 2026-01-31 }]`),
  );
  expect(sections.map(({ title, entries }) => [title, ...entries.map(({ says }) => says)])).toEqual([
    ['when cluster.name: prod-*: locked', 'tags.a = "b"  (from 2027-01-01)'],
    ['allowed', 'cluster.region: eu-*  (warns, until 2027-01-31; when cluster.name: x)'],
    ['exceptions', 'allowed.cluster.region when cluster.name: x, ended on 2026-01-31: moves (me)'],
  ]);
});
