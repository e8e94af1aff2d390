import { parseAllDocuments } from 'yaml';
import type { Diagnostic } from '../../diagnostics.js';
import { asFunction, isTemplateText } from '../cloudformation/tags.js';
import type { Node } from '../node.js';
import { mergeProblem, problem } from '../problems.js';
import type { SourceText, Span } from '../text/source-text.js';
import { NodeConverter, type PlainScalar } from './convert.js';

/** One document of a YAML stream; `root` is absent for an empty one. */
export interface YamlDocument {
  readonly index: number;
  readonly root: Node | undefined;
}

/** What was read of a YAML file: its documents, and what is wrong with the text. */
export interface ParsedYaml {
  readonly documents: readonly YamlDocument[];
  readonly problems: readonly Diagnostic[];
}

/** `parseYaml`, or what says the same in less time. */
export type YamlParser = (source: SourceText) => ParsedYaml;

const MAX_PROBLEMS = 5;
const MAX_NESTING = 500;
const TOO_DEEP = 'nested too deeply to be read';

/** Parses a YAML or JSON stream as kubectl and eksctl read it, with places and duplicate keys. */
export function parseYaml(source: SourceText, plain?: PlainScalar): ParsedYaml {
  const at = tooDeepAt(source.text);
  if (at !== undefined) return tooDeep(source, at);
  try {
    return parse(source, plain);
  } catch (error) {
    if (error instanceof RangeError) return tooDeep(source, 0);
    throw error;
  }
}

function parse(source: SourceText, plain?: PlainScalar): ParsedYaml {
  const first = parseText(source.text);
  const faulty = first.some(({ errors }) => errors.length > 0);
  const joined = faulty ? withJoinedLines(source.text) : source.text;
  const second = joined === source.text ? [] : parseText(joined);
  const isBetter = second.length > 0 && second.every(({ errors }) => errors.length === 0);
  const tags = isTemplateText(source.text) ? asFunction : undefined;
  const documents: YamlDocument[] = [];
  const problems: Diagnostic[] = [];
  for (const [index, document] of (isBetter ? second : first).entries()) {
    const converter = new NodeConverter(source, tags, plain);
    const { contents } = document;
    documents.push({ index, root: contents === null ? undefined : converter.convert(contents) });
    // Whatever else is wrong with a document may well follow from the first fault.
    const [error] = document.errors;
    if (error === undefined || problems.length >= MAX_PROBLEMS) continue;
    const place = source.span(error.pos[0], error.pos[1]);
    problems.push(syntaxProblem(error.message.split('\n', 1)[0] ?? '', place));
  }
  const merge = problems.length > 0 ? mergeProblem('read/yaml-syntax', source) : undefined;
  return { documents, problems: merge === undefined ? problems : [merge] };
}

function parseText(text: string) {
  return [
    ...parseAllDocuments(text, {
      schema: 'failsafe',
      uniqueKeys: false,
      strict: true,
      prettyErrors: false,
      logLevel: 'silent',
    }),
  ];
}

/**
 * The parser of kubectl takes lines inside brackets however they are indented, by tabs as well. Joined to one line of the same
 * length, they are that to any parser, and all places stay.
 */
function withJoinedLines(text: string): string {
  let depth = 0;
  const lines = text.split('\n').map((line) => {
    const plain = line.replace(/"(?:[^"\\]|\\.)*"|'[^']*'|(?:^|\s)#.*$/g, (part) => ' '.repeat(part.length));
    const before = depth;
    for (const char of plain) {
      if (char === '[' || char === '{') depth += 1;
      else if ((char === ']' || char === '}') && depth > 0) depth -= 1;
    }
    const comment = depth > 0 ? /(?:^|\s)#.*$/.exec(line)?.[0] : undefined;
    const bare = comment === undefined ? line : line.slice(0, -comment.length) + ' '.repeat(comment.length);
    const indented = before > 0 ? bare.replace(/^\s+/, (indent) => ' '.repeat(indent.length)) : bare;
    return indented + (depth > 0 ? ' ' : '\n');
  });
  return lines.join('').slice(0, text.length);
}

/** The library reports an exhausted stack as a syntax error. */
function syntaxProblem(message: string, place: Span): Diagnostic {
  if (/maximum call stack/i.test(message)) return problem('read/too-deep', TOO_DEEP, place);
  return problem('read/yaml-syntax', lowerFirst(message), place);
}

/** Flow collections can nest without end in one short line, which would exhaust the stack. */
function tooDeepAt(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (char === 0x5b || char === 0x7b) depth += 1;
    else if ((char === 0x5d || char === 0x7d) && depth > 0) depth -= 1;
    if (depth > MAX_NESTING) return at;
  }
  return undefined;
}

function tooDeep(source: SourceText, at: number): ParsedYaml {
  return {
    documents: [],
    problems: [problem('read/too-deep', TOO_DEEP, source.span(at, at))],
  };
}

const lowerFirst = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
