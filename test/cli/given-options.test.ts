import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { runCli } from '../support/run-cli.js';
import { tempFolders } from '../support/temp-folder.js';

const newFolder = tempFolders();

const MAIN = `
variable "bucket" { type = string }
variable "actions" { type = list(string) }
resource "aws_iam_policy" "p" {
  name   = "p"
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = var.actions, Resource = "arn:aws:s3:::\${var.bucket}" }]
  })
}
`;

function folder(): string {
  const top = newFolder();
  mkdirSync(join(top, 'infra'));
  writeFileSync(join(top, 'infra/main.tf'), MAIN);
  writeFileSync(join(top, 'prod.tfvars'), 'bucket = "acme/*"\nactions = ["s3:GetObject"]\n');
  return top;
}

const codes = (text: string) =>
  (JSON.parse(text) as { findings: { code: string; message: string }[] }).findings.map(({ code }) => code);

describe('--var and --var-file', () => {
  test('give root modules their values, the later one wins', async () => {
    const top = folder();
    const lint = (...args: readonly string[]) => runCli(top, ['lint', 'infra', '--format', 'json', ...args]);
    expect(codes((await lint()).out)).toEqual([]);
    expect(codes((await lint('--var-file', 'prod.tfvars')).out)).toEqual([]);
    const text = ['--var', 'actions=["s3:GetObject"]'];
    expect(codes((await lint('--var', 'bucket=acme', ...text)).out)).toContain('IRSA031');
    expect(codes((await lint('--var-file', 'prod.tfvars', '--var', 'bucket=acme')).out)).toContain('IRSA031');
    expect(codes((await lint('--var', 'bucket=acme', '--var-file', 'prod.tfvars')).out)).toEqual([]);
  });
});

describe('what files do not say', () => {
  test.each([
    [['--var', 'nothing'], 'Give it as name=value'],
    [['--var', 'bucke=acme'], 'no root module declares the variable "bucke"'],
    [['--var-file', 'none.tfvars'], 'cannot read none.tfvars: there is no such file'],
    [['--account', '12345'], 'Use the 12 digits'],
    [['--region', 'Frankfurt'], 'Use the code of a region'],
    [['--issuer', 'oidc.eks.eu-central-1.amazonaws.com/id/A'], 'It begins with https://'],
  ])('is refused with a reason: %j', async (args, want) => {
    for (const command of [
      ['lint', 'infra'],
      ['explain', 'infra', '--matrix'],
    ]) {
      const { code, err } = await runCli(folder(), [...command, ...args]);
      expect(code).toBe(2);
      expect(err).toContain(want);
    }
  });
});
