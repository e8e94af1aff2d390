import { describe, expect, test } from '@jest/globals';
import type { Diagnostic } from '../../src/diagnostics.js';
import { policyJudge } from '../../src/lint/judge-spec.js';
import { loadModel, needsJudge } from '../../src/load-model.js';
import { loadCatalog, type TextFile } from '../../src/readers/index.js';
import { specStandard } from '../../src/standard/amend.js';
import { severitiesOf } from '../../src/standard/severities.js';
import { aStandard } from '../standard/support.js';
import { everyAction, misspeltActions, sample } from '../support/iam-actions.js';
import { lintFiles } from './support.js';

const judge = policyJudge();

/** A spec of one workload, with more lines below it. */
const specWith = (...lines: readonly string[]) =>
  [
    'version: 1',
    'cluster: { name: demo, region: us-east-1, accountId: "111122223333" }',
    'workloads:',
    '  - name: web',
    '    namespace: app',
    '    serviceAccount: web',
    ...lines.map((line) => `    ${line}`),
    '',
  ].join('\n');

const read = (resource: string, more = '') =>
  specWith('statements:', `  - { actions: [s3:GetObject], resources: ["${resource}"]${more} }`);

const findingsIn = (text: string): readonly Diagnostic[] =>
  loadModel(text, 'irsa.yaml', undefined, judge).diagnostics;

/** `IRSA031! 8:43 path`, an exclamation mark for errors. */
const shown = ({ code, severity, place, path }: Diagnostic) =>
  `${code}${severity === 'error' ? '!' : ''} ${place?.line}:${place?.column} ${path}`;

const codesIn = (text: string) => findingsIn(text).map(({ code }) => code);

describe('the statements of a spec', () => {
  test('are judged at their lines: a missing /* is an error', () => {
    const [found] = findingsIn(read('arn:aws:s3:::photos'));
    expect(found && shown(found)).toBe('IRSA031! 8:48 workloads[0].statements[0].resources[0]');
    expect(found?.help).toBe('add /* to it for the objects');
    expect(codesIn(read('arn:aws:s3:::photos/*'))).toEqual([]);
  });

  test.each([
    ['sqs:RecieveMessage', 'arn:aws:sqs:us-east-1:111122223333:q', 'IRSA027! actions[0]'],
    ['sqss:SendMessage', 'arn:aws:sqs:us-east-1:111122223333:q', 'IRSA027! actions[0]'],
    ['s3:ListAllMyBuckets', 'arn:aws:s3:::photos', 'IRSA035! actions[0]'],
    ['sqs:SendMessage', 'arn:aws:sns:us-east-1:111122223333:t', 'IRSA189! actions[0]'],
    ['s3:ListBucket', 'arn:aws:s3:::photos/*', 'IRSA032! resources[0]'],
    ['sqs:Fetch*', 'arn:aws:sqs:us-east-1:111122223333:q', 'IRSA028 actions[0]'],
    ['s3:*', 'arn:aws:s3:::photos/*', 'IRSA030 actions[0]'],
    ['sqs:SendMessage', 'arn:aws:sqs:us-est-1:111122223333:q', 'IRSA176! resources[0]'],
  ])('%s on %s: %s', (action, resource, want) => {
    const text = specWith('statements:', `  - { actions: ["${action}"], resources: ["${resource}"] }`);
    const below = 'workloads[0].statements[0].';
    expect(
      findingsIn(text).map(
        ({ code, severity, path }) => `${code}${severity === 'error' ? '!' : ''} ${path?.replace(below, '')}`,
      ),
    ).toContain(want);
  });

  test('have condition keys that their actions know', () => {
    const found = findingsIn(
      read('arn:aws:s3:::photos/*', ', conditions: { StringEquals: { "aws:RequestTag/team": web } }'),
    );
    expect(found.map(shown)).toEqual([
      'IRSA200 8:104 workloads[0].statements[0].conditions.StringEquals["aws:RequestTag/team"]',
    ]);
  });

  test('are silent where the spec refuses a value already, and judged beside it', () => {
    const text = specWith(
      'statements:',
      '  - { actions: [GetObject, s3:GetObjcet], resources: [photos], conditions: { StringEqual: { s3:prefix: a } } }',
    );
    expect(
      findingsIn(text).map(({ code, path }) => [code, path?.replace(/^.*statements\[0\]\./, '')]),
    ).toEqual([
      ['spec/invalid-value', 'actions[0]'],
      ['IRSA027', 'actions[1]'],
      ['spec/invalid-value', 'resources[0]'],
      ['spec/invalid-value', 'conditions.StringEqual'],
    ]);
  });

  test('do without what other fields of the workload may give', () => {
    const key = 'arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab';
    const statement = `  - { actions: [kms:GenerateDataKey], resources: ["${key}"] }`;
    const upload = '  - { actions: [s3:PutObject], resources: ["arn:aws:s3:::photos/*"] }';
    expect(codesIn(specWith('statements:', statement))).toEqual([]);
    expect(codesIn(specWith('statements:', upload, statement))).toEqual(['IRSA042']);
    const bucket = `buckets: [{ name: photos, access: get, kmsKeyArn: "${key}" }]`;
    expect(codesIn(specWith(bucket, 'statements:', upload, statement))).toEqual([]);
  });

  test('may be longer than a policy, since they are split', () => {
    const statements = Array.from(
      { length: 30 },
      (_, index) =>
        `  - { actions: [s3:GetObject], resources: ["arn:aws:s3:::photos/${'x'.repeat(400)}-${index}/*"] }`,
    );
    expect(codesIn(specWith('statements:', ...statements))).toEqual([]);
  });

  test('are accepted by a comment with a reason', () => {
    const ignore = '# irsa-forge-ignore IRSA031: tried out on purpose';
    const text = specWith(
      'statements:',
      `  ${ignore}`,
      '  - { actions: [s3:GetObject], resources: ["arn:aws:s3:::photos"] }',
    );
    expect(codesIn(text)).toEqual([]);
  });

  test('stay silent on 2,000 true actions', () => {
    expect(namesFound(sample(everyAction(loadCatalog()), 2000))).toEqual([]);
  });

  test('tell all of 500 with one wrong letter', () => {
    const typos = misspeltActions(loadCatalog(), 500);
    expect(namesFound(typos)).toEqual(
      typos.map((_, index) => `workloads[0].statements[0].actions[${index}]`),
    );
  });
});

/** The paths of actions whose names are wrong. */
function namesFound(actions: readonly string[]): readonly (string | undefined)[] {
  const lines = actions.map((action) => `      - ${action}`);
  const text = specWith('statements:', '  - resources: ["*"]', '    actions:', ...lines);
  return findingsIn(text)
    .filter(({ code }) => /^IRSA02[5-8]$|^spec\//.test(code))
    .map(({ path }) => path);
}

test('a misspelt key of a tag is told from the name of the tag', () => {
  const keyed = (key: string) =>
    read('arn:aws:s3:::photos/*', `, conditions: { StringEquals: { "${key}": a } }`);
  const help = (key: string) => findingsIn(keyed(key)).find(({ code }) => code === 'IRSA148')?.help;
  expect(help('s3:ExistingObjectTagg/kubernetes.io/cluster')).toBe(
    'did you mean s3:ExistingObjectTag/kubernetes.io/cluster?',
  );
  expect(help('aws:PrincipalTags/team')).toBe('did you mean aws:PrincipalTag/team?');
  expect(help('aws:PrincipalTag/tem')).toBe(undefined);
});

describe('the managed policies of a spec', () => {
  test.each([
    [
      'aws:policy/AmazonEBSCSIDriverPolicy',
      '!',
      'write arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy',
    ],
    [
      'aws:policy/service-role/AmazonEBSCSIDriverPolicyV2',
      '!',
      'write arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2',
    ],
    ['aws:policy/AmazonS3ReadOnlyAcces', '!', 'did you mean arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess?'],
    [
      'aws:policy/AmazonEBSCSIDriverPolcy',
      '!',
      'did you mean arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy?',
    ],
    [
      'aws:policy/AmazonEBSCSIDriverPolicyV3',
      '',
      'did you mean arn:aws:iam::aws:policy/AmazonEBSCSIDriverPolicyV2?',
    ],
    ['aws:policy/ViewOnlyAccess', '!', 'write arn:aws:iam::aws:policy/job-function/ViewOnlyAccess'],
    [
      'aws:policy/AWSLambdaBasicExecutionRol',
      '!',
      'did you mean arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole?',
    ],
    // The names of policies of service-linked roles are a few letters from those of others.
    ...['', 'service-role/', 'aws-service-role/'].map(
      (path) => [`aws:policy/${path}AutoScalingServiceRolePolicy`, '!', undefined] as const,
    ),
    [
      'aws:policy/ElasticThingServiceRolePolicy',
      '',
      'see that it exists: `aws iam get-policy --policy-arn …` tells',
    ],
    ['aws:policy/NoSuchPolicyAtAll', '', 'see that it exists: `aws iam get-policy --policy-arn …` tells'],
  ])('%s is found', (arn, mark, help) => {
    const found = findingsIn(specWith(`policyArns: ["arn:aws:iam::${arn}"]`));
    expect(found.map(shown)).toEqual([`IRSA193${mark} 7:18 workloads[0].policyArns[0]`]);
    expect(found[0]?.help).toBe(help);
  });

  test('are judged as a boundary of all roles, too', () => {
    const withBoundary = (arn: string) =>
      specWith().replace(
        'workloads:',
        `identity: { permissionsBoundaryArn: "arn:aws:iam::${arn}" }\nworkloads:`,
      );
    const [found] = findingsIn(withBoundary('aws:policy/PowerUserAcces')).filter(
      ({ code }) => code === 'IRSA193',
    );
    expect(found && shown(found)).toBe('IRSA193! 3:37 identity.permissionsBoundaryArn');
    expect(found?.help).toBe('did you mean arn:aws:iam::aws:policy/PowerUserAccess?');
    expect(codesIn(withBoundary('aws:policy/PowerUserAccess'))).toEqual(['spec/grants-nothing']);
    const needs = (permissionsBoundaryArn: string) =>
      needsJudge({ value: { identity: { permissionsBoundaryArn } } });
    expect(needs('arn:aws:iam::aws:policy/PowerUserAccess')).toBe(true);
    expect(needs('arn:aws:iam::111122223333:policy/edge')).toBe(false);
  });

  test('of AWS that exist, and those of a customer, are taken', () => {
    const arns = ['aws:policy/AmazonS3ReadOnlyAccess', '111122223333:policy/AmazonS3ReadOnlyAcces'];
    expect(
      codesIn(specWith(`policyArns: [${arns.map((arn) => `"arn:aws:iam::${arn}"`).join(', ')}]`)),
    ).toEqual([]);
  });

  test('that give away a service are a warning', () => {
    expect(codesIn(specWith('policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"]'))).toEqual([
      'IRSA143',
    ]);
  });
});

describe('a standard', () => {
  const bare = specWith('buckets: [{ name: photos, access: get }]');
  const underStandard = (text: string, parts: string) => {
    const standard = aStandard(parts);
    const severe = policyJudge(severitiesOf(standard));
    return loadModel(text, 'irsa.yaml', specStandard(standard), severe).diagnostics;
  };

  test('gives statements that are judged, too', () => {
    const [found, ...more] = underStandard(
      bare,
      'defaults: { workloads: { statements: [{ actions: ["sqs:Fetch*"], resources: ["*"] }] } }',
    );
    expect(more).toEqual([]);
    expect(found && shown(found)).toBe('IRSA028 4:5 workloads[0].statements[0].actions[0]');
    expect(found?.message).toContain('(a default of the standard "acme")');
  });

  test('sets the severity of rules', () => {
    const missing = read('arn:aws:s3:::photos');
    expect(underStandard(missing, 'rules: { IRSA031: off }').map(({ code }) => code)).toEqual([]);
    expect(underStandard(missing, 'rules: { IRSA031: warning }').map(shown)).toEqual([
      'IRSA031 8:48 workloads[0].statements[0].resources[0]',
    ]);
  });
});

describe('a spec that lint is given', () => {
  test('is judged at the same places, with fixes', async () => {
    const content = read('arn:aws:s3:::photos');
    const { findings } = await lintFiles([{ path: 'irsa.yaml', content }]);
    expect(findings.map(shown)).toEqual(findingsIn(content).map(shown));
    expect(findings[0]?.fix?.edits[0]?.text).toBe('/*');
  });

  test('is none where an object of Kubernetes looks like one', async () => {
    const content = `apiVersion: acme.example/v1\n${read('arn:aws:s3:::photos')}`;
    expect((await lintFiles([{ path: 'irsa.yaml', content }])).findings).toEqual([]);
  });
});

test.each([
  ['buckets: [{ name: photos, access: get }]', false],
  ['policyArns: []', true],
  ['statements: []', true],
])('a spec with %s needs a judge: %s', (line, needs) => {
  expect(needsJudge({ value: { workloads: [Object.fromEntries([[line.split(':')[0], []]])] } })).toBe(needs);
});

describe('a spec that is a base', () => {
  const BASE = {
    path: 'base/irsa.yaml',
    content: 'version: 1\ncluster: { region: eu-west-1, accountId: "111122223333" }\n',
  };
  const saidOf = async (...more: readonly TextFile[]) =>
    (await lintFiles([BASE, ...more])).notChecked.map(({ reason }) => reason);

  test('says so by itself', async () => {
    expect(await saidOf()).toEqual([
      'leaves out cluster.name and workloads, as a base does that others extend: its own policies are judged, without what they add',
    ]);
  });

  test('needs no word beside one that extends it', async () => {
    const content = 'extends: ../base/irsa.yaml\ncluster: { name: prod }\n';
    expect(await saidOf({ path: 'prod/irsa.yaml', content })).toEqual([]);
  });
});
