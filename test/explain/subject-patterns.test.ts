import { describe, expect, test } from '@jest/globals';
import { render } from '../../src/artifacts/index.js';
import { buildMatrix, type Explanation, explain, type World, worldOfSpec } from '../../src/explain/index.js';
import type { TextFile } from '../../src/readers/index.js';
import type { Mechanism } from '../../src/spec/types.js';
import { aModel, RUNNING, type WorkloadParts } from '../support/a-model.js';
import { link, worldOf } from './support.js';

const previews: WorkloadParts = { namespace: 'pr-*', serviceAccount: 'web', roleName: 'previews' };
const letters: WorkloadParts = { namespace: 'team-?', serviceAccount: 'job-*', roleName: 'letters' };

async function specOf(mechanism: Mechanism, workloads: readonly WorkloadParts[] = [previews, letters]) {
  const existing = { mechanism, serviceAccountOwner: 'existing' } as const;
  const model = aModel({
    cluster: { provision: false, ...(mechanism === 'pod-identity' ? {} : RUNNING) },
    workloads: workloads.map((each) => ({ ...each, identity: existing })),
  });
  const files = await render(model, ['terraform']);
  return { files, world: await worldOfSpec(model, files) };
}

function ask(world: World, account: string): Explanation {
  const [namespace = '', serviceAccount = ''] = account.split('/');
  return explain(world, {
    ...{ namespace, serviceAccount, action: 's3:GetObject', resource: 'arn:aws:s3:::data/a' },
  });
}

const MECHANISMS: readonly Mechanism[] = ['irsa', 'pod-identity', 'both'];

describe.each(MECHANISMS)('of the service accounts that a spec has as a pattern, by %s,', (mechanism) => {
  test.each([
    'pr-17/web',
    'pr-1/web',
    'team-a/job-1',
    'team-b/job-',
    'pr-*/web',
    'team-?/job-*',
    'pr-1?/web',
  ])('%s may do what the pattern may, if it is given the role', async (account) => {
    const answer = ask((await specOf(mechanism)).world, account);
    expect(answer.decision).toBe('allowed');
    expect(answer.assumptions.join('\n')).toContain(account);
  });

  test.each([
    'pr/web',
    'apr-1/web',
    'pr-1/web2',
    'pr-1/we',
    'team-ab/job-1',
    'team-/job-1',
    'team-a/jobs',
    'p*/web',
  ])('%s may not, and whom the roles let in is said', async (account) => {
    const answer = ask((await specOf(mechanism)).world, account);
    expect(answer.decision).toBe('denied');
    expect(link(answer, 'service-account')).toMatch(/broken: no role lets .* pr-\*\/web.* team-\?\/job-\*/);
  });

  test('the table has a row for each pattern', async () => {
    const { rows } = buildMatrix((await specOf(mechanism)).world);
    expect(
      rows.map(({ namespace, serviceAccount, access }) => [namespace, serviceAccount, access['get']]),
    ).toEqual([
      ['pr-*', 'web', 'assumed'],
      ['team-?', 'job-*', 'assumed'],
    ]);
  });

  test('files alone tell that a role lets one in, not that it is meant', async () => {
    const { files } = await specOf(mechanism);
    const world = await worldOf(files);
    const answer = ask(world, 'pr-17/web');
    expect(answer.decision).toBe('unknown');
    expect(link(answer, 'service-account')).toContain('which lets it in by a pattern');
    expect(ask(world, 'pr-*/web').decision).toBe('allowed');
    expect(buildMatrix(world).rows).toHaveLength(2);
  });
});

test('without a pattern in the spec, nobody knows what another service account has', async () => {
  const { world } = await specOf('irsa', [{ ...previews, namespace: 'stage' }]);
  expect(ask(world, 'staging/web').decision).toBe('unknown');
});

const HOST = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE';

/** A role that trusts some subjects by an operator each, as Terraform has it. */
function trusting(
  statements: readonly (readonly [effect: string, operator: string, subject: string])[],
): TextFile {
  const Statement = statements.map(([Effect, operator, subject]) => ({
    ...{ Effect, Action: 'sts:AssumeRoleWithWebIdentity' },
    Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${HOST}` },
    Condition: { [operator]: { [`${HOST}:sub`]: subject } },
  }));
  const may = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::data/*' };
  const json = (Statements: readonly object[]) =>
    JSON.stringify({ Version: '2012-10-17', Statement: Statements });
  return {
    path: 'main.tf',
    content: `resource "aws_iam_role" "app" {
  name               = "app"
  assume_role_policy = <<-EOT
${json(Statement)}
EOT
}
resource "aws_iam_role_policy" "app" {
  name   = "app"
  role   = aws_iam_role.app.name
  policy = <<-EOT
${json([may])}
EOT
}
`,
  };
}

const sub = (rest: string) => `system:serviceaccount:${rest}`;

describe('a pattern as anybody writes it', () => {
  test.each([
    ['pr-*/web', 'StringLike', 'pr-*:web'],
    ['shop/*', 'StringLike', 'shop:*'],
    ['*/*', 'StringLike', '*'],
    ['pr-*/*', 'StringLike', 'pr-*'],
  ])('is a row %s of the table', async (key, operator, subject) => {
    const world = await worldOf([trusting([['Allow', operator, sub(subject)]])]);
    const rows = buildMatrix(world).rows.map(
      ({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`,
    );
    expect(rows).toEqual([key]);
    expect(ask(world, key).decision).toBe('allowed');
  });

  test('is none where the operator knows no patterns', async () => {
    const { rows } = buildMatrix(await worldOf([trusting([['Allow', 'StringEquals', sub('pr-*:web')]])]));
    expect(rows).toEqual([]);
  });

  test('is not allowed as a whole where a part of it is denied', async () => {
    const denied = await worldOf([
      trusting([
        ['Allow', 'StringLike', sub('pr-*:web')],
        ['Deny', 'StringLike', sub('pr-1*:web')],
      ]),
    ]);
    expect(ask(denied, 'pr-*/web').decision).toBe('unknown');
    const whole = await worldOf([
      trusting([
        ['Allow', 'StringLike', sub('pr-*:web')],
        ['Deny', 'StringLike', sub('pr-*')],
      ]),
    ]);
    expect(ask(whole, 'pr-*/web').decision).toBe('denied');
  });
});
