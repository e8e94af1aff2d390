import type { PolicyFact } from '../inventory.js';
import { unknown } from '../node.js';
import { fieldOf, itemsWithRest, knownString, present } from '../node-access.js';
import { documentIn, type FactReader, factOf, linkOf, textOf, textOr } from './context.js';

/** `aws_iam_policy` and its data source. */
export const readPolicy: FactReader = (object, context) => {
  const tags = present(fieldOf(object.body, 'tags'));
  const document = documentIn(fieldOf(object.body, 'policy'), context);
  const policy: PolicyFact = {
    ...factOf(object, context),
    use: 'managed',
    ownership: object.mode === 'data' ? 'existing' : 'declared',
    name: textOf(object, 'name'),
    path: textOr(object, 'path', '/'),
    arn: textOf(object, 'arn'),
    document: document ?? unknown('the document is not in the files', object.place),
    ...(tags === undefined ? {} : { tags }),
    ...(object.brought === undefined ? {} : { brought: object.brought }),
  };
  context.inventory.policies.push(policy);
};

/** `aws_iam_role_policy`: an inline policy and its attachment at once. */
export const readRolePolicy: FactReader = (object, context) => {
  const base = factOf(object, context);
  const name = knownString(fieldOf(object.body, 'name'));
  const document = documentIn(fieldOf(object.body, 'policy'), context);
  const role = fieldOf(object.body, 'role');
  context.inventory.policies.push({
    ...base,
    use: 'inline',
    ownership: 'declared',
    ...(name === undefined ? {} : { name }),
    document: document ?? unknown('there is no policy argument', object.place),
    ...(object.brought === undefined ? {} : { brought: object.brought }),
  });
  if (role === undefined) return;
  const value = name ?? unknown('the inline policy has no name', object.place);
  const policy = { fact: base.id, value };
  context.inventory.attachments.push({ ...base, id: `${base.id}:attachment`, role: linkOf(role), policy });
};

/** `aws_iam_role_policy_attachment`. */
export const readAttachment: FactReader = (object, context) => {
  const role = fieldOf(object.body, 'role');
  const policy = fieldOf(object.body, 'policy_arn');
  if (role === undefined || policy === undefined) return;
  context.inventory.attachments.push({
    ...factOf(object, context),
    role: linkOf(role),
    policy: linkOf(policy),
  });
};

/** `aws_iam_policy_attachment`, which attaches one policy to several roles. */
export const readSharedAttachment: FactReader = (object, context) => {
  const roles = fieldOf(object.body, 'roles');
  const policy = fieldOf(object.body, 'policy_arn');
  if (policy === undefined) return;
  for (const [index, role] of itemsWithRest(roles).entries()) {
    const base = factOf(object, context);
    const id = `${base.id}#roles[${index}]`;
    context.inventory.attachments.push({ ...base, id, role: linkOf(role), policy: linkOf(policy) });
  }
};
