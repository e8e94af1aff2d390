import { type Command, InvalidArgumentError, Option } from 'commander';
import { checkAccountId } from '../aws/arns.js';
import { issuerCommand } from '../aws/oidc-issuers.js';
import type { Given, ReadOptions, VariableSource } from '../readers/index.js';
import { readNamedFile } from './read-file.js';

/** What the user says that no file does, as the commands that read anybody's files share it. */
export interface GivenOptions {
  /** `--var` and `--var-file` in the order of the command line, in which Terraform takes them. */
  readonly var?: readonly VariableArgument[];
  readonly account?: string;
  readonly region?: string;
  readonly issuer?: string;
}

type VariableArgument = { readonly name: string; readonly value: string } | { readonly path: string };

/** Declares `--var`, `--var-file`, `--account`, `--region` and `--issuer`. */
export function addGivenOptions(command: Command): void {
  const variables: VariableArgument[] = [];
  const add = (argument: VariableArgument) => {
    variables.push(argument);
    command.setOptionValue('var', variables);
    return variables;
  };
  command
    .addOption(
      new Option('--var <name=value>', "a Terraform root module's variable; repeatable")
        .argParser((text) => add(parseVariable(text)))
        .default([], 'none'),
    )
    .addOption(
      new Option('--var-file <file>', 'a file of Terraform variables; repeatable')
        .argParser((path: string) => add({ path }))
        .default([], 'none'),
    )
    .option('--account <id>', 'the AWS account, where the files do not tell it', parseAccountId)
    .option('--region <region>', 'the AWS region, where the files do not tell it', parseRegion)
    .option('--issuer <url>', "the cluster's OIDC issuer, where the files do not tell it", parseIssuer);
}

/** The part of them that is not about Terraform's variables. */
export function givenOf({ account, region, issuer }: GivenOptions): Given {
  return {
    ...(issuer === undefined ? {} : { issuer }),
    ...(account === undefined ? {} : { accountId: account }),
    ...(region === undefined ? {} : { region }),
  };
}

/** What readers take of them; reads the variable files. */
export async function loadGiven(options: GivenOptions, cwd: string): Promise<ReadOptions> {
  const variables: VariableSource[] = [];
  for (const argument of options.var ?? [])
    variables.push('path' in argument ? { file: readVariableFile(argument.path, cwd) } : argument);
  return { given: givenOf(options), variables };
}

function readVariableFile(path: string, cwd: string) {
  const help = 'name a file of Terraform variables with --var-file';
  return { path, content: readNamedFile(path, cwd, 'no-var-file', help) };
}

function parseVariable(text: string): VariableArgument {
  const at = text.indexOf('=');
  const name = text.slice(0, Math.max(0, at)).trim();
  if (!/^[\p{L}_][\p{L}\p{N}_-]*$/u.test(name))
    throw new InvalidArgumentError('Give it as name=value, with the name of a Terraform variable.');
  return { name, value: text.slice(at + 1) };
}

export function parseAccountId(text: string): string {
  if (checkAccountId(text) !== undefined) throw new InvalidArgumentError('Use the 12 digits of the account.');
  return text;
}

/** New regions come up faster than releases of ours, so that only the form is checked. */
export function parseRegion(text: string): string {
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(text))
    throw new InvalidArgumentError('Use the code of a region, such as eu-central-1.');
  return text;
}

function parseIssuer(text: string): string {
  if (!/^https:\/\/[^\s/?#@]+(\/[^\s?#]*)?$/.test(text))
    throw new InvalidArgumentError(`It begins with https://, as \`${issuerCommand()}\` prints it.`);
  return text.replace(/\/$/, '');
}
