import type { BundledPolicy, BundledStatement, Value } from '../../bundled/releases.js';

/** Policies that a call switches on by a flag, and that are not known: those of another release than the known ones. */
export const BUNDLED = `
variable "bundled_policies" { default = [] }
resource "aws_iam_policy" "bundled" {
  for_each = toset(var.bundled_policies)
  name     = bundled.name
  policy   = bundled.policy
}
resource "aws_iam_role_policy_attachment" "bundled" {
  for_each   = toset(var.bundled_policies)
  role       = aws_iam_role.this[0].name
  policy_arn = aws_iam_policy.bundled[each.key].arn
}
`;

/** What a flag is called without the words around it, as modules call the policy's resource. */
export const policyNameOf = (flag: string) => flag.replace(/^(?:attach|enable)_|_policy$/g, '');

/** The policies that flags switch on, where `made` is true, as HCL: parameters with their defaults, documents, policies, attachments. */
export function bundledHcl(policies: readonly BundledPolicy[], made: string): string {
  const parameters = new Map(policies.flatMap(({ parameters = {} }) => Object.entries(parameters)));
  for (const { flag } of policies) parameters.set(flag, 'false');
  const variables = [...parameters].map(([name, value]) =>
    value === null ? `variable "${name}" {}` : `variable "${name}" {\ndefault = ${value}\n}`,
  );
  const flags = policies.map(({ flag }) => `var.${flag}`);
  const brings = ['length(var.bundled_policies) > 0', ...flags].join(' || ');
  const locals = `locals {\nbrings = ${brings}\n}`;
  return [
    ...variables,
    locals,
    ...policies.flatMap((policy) => policyHcl(policy, made)),
    ...outputsOf(policies),
  ].join('\n');
}

/** An add-on of eks-blueprints-addons makes its role by a module of its own. */
function policyHcl(policy: BundledPolicy, made: string): readonly string[] {
  const { flag, module, inputs, statements = [], managed = [] } = policy;
  const name = policyNameOf(flag);
  const isMade = [made, `var.${flag}`, value(inputs?.['create_role'] ?? true)].join(' && ');
  const role = module === undefined ? 'aws_iam_role.this[0].name' : `module.${module}.iam_role_name`;
  const call = inputs === undefined || module === undefined ? [] : [moduleHcl(module, inputs)];
  const own =
    statements.length === 0
      ? []
      : [
          `data "aws_iam_policy_document" "${name}" {
count = ${isMade} ? 1 : 0
${module === undefined ? 'override_policy_documents = var.override_policy_documents' : ''}
${statements.map(statementHcl).join('\n')}
}
resource "aws_iam_policy" "${name}" {
count  = ${isMade} ? 1 : 0
policy = data.aws_iam_policy_document.${name}[0].json
}
resource "aws_iam_role_policy_attachment" "${name}" {
count      = ${isMade} ? 1 : 0
role       = ${role}
policy_arn = aws_iam_policy.${name}[0].arn
}`,
        ];
  const others =
    managed.length === 0
      ? []
      : [
          `resource "aws_iam_role_policy_attachment" "${name}" {
for_each   = ${isMade} ? toset(${value(managed)}) : toset([])
role       = ${role}
policy_arn = "arn:\${data.aws_partition.current.partition}:iam::aws:policy/\${each.value}"
}`,
        ];
  return [...call, ...own, ...others];
}

function moduleHcl(name: string, inputs: Readonly<Record<string, Value>>): string {
  const attributes = Object.entries(inputs).map(([input, given]) => `${input} = ${value(given)}`);
  return `module "${name}" {\nsource = "aws-ia/eks-blueprints-addon/aws"\n${attributes.join('\n')}\n}`;
}

function outputsOf(policies: readonly BundledPolicy[]): readonly string[] {
  return policies.flatMap(({ module, inputs }) =>
    module === undefined || inputs === undefined ? [] : [`output "${module}" {\nvalue = module.${module}\n}`],
  );
}

function statementHcl({ each, conditions = [], ...given }: BundledStatement): string {
  const attributes = Object.entries(given).map(([name, argument]) => `${name} = ${value(argument as Value)}`);
  const blocks = conditions.map((condition) => {
    const own = Object.entries(condition).map(([name, argument]) => `${name} = ${value(argument)}`);
    return `condition {\n${own.join('\n')}\n}`;
  });
  const content = [...attributes, ...blocks].join('\n');
  if (each === undefined) return `statement {\n${content}\n}`;
  return `dynamic "statement" {\nfor_each = ${each}\ncontent {\n${content}\n}\n}`;
}

/** A value as an expression. */
function value(given: Value): string {
  if (Array.isArray(given)) return `[${given.map(value).join(', ')}]`;
  if (typeof given === 'object' && given !== null && 'formula' in given) return given.formula;
  return JSON.stringify(given).replaceAll('${', '$${').replaceAll('%{', '%%{');
}
