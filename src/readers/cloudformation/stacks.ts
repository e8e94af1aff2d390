import type { Given } from '../given.js';
import type { Node } from '../node.js';
import { fieldOf, isString } from '../node-access.js';
import { partsOf } from '../parts.js';
import { folderOf, joinPath } from '../paths.js';
import { Template, type TemplateResource } from './template.js';

/** A template, and the file or document that its facts belong to. */
export interface TemplateDocument {
  readonly root: Node;
  readonly file: string;
  readonly scope: string;
}

const MAX_DEPTH = 10;

/** Whether a resource is a stack of its own. */
export const isStack = ({ type }: TemplateResource): boolean =>
  type === 'AWS::CloudFormation::Stack' || type === 'AWS::Serverless::Application';

/** The stacks that templates make: each by itself, unless another one nests it, which then gives it its parameters. */
export class Stacks {
  private readonly nested = new Map<string, Template | undefined>();
  private readonly used = new Set<TemplateDocument>();
  private readonly outer: readonly (readonly [TemplateDocument, Template])[];

  constructor(
    private readonly documents: readonly TemplateDocument[],
    private readonly given: Given,
    private readonly exports: ReadonlyMap<string, Node | undefined> = new Map(),
  ) {
    this.outer = documents.map((document) => [document, this.template(document, document.scope, [])]);
  }

  /** Every stack, with those that it nests. */
  all(): readonly Template[] {
    const within = (template: Template): readonly Template[] => [
      template,
      ...template
        .resources()
        .filter(isStack)
        .flatMap(({ name }) => {
          const stack = template.stack(name);
          return stack === undefined ? [] : within(stack);
        }),
    ];
    const found = this.outer.map(([document, template]) => [document, within(template)] as const);
    return found.flatMap(([document, templates]) => (this.used.has(document) ? [] : templates));
  }

  private template(
    document: TemplateDocument,
    scope: string,
    around: readonly TemplateDocument[],
    as?: { readonly parameters: Node | undefined; readonly conditional: boolean },
  ): Template {
    return new Template(document.root, scope, {
      given: this.given,
      exported: (name) => this.exports.get(name),
      nested: (stack, of) => this.nest(stack, of, document, [...around, document]),
      ...(as === undefined ? {} : { as }),
    });
  }

  private nest(
    stack: TemplateResource,
    of: Template,
    { file }: TemplateDocument,
    around: readonly TemplateDocument[],
  ): Template | undefined {
    const scope = `${of.scope}.${stack.name}`;
    if (this.nested.has(scope)) return this.nested.get(scope);
    const properties = of.properties(stack);
    const at = fieldOf(properties, 'TemplateURL') ?? fieldOf(properties, 'Location');
    const document = at === undefined ? undefined : this.find(at, file);
    const isCircle = document !== undefined && around.includes(document);
    const made =
      document === undefined || isCircle || around.length > MAX_DEPTH
        ? undefined
        : this.template(document, scope, around, {
            parameters: fieldOf(properties, 'Parameters'),
            conditional: of.isConditional(stack.node),
          });
    if (made !== undefined && document !== undefined) this.used.add(document);
    this.nested.set(scope, made);
    return made;
  }

  /** A file beside the template; an address in S3 is one of the file that its end names, where that is a single one. */
  private find(at: Node, file: string): TemplateDocument | undefined {
    const local =
      isString(at) && !/^(?:https?|s3):/.test(at.value) ? joinPath(folderOf(file), at.value) : undefined;
    const beside = this.documents.find((each) => each.file === local);
    if (beside !== undefined || !(isString(at) || at.kind === 'unknown')) return beside;
    const end = partsOf(at).at(-1);
    const path = typeof end === 'string' ? end.replace(/[?#].*$/, '').split('/') : [];
    for (let from = 0; from < path.length; from += 1) {
      const name = path.slice(from).join('/').replace(/^\/+/, '');
      const [only, ...others] = this.documents.filter(
        (each) => each.file === name || each.file.endsWith(`/${name}`),
      );
      if (name !== '' && only !== undefined) return others.length === 0 ? only : undefined;
    }
    return undefined;
  }
}
