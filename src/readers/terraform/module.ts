import { quote } from '../../text/quote.js';
import type { HclAttribute, HclBlock } from '../hcl/syntax.js';
import { absent, entry, list, type MapEntry, map, type Node, unknown } from '../node.js';
import { fieldOf, isString } from '../node-access.js';
import { folderOf, joinPath } from '../paths.js';
import type { ObjectMode } from '../resources/object.js';
import { unstatedProvider } from '../resources/provider.js';
import { SourceText, type Span } from '../text/source-text.js';
import { attributeOf, blocksOf, evaluateBody } from './blocks.js';
import { type DeclaredObject, ignoredIn, type ModuleCall, valueOfObject } from './declared-object.js';
import { type EvaluationContext, Evaluator } from './evaluator.js';
import { readTemplateFile, readTextFile, renderTemplateText } from './files.js';
import { anyOf, type Instance, type Instances, instanceCalled, instancesOf, suffixOf } from './instances.js';
import { Memo } from './memo.js';
import { ModuleInputs } from './module-inputs.js';
import { ModuleProviders } from './module-providers.js';
import type { TerraformFile, TerraformProject } from './project.js';
import { broughtBy, registryBody, registryModuleOf } from './registry-modules.js';
import type { Head, Step } from './traversal.js';

const MAX_CALLS = 12;
const MODES: readonly ObjectMode[] = ['resource', 'data', 'module'];

/** The types of blocks that others refer to by an address. */
const DECLARED: readonly string[] = [...MODES, 'output'];

/** One module of a configuration with everything in it, evaluated when it is asked for. */
export class TerraformModule implements EvaluationContext {
  private readonly evaluator = new Evaluator(this);
  private readonly memo = new Memo();
  private readonly files: readonly TerraformFile[];
  /** `resource.type.name` → blocks; more than one is an error of the user's. */
  private readonly declarations = new Map<string, HclBlock[]>();
  /** Blocks by number: those of a public module all have the same place. */
  private readonly numbers = new Map<HclBlock, number>();
  /** Module calls by address, as far as they have been evaluated. */
  private readonly calls = new Map<string, { readonly instance: Instance; readonly instances: Instances }>();
  private readonly inputs: ModuleInputs;
  private readonly providers: ModuleProviders;

  constructor(
    private readonly project: TerraformProject,
    private readonly folder: string,
    private readonly call: ModuleCall,
  ) {
    this.files = call.files ?? project.folders.get(folder) ?? [];
    const variableFiles = project.variableFiles.get(folder) ?? [];
    this.inputs = new ModuleInputs(call, this.evaluator, this.memo, project, this.files, variableFiles);
    this.providers = new ModuleProviders(
      this.blocksOfType('provider'),
      call.provider,
      this.evaluator,
      this.memo,
      project.given,
    );
    for (const type of DECLARED) for (const block of this.blocksOfType(type)) this.declare(block);
  }

  /** The arguments of a block that is no object: `terraform` or `provider`. */
  argumentsOf(block: HclBlock): Node {
    return evaluateBody(block.body, this.evaluator, new Map(), block.place);
  }

  /** Every object of the module itself. */
  *objects(): Generator<DeclaredObject> {
    for (const mode of MODES) {
      for (const block of this.blocksOfType(mode)) {
        const instances = this.instances(block);
        for (const instance of instances.items) yield this.object(mode, block, instance, instances);
      }
    }
  }

  /** What each block stands for that makes nothing, its `count` being 0 or its `for_each` empty: the object without index or key. */
  *notMade(): Generator<DeclaredObject> {
    for (const mode of MODES) {
      for (const block of this.blocksOfType(mode)) {
        const { kind, items } = this.instances(block);
        if (kind === 'single' || items.length > 0) continue;
        yield this.object(mode, block, { bindings: new Map() }, { kind: 'single', items: [] });
      }
    }
  }

  /** The module that a call stands for, when its folder is among the files or it is a public one that we know. */
  child(object: DeclaredObject): TerraformModule | undefined {
    if (object.mode !== 'module') return undefined;
    const call = this.calls.get(object.address);
    return call === undefined ? undefined : this.childAt(object.block, call.instance, call.instances);
  }

  /** Whether it is a public module of which only a part is known here. */
  get isReduced(): boolean {
    return this.call.files !== undefined;
  }

  /** Every block of a type, such as `variable`, as it stands in the files. */
  blocksOfType(type: string): readonly HclBlock[] {
    return this.files.flatMap((file) => blocksOf(file.body, type));
  }

  /** Everything at the top of the files that is neither an object nor an output, whether Terraform knows it or not. */
  settings(): readonly (HclBlock | HclAttribute)[] {
    return this.files.flatMap(({ body }) =>
      body.items.filter((item) => item.kind === 'attribute' || !DECLARED.includes(item.type)),
    );
  }

  /** The evaluated value of an output. */
  output(name: string, place: Span): Node {
    const block = this.declarations.get(`output.${name}`)?.[0];
    const value = block === undefined ? undefined : attributeOf(block.body, 'value');
    if (value === undefined && this.isReduced)
      return unknown(`the output ${name} of the module is not known`, place, {
        symbol: `${this.call.prefix}${name}`,
      });
    if (value === undefined) return absent(`output ${quote(name)}`, place);
    const found = this.memo.once(`output.${name}`, () => this.evaluator.evaluate(value.value, new Map()));
    return found ?? unknown(`the output ${name} refers to itself`, place);
  }

  resolve(root: string, steps: readonly Step[], place: Span): Head {
    const [first, second] = steps.map((step) => ('name' in step ? step.name : undefined));
    const head = (value: Node, used: number, name: string): Head => ({
      value,
      used,
      symbol: this.call.prefix + name,
    });
    if (first === undefined) return this.builtIn(root, first, place);
    if (root === 'var') return head(this.inputs.variable(first, place), 1, `var.${first}`);
    if (root === 'local') return head(this.inputs.local(first, place), 1, `local.${first}`);
    if (root === 'module') return this.moduleHead(first, steps, place);
    // `resource.aws_iam_role.x` is the long form of `aws_iam_role.x`.
    if ((root === 'data' || root === 'resource') && second !== undefined)
      return this.objectHead(root, `${first}.${second}`, 2, steps, place);
    if (!this.declarations.has(`resource.${root}.${first}`)) return this.builtIn(root, first, place);
    return this.objectHead('resource', `${root}.${first}`, 1, steps, place);
  }

  private objectHead(
    mode: ObjectMode,
    name: string,
    used: number,
    steps: readonly Step[],
    place: Span,
  ): Head {
    const symbol = `${this.call.prefix}${mode === 'data' ? 'data.' : ''}${name}`;
    const block = this.declarations.get(`${mode}.${name}`)?.[0];
    const instances = block === undefined ? undefined : this.instances(block);
    const any = anyOf(instances, steps[used]);
    if (block === undefined || instances === undefined || any === undefined)
      return { value: this.declared(mode, name, place), used, symbol };
    const { value } = this.object(mode, block, any, instances);
    return { value, used: used + 1, symbol: symbol + suffixOf(any, instances) };
  }

  /** Only the output that is asked for: what a module takes and what it gives may well refer to each other. */
  private moduleHead(name: string, steps: readonly Step[], place: Span): Head {
    const symbol = `${this.call.prefix}module.${name}`;
    const block = this.declarations.get(`module.${name}`)?.[0];
    const instances = block === undefined ? undefined : this.instances(block);
    const at = instances?.kind === 'single' ? 1 : 2;
    const step = steps[at];
    const key = steps[1];
    const instance =
      at === 1 ? instances?.items[0] : (instanceCalled(instances, key) ?? anyOf(instances, key));
    const child =
      block === undefined || instances === undefined || instance === undefined || step === undefined
        ? undefined
        : this.childAt(block, instance, instances);
    if (child === undefined || step === undefined || !('name' in step))
      return { value: this.declared('module', name, place), used: 1, symbol };
    const suffix = instance === undefined || instances === undefined ? '' : suffixOf(instance, instances);
    return {
      value: child.output(step.name, place),
      used: at + 1,
      symbol: `${symbol}${suffix}.${step.name}`,
    };
  }

  readFile(path: string, place: Span): Node {
    return readTextFile(this.project, this.call.scope, path, place);
  }

  readTemplate(path: string, values: Node, place: Span): Node {
    return readTemplateFile(this.project, this.call.scope, path, values, this.evaluator, place);
  }

  private builtIn(root: string, name: string | undefined, place: Span): Head {
    const symbol = name === undefined ? root : `${root}.${name}`;
    const used = name === undefined ? 0 : 1;
    if (root === 'path') {
      const folder = name === 'module' ? this.folder : this.call.scope;
      return {
        value: { kind: 'scalar', value: folder === '' ? '.' : folder, place, literal: false },
        used,
        symbol,
      };
    }
    const isRunTime = root === 'terraform' || root === 'each' || root === 'count' || root === 'self';
    const why = isRunTime
      ? `${symbol} is known only at run time`
      : root === 'bundled'
        ? 'the module brings it, and what it is in the release that counts is not known'
        : this.isReduced
          ? `${symbol} of the module is not known`
          : undefined;
    const named = { symbol: this.call.prefix + symbol };
    const value =
      why === undefined ? absent(`${symbol} in the files`, place, named) : unknown(why, place, named);
    return { value, used, symbol };
  }

  private declare(block: HclBlock): void {
    const key = [block.type, ...block.labels.map((label) => label.text)].join('.');
    const others = this.declarations.get(key);
    if (others === undefined) this.declarations.set(key, [block]);
    else others.push(block);
    this.numbers.set(block, this.numbers.size);
  }

  /** The value of a name: one object, or a list or map of them with `count` or `for_each`. */
  private declared(mode: ObjectMode, name: string, place: Span): Node {
    const address = `${this.call.prefix}${mode === 'resource' ? '' : `${mode}.`}${name}`;
    const block = this.declarations.get(`${mode}.${name}`)?.[0];
    if (block === undefined)
      return this.isReduced
        ? unknown(`${address} is not known`, place, { symbol: address })
        : absent(`${address} in the files`, place, { symbol: address });
    const value = this.memo.once(`all ${address}`, () => this.collection(mode, block));
    return value ?? unknown(`${address} refers to itself`, block.place, { symbol: address });
  }

  private collection(mode: ObjectMode, block: HclBlock): Node {
    const instances = this.instances(block);
    const { kind, items, open } = instances;
    const values = items.map((instance) =>
      mode === 'module'
        ? this.moduleValue(block, instance, instances)
        : this.object(mode, block, instance, instances).value,
    );
    const rest = open === undefined ? [] : [open];
    const [first] = values;
    if (kind === 'single' && first !== undefined) return first;
    if (kind !== 'for_each') return list(values, block.place, rest);
    if (open !== undefined && items[0]?.key === undefined) return open;
    const entries = values.flatMap((value, index) => {
      const key = items[index]?.key;
      return key === undefined ? [] : [entry(String(key), block.place, value)];
    });
    return map(entries, block.place, rest);
  }

  private instances(block: HclBlock): Instances {
    const found = this.memo.once(`count ${this.numbers.get(block)}`, () =>
      instancesOf(block, this.evaluator),
    );
    return found ?? { kind: 'single', items: [] };
  }

  private object(
    mode: ObjectMode,
    block: HclBlock,
    instance: Instance,
    instances: Instances,
  ): DeclaredObject {
    const address = this.addressOf(mode, block, instance, instances);
    if (mode === 'module') this.calls.set(address, { instance, instances });
    const type = mode === 'module' ? '' : (block.labels[0]?.text ?? '');
    const { brings, scope } = this.call;
    const isBrought = type === 'aws_iam_policy' && brings?.policies.has(block.labels[1]?.text ?? '') === true;
    const base = {
      ...{ tool: 'terraform' as const, mode, type, address, fact: `terraform:${scope}:${address}` },
      ...{ block, place: block.place, ignoredChanges: ignoredIn(block) },
      ...(isBrought && brings.from !== undefined ? { brought: brings.from } : {}),
    };
    const evaluated = this.memo.once(`object ${address} ${this.numbers.get(block)}`, (): DeclaredObject => {
      const body = evaluateBody(block.body, this.evaluator, instance.bindings, block.place);
      const whole = {
        ...base,
        body,
        provider: this.providers.of(block),
        conditional: instances.open !== undefined,
      };
      const value =
        mode === 'module'
          ? this.moduleValue(block, instance, instances)
          : valueOfObject({ ...whole, body: this.withRendered(whole) });
      return { ...whole, value };
    });
    if (evaluated !== undefined) return evaluated;
    const circle = unknown(`${address} refers to itself`, block.place, { symbol: address });
    return {
      ...base,
      body: circle,
      value: circle,
      provider: unstatedProvider(block.place),
      conditional: true,
    };
  }

  /** `data.template_file`, the older form of `templatefile()`, with what it renders. */
  private withRendered({ type, body, block }: Pick<DeclaredObject, 'type' | 'body' | 'block'>): Node {
    if (type !== 'template_file' || body.kind !== 'map') return body;
    const template = fieldOf(body, 'template') ?? unknown('there is no template', block.place);
    const values = fieldOf(body, 'vars') ?? map([], block.place);
    const rendered = renderTemplateText(this.project, template, values, this.evaluator, block.place);
    return map([...body.entries, entry('rendered', block.place, rendered)], block.place, body.rest);
  }

  private addressOf(mode: ObjectMode, block: HclBlock, instance: Instance, instances: Instances): string {
    const names = block.labels.map((label) => label.text);
    const name = [...(mode === 'resource' ? [] : [mode]), ...names].join('.');
    return `${this.call.prefix}${name}${suffixOf(instance, instances)}`;
  }

  /** The outputs of a module call. */
  private moduleValue(block: HclBlock, instance: Instance, instances: Instances): Node {
    const { place } = block;
    const symbol = this.addressOf('module', block, instance, instances);
    const child = this.childAt(block, instance, instances);
    if (child === undefined) {
      return map([], place, [unknown(`${symbol}: the module is not among the files`, place, { symbol })]);
    }
    const outputs = child.blocksOfType('output').flatMap((output): MapEntry[] => {
      const label = output.labels[0];
      return label === undefined ? [] : [entry(label.text, label.place, child.output(label.text, place))];
    });
    return map(
      outputs,
      place,
      child.isReduced ? [unknown(`${symbol} has further outputs`, place, { symbol })] : [],
    );
  }

  private childAt(block: HclBlock, instance: Instance, instances: Instances): TerraformModule | undefined {
    const address = this.addressOf('module', block, instance, instances);
    return this.memo.once(`child ${address} ${this.numbers.get(block)}`, () => {
      const attribute = attributeOf(block.body, 'source');
      const source =
        attribute === undefined ? undefined : this.evaluator.evaluate(attribute.value, new Map());
      return isString(source) ? this.called(block, instance, address, source.value) : undefined;
    });
  }

  private called(
    block: HclBlock,
    instance: Instance,
    address: string,
    source: string,
  ): TerraformModule | undefined {
    const { scope, callers } = this.call;
    const input = (name: string) => {
      const argument = attributeOf(block.body, name);
      return argument === undefined ? undefined : this.evaluator.evaluate(argument.value, instance.bindings);
    };
    const call: ModuleCall = {
      scope,
      prefix: `${address}.`,
      input,
      provider: this.providers.of(block),
      callers: [...callers, this.folder],
    };
    const folder = this.sourceFolder(block, source, call.callers);
    if (folder !== undefined) return new TerraformModule(this.project, folder, call);
    const version = input('version');
    const known = registryModuleOf(source, isString(version) ? version.value : undefined);
    const { parser } = this.project;
    if (known === undefined || parser === undefined) return undefined;
    const brings = broughtBy(known, block, input, parser);
    const bodies = [registryBody(known, parser, block.place), brings.body];
    const files = bodies.map((body) => ({ source: new SourceText(block.place.file, ''), body }));
    const withFlags = (name: string) => (name === 'bundled_policies' ? brings.unknown : input(name));
    return new TerraformModule(this.project, known, { ...call, input: withFlags, files, brings });
  }

  private sourceFolder(block: HclBlock, source: string, callers: readonly string[]): string | undefined {
    if (!/^\.\.?(\/|$)/.test(source) || callers.length > MAX_CALLS) return undefined;
    const folder = joinPath(folderOf(block.place.file), source);
    if (folder === undefined || callers.includes(folder)) return undefined;
    return this.project.folders.has(folder) ? folder : undefined;
  }
}
