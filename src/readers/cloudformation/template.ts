import type { Given } from '../given.js';
import { documentOf } from '../json/document-of.js';
import { entry, list, map, type Node, text, unknown } from '../node.js';
import { entryOf, fieldOf, isMap, isNull, isString, itemsOf, scalarText } from '../node-access.js';
import { type Declared, dnsSuffixOf, withAttributes } from '../resources/computed.js';
import type { ResourceObject } from '../resources/object.js';
import { type AwsProvider, unstatedProvider } from '../resources/provider.js';
import { argumentsOf } from '../resources/translate.js';
import type { Span } from '../text/source-text.js';
import { evaluate, holds, type References } from './functions.js';
import { type ResourceType, TYPES } from './types.js';

/** How many references may lead from one to the next. */
const MAX_REFERENCES = 100;

/** What a template is read with. */
export interface Surroundings {
  readonly given: Given;
  /** What other templates export, by name. */
  exported(name: string): Node | undefined;
  /** The template of a nested stack, with what it is given. */
  nested(stack: TemplateResource, of: Template): Template | undefined;
  /** Set where the template is that of a nested stack. */
  readonly as?: {
    readonly parameters: Node | undefined;
    /** Whether the stack around it may leave it out. */
    readonly conditional: boolean;
  };
}

/** One resource of a template. */
export interface TemplateResource {
  /** The logical ID. */
  readonly name: string;
  readonly type: string;
  readonly place: Span;
  readonly node: Node;
}

/** A template with everything in it, evaluated when it is asked for. */
export class Template implements References {
  readonly provider: AwsProvider;
  private readonly known = new Map<string, Node | boolean | undefined>();
  private readonly open = new Set<string>();

  constructor(
    private readonly root: Node,
    /** Its file, to which its names belong. */
    readonly scope: string,
    private readonly around: Surroundings,
  ) {
    this.provider = unstatedProvider(root.place, around.given, undefined, 'the template does not state');
  }

  /** The resources that the template makes, or may make. */
  resources(): readonly TemplateResource[] {
    const resources = fieldOf(this.root, 'Resources');
    return (isMap(resources) ? resources.entries : []).flatMap(({ key: name, keyNode, value: node }) => {
      const type = fieldOf(node, 'Type');
      if (name === undefined || !isString(type) || this.isMade(node) === false) return [];
      return [{ name, type: type.value, place: keyNode.place, node }];
    });
  }

  /** What CloudFormation makes something of before it reads the template. */
  unread(): readonly { readonly what: string; readonly place: Span }[] {
    const resources = fieldOf(this.root, 'Resources');
    const made = (isMap(resources) ? resources.entries : []).filter(({ key }) => key?.startsWith('Fn::'));
    const macros = itemsOf(fieldOf(this.root, 'Transform')).flatMap((macro) => {
      const name = isMap(macro) ? fieldOf(macro, 'Name') : macro;
      return isString(name) && !KNOWN_TRANSFORMS.test(name.value) ? [name] : [];
    });
    return [
      ...made.map(({ key, keyNode }) => ({
        what: `${key} is not read: it makes resources`,
        place: keyNode.place,
      })),
      ...macros.map(({ value, place }) => ({ what: `the macro ${value} is not applied`, place })),
    ];
  }

  /** Whether the condition of a resource or output holds; undefined where that is not certain. */
  isMade(node: Node): boolean | undefined {
    const condition = fieldOf(node, 'Condition');
    return isString(condition) ? this.condition(condition.value) : true;
  }

  /** Whether a resource, or the whole template, may be left out. */
  isConditional(node: Node): boolean {
    return this.around.as?.conditional === true || this.isMade(node) !== true;
  }

  /** The properties of a resource. */
  properties({ name, node, place }: TemplateResource): Node {
    const properties = fieldOf(node, 'Properties');
    return (
      this.once(`properties ${name}`, place, () =>
        properties === undefined ? map([], place) : evaluate(properties, this),
      ) ?? map([], place)
    );
  }

  /** A resource in the words of Terraform's provider. */
  object(
    resource: Pick<TemplateResource, 'name' | 'type' | 'place' | 'node'>,
    { type, names, within }: ResourceType,
    properties: Node,
    part = '',
  ): ResourceObject {
    const { place, node } = resource;
    const name = `${resource.name}${part}`;
    // What AWS makes up in one template is another thing in the next.
    const address = `${this.scope}:${name}`;
    const own = within === undefined ? properties : fieldOf(properties, within);
    const body = named(argumentsOf(own, names, place), names, address, place);
    const declared: Declared = {
      ...{ mode: 'resource', type, address, fact: `cloudformation:${address}` },
      ...{ body, place, provider: this.provider },
    };
    return {
      ...{ ...declared, tool: 'cloudformation', kind: resource.type },
      value: withAttributes(declared, `only AWS knows it of ${name}`),
      conditional: this.isConditional(node),
    };
  }

  ref(name: string, place: Span): Node | undefined {
    if (name.startsWith('AWS::')) return this.pseudo(name, place);
    const parameter = fieldOf(fieldOf(this.root, 'Parameters'), name);
    if (parameter !== undefined) return { ...this.parameter(name, parameter, place), place };
    const type = this.typeOf(name);
    return this.valueOf(name, type?.ref ?? 'id', 'its physical ID', place);
  }

  attribute(resource: string, name: string, place: Span): Node {
    const type = this.typeOf(resource);
    const own = type?.attributes?.[name];
    if (own !== undefined) return this.valueOf(resource, own, name, place);
    if (type?.type === 'aws_eks_cluster' && /^OpenIdConnectIssuer(?:Url)?$/.test(name))
      return this.issuer(resource, name, place);
    const output = /^Outputs\.(.+)$/.exec(name)?.[1];
    const stack = output === undefined ? undefined : this.stack(resource);
    if (output !== undefined && stack !== undefined) return stack.output(output, place);
    const node = fieldOf(fieldOf(this.root, 'Resources'), resource);
    const kind = fieldOf(node, 'Type');
    // CDK writes so what has values in its keys, which no template can.
    if (isString(kind) && kind.value === 'Custom::AWSCDKCfnJson' && name === 'Value' && node !== undefined) {
      const properties = this.properties({ name: resource, type: kind.value, place, node });
      return documentOf(fieldOf(properties, 'Value') ?? unknown('there is no Value', place)).root;
    }
    return this.onlyAws(resource, name, place);
  }

  condition(name: string): boolean | undefined {
    const node = fieldOf(fieldOf(this.root, 'Conditions'), name);
    return this.once(`condition ${name}`, this.root.place, () => holds(node, this));
  }

  mapping(name: string, first: string, second: string): Node | undefined {
    return fieldOf(fieldOf(fieldOf(fieldOf(this.root, 'Mappings'), name), first), second);
  }

  imported(name: Node, place: Span): Node {
    if (!isString(name)) return unknown('what is imported is not known', place);
    const found = this.around.exported(name.value);
    return found === undefined
      ? unknown(`no file exports ${name.value}`, place, { symbol: `export(${name.value})` })
      : { ...found, place };
  }

  /** The template of a nested stack, if it is among the files. */
  stack(name: string): Template | undefined {
    const stack = this.resources().find((resource) => resource.name === name);
    return stack === undefined ? undefined : this.around.nested(stack, this);
  }

  /** The value of an output. */
  output(name: string, place: Span): Node {
    const output = fieldOf(fieldOf(this.root, 'Outputs'), name);
    const value = fieldOf(output, 'Value');
    const found =
      value === undefined ? undefined : this.once(`output ${name}`, place, () => evaluate(value, this));
    return found === undefined
      ? unknown(`the nested stack has no output ${name}`, place)
      : { ...found, place };
  }

  /** What the template exports under names that are known. */
  exports(): readonly { readonly name: string; readonly value: Node }[] {
    const outputs = fieldOf(this.root, 'Outputs');
    return (isMap(outputs) ? outputs.entries : []).flatMap(({ value: output }) => {
      const given = fieldOf(fieldOf(output, 'Export'), 'Name');
      const name = given === undefined ? undefined : evaluate(given, this);
      const value = fieldOf(output, 'Value');
      if (!isString(name) || value === undefined || this.isMade(output) === false) return [];
      const found = evaluate(value, this);
      return found === undefined ? [] : [{ name: name.value, value: found }];
    });
  }

  private pseudo(name: string, place: Span): Node | undefined {
    const { account, region, partition } = this.provider;
    switch (name) {
      case 'AWS::NoValue':
        return undefined;
      case 'AWS::AccountId':
        return { ...account, place };
      case 'AWS::Region':
        return { ...region, place };
      case 'AWS::Partition':
        return { ...partition, place };
      case 'AWS::URLSuffix':
        return { ...dnsSuffixOf(partition, place), place };
      default:
        return unknown(`${name} is the stack's`, place, { symbol: `${this.scope}:${name}` });
    }
  }

  /** What the stack around gives a parameter, else its default; one from a parameter store is never known. */
  private parameter(name: string, node: Node, place: Span): Node {
    const symbol = { symbol: `${this.scope}:${name}` };
    const handed = fieldOf(this.around.as?.parameters, name);
    if (handed !== undefined && handed.kind !== 'scalar') return handed;
    const [type, secret, usual] = ['Type', 'NoEcho', 'Default'].map((field) => fieldOf(node, field));
    const kind = isString(type) ? type.value : '';
    if (secret?.kind === 'scalar' && String(secret.value) === 'true')
      return unknown(`parameter ${name} is a secret`, place, symbol);
    const given = handed ?? usual;
    if (given?.kind !== 'scalar' || isNull(given))
      return unknown(`parameter ${name} has no default`, place, symbol);
    if (kind.startsWith('AWS::SSM::'))
      return unknown(`parameter ${name} is looked up in the parameter store`, place, symbol);
    const value = scalarText(given);
    if (!/^(?:CommaDelimitedList|List<.*>)$/.test(kind)) return text(value, place);
    return list(
      value.split(',').map((item) => text(item.trim(), place)),
      place,
    );
  }

  private typeOf(resource: string): ResourceType | undefined {
    const type = fieldOf(fieldOf(fieldOf(this.root, 'Resources'), resource), 'Type');
    return isString(type) && Object.hasOwn(TYPES, type.value) ? TYPES[type.value] : undefined;
  }

  private valueOf(resource: string, attribute: string, name: string, place: Span): Node {
    const type = this.typeOf(resource);
    const item = entryOf(fieldOf(this.root, 'Resources'), resource);
    if (item === undefined) return unknown(`there is no ${resource} in the template`, place);
    if (type === undefined) return this.onlyAws(resource, name, place);
    const found = this.once(`value ${resource}`, place, () => {
      const { value: node, keyNode } = item;
      const kind = fieldOf(node, 'Type');
      const own = { name: resource, type: isString(kind) ? kind.value : '', place: keyNode.place, node };
      return this.object(own, type, this.identity(node, type)).value;
    });
    const value = found?.kind === 'unknown' ? found : fieldOf(found, attribute);
    if (value === undefined) return this.onlyAws(resource, name, place);
    return { ...value, place };
  }

  /** The properties that attributes follow from: whoever refers to a role may be named in its policies. */
  private identity(node: Node, { names, within }: ResourceType): Node {
    const { place } = node;
    const all = fieldOf(node, 'Properties');
    const properties = within === undefined ? all : fieldOf(all, within);
    const identifying = (isMap(properties) ? properties.entries : []).filter(({ key }) =>
      IDENTIFYING.has(names[key ?? ''] ?? ''),
    );
    const known = evaluate(map(identifying, place), this) ?? map([], place);
    return within === undefined ? known : map([entry(within, place, known)], place);
  }

  private onlyAws(resource: string, name: string, place: Span): Node {
    return unknown(`only AWS knows ${name} of ${resource}`, place, {
      symbol: `${this.scope}:${resource}.${name}`,
    });
  }

  /** The same value as that of the cluster's own fact. */
  private issuer(resource: string, name: string, place: Span): Node {
    const identity = this.valueOf(resource, 'identity', name, place);
    const oidc = itemsOf(fieldOf(itemsOf(identity)[0], 'oidc'))[0];
    const url = fieldOf(oidc, 'issuer') ?? this.onlyAws(resource, name, place);
    if (name === 'OpenIdConnectIssuerUrl' || url.kind !== 'unknown') return { ...url, place };
    const host = url.parts?.[1];
    return typeof host === 'object' ? { ...host, place } : this.onlyAws(resource, name, place);
  }

  /** Evaluates something once; what refers to itself, or to too much, is unknown. */
  private once<T extends Node | boolean>(key: string, place: Span, make: () => T | undefined): T | undefined {
    if (this.known.has(key)) return this.known.get(key) as T | undefined;
    if (this.open.has(key) || this.open.size > MAX_REFERENCES)
      return this.circle(key, place) as T | undefined;
    this.open.add(key);
    const made = make();
    this.open.delete(key);
    this.known.set(key, made);
    return made;
  }

  private circle(key: string, place: Span): Node | undefined {
    if (key.startsWith('condition ')) return undefined;
    const name = key.slice(key.indexOf(' ') + 1);
    const why = this.open.has(key) ? 'refers to itself' : 'is at the end of too many references';
    return unknown(`${name} ${why}`, place);
  }
}

/** SAM's, whose resources are read, and what only adds functions or deployments. */
const KNOWN_TRANSFORMS = /^AWS::(?:Serverless|LanguageExtensions|CodeDeployBlueGreen|SecretsManager)/;

const IDENTIFYING = new Set(['name', 'path', 'bucket', 'url', 'id']);

/** A name that the template leaves out is made up, once for all who refer to it. */
function named(body: Node, names: ResourceType['names'], address: string, place: Span): Node {
  const field = ['name', 'bucket'].find((name) => Object.values(names).includes(name));
  if (body.kind !== 'map' || field === undefined || fieldOf(body, field) !== undefined) return body;
  const made = unknown('CloudFormation makes up the name', place, { symbol: `${address}.${field}` });
  return map([...body.entries, entry(field, place, made)], body.place, body.rest);
}
