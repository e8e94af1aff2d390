import type { Given } from '../given.js';
import type { MutableInventory } from '../inventory.js';
import { documentOf } from '../json/document-of.js';
import type { Node } from '../node.js';
import { fieldOf, hasKey, isMap, nodeAt } from '../node-access.js';
import { folderOf } from '../paths.js';
import { problem } from '../problems.js';
import { withAttributes } from '../resources/computed.js';
import { type FactContext, factOf } from '../resources/context.js';
import { readObject } from '../resources/index.js';
import { commandOf, topOf } from '../snapshot-index.js';
import type { Span } from '../text/source-text.js';
import { ANSWERS, BUCKET_ENCRYPTION, decoded, managedNamed } from './answers.js';
import { type Asked, askedByFile, optionIn } from './asked.js';
import { besides } from './beside.js';
import { observed } from './node.js';
import { providersOf } from './provider.js';
import type { Answer, Beside, Told } from './told.js';

const answerOf = (root: Node) => ANSWERS.find(({ is }) => is(root));

/** Whether a document is an answer of the AWS CLI that says something about access. */
export const isAnswer = (root: Node): boolean =>
  isMap(root) && (answerOf(root) !== undefined || documentAlone(root) !== undefined);

/** `iam get-policy-version` tells a document, and not of which policy; a user's or group's is nothing but a document to us. */
const documentAlone = (root: Node) =>
  nodeAt(root, ['PolicyVersion', 'Document']) ??
  (hasKey(root, 'UserName') || hasKey(root, 'GroupName') ? fieldOf(root, 'PolicyDocument') : undefined);

/** Turns answers of the AWS CLI into the facts of what there is. */
export function readAnswers(
  documents: readonly { readonly root: Node; readonly file: string; readonly scope: string }[],
  inventory: MutableInventory,
  given: Given,
): void {
  const asked = askedByFile(inventory);
  const beside = besides(documents.flatMap(({ root, file }) => (asked.has(file) ? [] : [root])));
  for (const { root: answerRoot, file, scope } of documents) {
    const root = observed(answerRoot);
    const context: AnswerContext = {
      inventory,
      scope: folderOf(file),
      given,
      asked: asked.get(file),
      beside,
    };
    const call = context.asked?.call;
    // What answers something else is no answer, which `checkSnapshots` reports.
    if (call !== undefined && !hasKey(root, topOf(call) ?? '')) continue;
    const answer =
      call === undefined ? answerOf(root) : ANSWERS.find(({ command }) => command === commandOf(call));
    if (answer === undefined) readDocument(root, scope, context);
    else readAnswer(answer, root, scope, context);
  }
}

interface AnswerContext extends FactContext {
  readonly given: Given;
  readonly asked: Asked | undefined;
  readonly beside: Beside;
}

function readAnswer(answer: Answer, root: Node, scope: string, context: AnswerContext): void {
  const { command, lacks } = answer;
  const { asked, given, beside } = context;
  if (lacks !== undefined && asked === undefined)
    context.inventory.diagnostics.push(problem('read/not-checked', lacks, root.place));
  readTold(answer.told(root, asked, asked === undefined ? beside : undefined), command, root.place, scope, {
    ...context,
    given: asked === undefined ? given : { ...given, accountId: asked.account, region: asked.region },
  });
}

function readTold(
  told: readonly Told[],
  command: string,
  place: Span,
  scope: string,
  { given, ...context }: AnswerContext,
): void {
  const bodies = told.map(({ body }) => body);
  const providerOf = providersOf(bodies, place, given, 'no answer tells');
  for (const [index, { type, mode, body }] of told.entries()) {
    const address = `${command.slice(command.indexOf(' ') + 1)}[${index}]`;
    const declared = {
      ...{ type, mode, body, address, place: body.place, provider: providerOf(body) },
      fact: `aws:${context.scope}:${scope}#${address}`,
    };
    const value = withAttributes(declared, `${command} does not tell it`);
    const object = { ...declared, tool: 'aws', value, conditional: false, observed: true } as const;
    readObject({ ...object, kind: command }, context);
    if (type === BUCKET_ENCRYPTION)
      context.inventory.terraformObjects.push({ ...factOf(object, context), mode, address, node: value });
  }
}

const POLICY_VERSION = 'iam get-policy-version';

function readDocument(root: Node, scope: string, context: AnswerContext): void {
  const document = documentAlone(root);
  if (document === undefined) return;
  const arn = optionIn(context.asked, 'policy-arn');
  if (arn !== undefined) {
    readTold([managedNamed(arn, document)], POLICY_VERSION, document.place, scope, context);
    return;
  }
  context.inventory.policies.push({
    ...{ id: `aws:${scope}:document`, tool: 'aws', kind: POLICY_VERSION, scope },
    ...{ place: document.place, use: 'file', ownership: 'declared', observed: true },
    document: documentOf(decoded(document)).root,
  });
}
