import { type Alias, isAlias, isMap, isScalar, type Node, type YAMLMap } from 'yaml';
import { type Diagnostic, type FieldPath, formatPath } from '../diagnostics.js';
import {
  ALIAS_BOMB,
  ALIAS_BUDGET,
  anchorFault,
  DEEPEST,
  duplicateFault,
  type Fault,
  faultOf,
  keyFault,
  noStringFault,
  stringFault,
  TOO_DEEP,
  tagFault,
} from './source-faults.js';
import type { DocumentKind, PlaceOf } from './source-file.js';

/** What the nodes of a document stand for. */
export interface ReadValue {
  readonly value: unknown;
  /** What each alias stands for. */
  readonly targets: ReadonlyMap<unknown, Node>;
  /** Fields that hold something refused; in the value they are undefined. */
  readonly unreadable: readonly FieldPath[];
  readonly faults: readonly Diagnostic[];
}

/** Turns nodes into plain values and finds everything that a document may not hold at all. */
export function readValue(root: Node, placeOf: PlaceOf, kind: DocumentKind): ReadValue {
  const reader = new ValueReader(placeOf, kind);
  const value = reader.read(root, []);
  return { value, targets: reader.targets, unreadable: reader.unreadable, faults: reader.faults };
}

class ValueReader {
  readonly faults: Diagnostic[] = [];
  readonly unreadable: FieldPath[] = [];
  readonly targets = new Map<unknown, Node>();
  private readonly anchors = new Map<string, Node>();
  private insideAlias = 0;
  /** Values that were read by way of aliases. */
  private aliased = 0;
  private isBomb = false;

  constructor(
    private readonly placeOf: PlaceOf,
    private readonly kind: DocumentKind,
  ) {}

  read(node: unknown, path: FieldPath): unknown {
    if (node === null || node === undefined) return null;
    if (path.length > DEEPEST) return this.refuse(node, path, TOO_DEEP);
    if (this.insideAlias > 0) this.aliased += 1;
    if (this.aliased > ALIAS_BUDGET) return this.refuseBomb(node, path);
    if (isAlias(node)) return this.readAlias(node, path);
    const { tag, anchor } = node as { readonly tag?: string; readonly anchor?: string };
    if (anchor !== undefined) this.anchors.set(anchor, node as Node);
    const fault = tagFault(tag);
    if (fault !== undefined) return this.refuse(node, path, fault);
    if (isMap(node)) return this.readMap(node, path);
    if (isScalar(node)) return this.readScalar(node.value, node, path);
    const { items } = node as { readonly items: readonly unknown[] };
    return items.map((item, index) => this.read(item, [...path, index]));
  }

  private readAlias(alias: Alias, path: FieldPath): unknown {
    const target = this.anchors.get(alias.source);
    if (target === undefined) return this.refuse(alias, path, anchorFault(alias.source));
    this.targets.set(alias, target);
    this.insideAlias += 1;
    const value = this.read(target, path);
    this.insideAlias -= 1;
    return value;
  }

  private readScalar(value: unknown, node: unknown, path: FieldPath): unknown {
    const fault = typeof value === 'string' ? stringFault(value) : undefined;
    return fault === undefined ? value : this.refuse(node, path, fault);
  }

  private readMap(map: YAMLMap, path: FieldPath): Record<string, unknown> {
    const value: Record<string, unknown> = {};
    for (const { key: node, value: child } of map.items) {
      const key = this.readKey(node, path);
      if (key === undefined) continue;
      const at = [...path, key];
      if (Object.hasOwn(value, key)) this.refuse(node, at, duplicateFault(key));
      else value[key] = this.read(child, at);
    }
    return value;
  }

  private readKey(node: unknown, path: FieldPath): string | undefined {
    const key = isScalar(node) ? node.value : undefined;
    const fault = typeof key === 'string' ? keyFault(key) : noStringFault(node);
    if (fault !== undefined) this.report(node, path, fault);
    return fault === undefined ? String(key) : undefined;
  }

  /** Says so once: what follows is left out. */
  private refuseBomb(node: unknown, path: FieldPath): undefined {
    if (!this.isBomb) this.refuse(node, path, ALIAS_BOMB);
    this.isBomb = true;
    return undefined;
  }

  private refuse(node: unknown, path: FieldPath, fault: Fault): undefined {
    this.unreadable.push(path);
    this.report(node, path, fault);
    return undefined;
  }

  private report(node: unknown, path: FieldPath, fault: Fault): void {
    const place = this.placeOf((node as Node | null)?.range?.[0] ?? 0);
    const where = path.length === 0 ? {} : { path: formatPath(path) };
    this.faults.push({ ...faultOf(fault, this.kind), ...where, place });
  }
}
