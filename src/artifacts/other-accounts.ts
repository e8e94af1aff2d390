import { jsonText } from '../emit/text.js';
import { resourceDocument } from '../iam/policy.js';
import { type OtherAccountPolicy, otherAccountPolicies } from '../model/other-accounts.js';
import type { AccessModel } from '../model/types.js';
import type { RenderedFile } from '../rendered-file.js';

/** Where the statements lie that go to another account. */
export const OTHER_ACCOUNTS = 'other-accounts';

/** The file of statements to add to a policy of another account. */
export const otherAccountFile = ({ accountId, name }: OtherAccountPolicy) =>
  `${OTHER_ACCOUNTS}/${accountId}/${name}.json`;

/** What owners of other accounts add to the policies of their things: statements, never whole policies. */
export function renderOtherAccounts(model: AccessModel): readonly RenderedFile[] {
  return otherAccountPolicies(model).map((policy) => ({
    path: otherAccountFile(policy),
    content: jsonText(resourceDocument(policy.statements)),
  }));
}
