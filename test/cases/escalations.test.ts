import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import { lintFiles } from '../lint/support.js';

const FOLDER = fileURLToPath(new URL('../fixtures/cases/escalations', import.meta.url));

/** Whom the words must be about, and the words that would be about somebody else. */
const ABOUT: readonly (readonly [file: RegExp, words: RegExp])[] = [
  [/User|LoginProfile/, /\bany user\b/],
  [/Group/, /\bany group\b/],
  [/RolePolicy|Put-star|AssumeRole/, /\bany role\b/],
  [/PolicyVersion/, /\bany managed policy\b/],
];

async function messagesOf(path: string, content: string): Promise<readonly string[]> {
  const { findings } = await lintFiles([{ path, content }]);
  return findings.filter(({ code }) => code === 'IRSA147').map(({ message }) => message);
}

const policy = (action: string, resource: string) =>
  JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: action, Resource: resource }],
  });

describe('permissions by which a role can raise itself or others', () => {
  test.each(readdirSync(FOLDER).sort())('%s', async (file) => {
    const messages = await messagesOf(file, readFileSync(`${FOLDER}/${file}`, 'utf8'));
    const words = ABOUT.filter(([pattern]) => pattern.test(file)).map(([, each]) => each);
    expect(words.length).toBeGreaterThan(0);
    expect(messages).toHaveLength(1);
    expect(words.some((each) => each.test(messages[0] ?? ''))).toBe(true);
    if (!/Role|Put-star/.test(file)) expect(messages[0]).not.toMatch(/\brole\b/);
  });

  test.each([
    ['iam:Attach*', '*', /any role, its own included, any permission, and 2 more such ways/],
    ['iam:Pass*', '*', /hands any role to a service/],
    ['IAM:passrole', 'arn:aws:iam::111122223333:role/*', /hands any role to a service/],
    ['iam:SetDefaultPolicyVersion', 'arn:aws:iam::aws:policy/*', /any managed policy/],
    ['sts:Assume*', '*', /takes any role that trusts it/],
    ['iam:CreateAccessKey', 'arn:aws:iam::111122223333:user/*', /keys for any user/],
  ])('%s on %s', async (action, resource, words) => {
    expect(await messagesOf('policy.json', policy(action, resource))).toEqual([expect.stringMatching(words)]);
  });

  test.each([
    ['iam:PassRole', 'arn:aws:iam::111122223333:role/worker'],
    ['iam:Get*', '*'],
    ['iam:List*', '*'],
    ['sts:GetCallerIdentity', '*'],
  ])('%s on %s raises nobody', async (action, resource) => {
    expect(await messagesOf('policy.json', policy(action, resource))).toEqual([]);
  });
});
