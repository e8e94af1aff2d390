import { describe, expect, test } from '@jest/globals';
import { lintTemplate, type TemplateShape } from '../../src/emit/template-lint.js';

const helpers = ['yaml', 'yamlBlock', 'hcl'];
const partials = ['kubernetes/pod-spec'];
const fields: TemplateShape = {
  name: 'text',
  labels: 'any',
  workload: { name: 'text', ports: [{ number: 'text', names: ['text'] }] },
};

function lint(source: string): readonly string[] {
  return lintTemplate(source, { helpers, partials, fields }).map(
    ({ line, column, message }) => `${line}:${column} ${message}`,
  );
}

const clean: readonly [string, string][] = [
  ['plain text', 'kind: Pod\n${x} %{y} {single}\n'],
  ['an encoder', 'name: {{yaml name}}'],
  ['an encoder with an option', '{{yamlBlock labels indent=4}}'],
  ['an encoder of a literal', '{{yaml "text"}} {{yaml 7}} {{yaml true}}'],
  ['a field of a field', '{{yaml workload.name}} {{yaml this.workload.name}} {{yaml ./name}}'],
  ['a field of anything', '{{yaml labels.whatever.there}} {{yaml labels.[app.kubernetes.io/name]}}'],
  ['conditions', '{{#if name}}a{{else}}b{{/if}}{{#unless name}}c{{/unless}}{{^if name}}d{{/if}}'],
  ['a chain of conditions', '{{#if name}}a{{else if labels}}b{{else}}c{{/if}}'],
  [
    'a loop',
    '{{#each workload.ports}}{{yaml this.number}}{{yaml number}}{{#unless @last}},{{/unless}}{{/each}}',
  ],
  [
    'a loop in a loop',
    '{{#each workload.ports}}{{#each names}}{{yaml this}}{{yaml ../number}}{{yaml ../../name}}{{/each}}{{/each}}',
  ],
  [
    'a condition adds no depth',
    '{{#each workload.ports}}{{#if number}}{{yaml number}}{{yaml ../name}}{{/if}}{{/each}}',
  ],
  [
    'a loop that names its element',
    '{{#each workload.ports as |port index|}}{{yaml port.number}}{{yaml index}}{{/each}}',
  ],
  ['a loop over a map', '{{#each labels}}{{yaml @key}}{{yaml this}}{{yaml anything}}{{/each}}'],
  ['with', '{{#with workload}}{{yaml name}}{{/with}}'],
  ['the root', '{{#each workload.ports}}{{yaml @root.name}}{{/each}}'],
  ['a partial', '{{> kubernetes/pod-spec}}'],
  ['comments', '{{! {{{x}}} }}{{!-- {{x}} --}}'],
  ['an escaped mustache', '\\{{x}}'],
];

const faulty: readonly [string, { readonly given: string; readonly want: readonly string[] }][] = [
  ['a raw value', { given: 'a: {{name}}', want: ['1:4 {{name}} puts a value out as it is'] }],
  ['a raw value by path', { given: '{{this.name}}', want: ['1:1 {{this.name}} puts a value out as it is'] }],
  ['a raw literal', { given: '{{"x"}}', want: ['1:1 {{x}} puts a value out as it is'] }],
  ['a raw triple value', { given: '\n  {{{name}}}', want: ['2:3 {{{name}}} puts a value out as it is'] }],
  ['an unescaped value', { given: '{{& name}}', want: ['1:1 {{{name}}} puts a value out as it is'] }],
  [
    'an encoder in triple braces',
    { given: '{{{yaml name}}}', want: ['1:1 {{{yaml}}} puts a value out as it is'] },
  ],
  [
    'an HCL interpolation that Handlebars takes for a value',
    { given: 'x = "${{{name}}}"', want: ['1:7 ${{{name}}} puts a value out as it is'] },
  ],
  ['an unknown helper', { given: '{{yml name}}', want: ['1:1 there is no helper yml'] }],
  [
    'a helper of Handlebars',
    {
      given: '{{lookup labels name}}{{log name}}',
      want: ['1:1 there is no helper lookup', '1:23 there is no helper log'],
    },
  ],
  ['an encoder without a value', { given: '{{yaml}}', want: ['1:1 {{yaml}} has 0 values'] }],
  ['an encoder with two', { given: '{{yaml name labels}}', want: ['1:1 {{yaml}} has 2 values'] }],
  [
    'an expression inside another',
    { given: '{{yaml (hcl name)}}', want: ['1:8 (hcl …) is an expression inside another'] },
  ],
  [
    'an expression in a condition',
    { given: '{{#if (lookup labels "x")}}{{/if}}', want: ['1:7 (lookup …) is an expression inside another'] },
  ],
  ['a block of a field', { given: '{{#labels}}x{{/labels}}', want: ['1:1 there is no block {{#labels}}'] }],
  [
    'an inverse block of a field',
    { given: '{{^labels}}x{{/labels}}', want: ['1:1 there is no block {{#labels}}'] },
  ],
  ['an encoder as a block', { given: '{{#yaml name}}x{{/yaml}}', want: ['1:1 there is no block {{#yaml}}'] }],
  ['a condition without a value', { given: '{{#if}}x{{/if}}', want: ['1:1 {{#if}} has 0 values'] }],
  ['a decorator', { given: '{{* foo}}', want: ['1:1 a decorator'] }],
  ['an inline partial', { given: '{{#*inline "x"}}{{name}}{{/inline}}', want: ['1:1 a decorator'] }],
  ['an unknown partial', { given: '{{> other}}', want: ['1:1 there is no partial other'] }],
  [
    'a partial whose name is computed',
    { given: '{{> (lookup . "x")}}', want: ['1:1 there is no partial (SubExpression)'] },
  ],
  [
    'a partial with values',
    { given: '{{> kubernetes/pod-spec name}}', want: ['1:1 {{> kubernetes/pod-spec}} is given values'] },
  ],
  [
    'a partial with a block',
    {
      given: '{{#> kubernetes/pod-spec}}x{{/kubernetes/pod-spec}}',
      want: ['1:1 a partial with a block of its own'],
    },
  ],
  ['a name that is not there', { given: '{{yaml nam}}', want: ['1:8 there is no nam here'] }],
  [
    'a field that is not there',
    { given: '{{yaml workload.nam}}', want: ['1:8 there is no workload.nam here'] },
  ],
  [
    'a name that every object has',
    { given: '{{yaml constructor}}', want: ['1:8 there is no constructor here'] },
  ],
  ['a field of a text', { given: '{{yaml name.first}}', want: ['1:8 there is no name.first here'] }],
  [
    'a field of a list',
    { given: '{{yaml workload.ports.number}}', want: ['1:8 there is no workload.ports.number here'] },
  ],
  [
    'an option that is not there',
    { given: '{{yamlBlock labels indent=deep}}', want: ['1:27 there is no deep here'] },
  ],
  ['a condition on what is not there', { given: '{{#if nam}}{{/if}}', want: ['1:7 there is no nam here'] }],
  [
    'a loop over what is not there',
    { given: '{{#each port}}{{yaml x}}{{/each}}', want: ['1:9 there is no port here'] },
  ],
  [
    "an element's field that is not there",
    {
      given: '{{#each workload.ports}}\n{{yaml this.nmber}}{{/each}}',
      want: ['2:8 there is no this.nmber here'],
    },
  ],
  [
    "an element's name outside",
    {
      given: '{{#each workload.ports as |port|}}{{/each}}{{yaml port}}',
      want: ['1:51 there is no port here'],
    },
  ],
  ['what is one block too far out', { given: '{{yaml ../name}}', want: ['1:8 there is no ../name here'] }],
  ['data that is not there', { given: '{{yaml @lst}}', want: ['1:8 there is no @lst here'] }],
  [
    'several faults, each in its place',
    {
      given: '{{a}}\n{{#if b}}{{c}}{{/if}}',
      want: [
        '1:1 {{a}} puts a value out as it is',
        '2:7 there is no b here',
        '2:10 {{c}} puts a value out as it is',
      ],
    },
  ],
];

describe('a template is taken that holds', () => {
  test.each(clean)('%s', (_name, source) => {
    expect(lint(source)).toEqual([]);
  });
});

describe('a template is refused that holds', () => {
  test.each(faulty)('%s', (_name, { given, want }) => {
    expect(lint(given)).toEqual(want);
  });

  test.each([
    ['an open mustache', 'a\n{{yaml name', 2],
    ['an open block', '{{#if name}}\n', 2],
    ['blocks that cross', '{{#if name}}\n{{#each labels}}{{/if}}{{/each}}', 2],
  ])('%s', (_name, source, line) => {
    const problems = lintTemplate(source, { helpers });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({
      line,
      message: expect.stringContaining('not a Handlebars template'),
    });
  });
});

describe('the help of a problem', () => {
  test.each([
    ['{{name}}', 'write {{yaml name}}: an encoder for the format around it'],
    ['{{yml name}}', 'did you mean yaml? use one of yaml, yamlBlock, hcl'],
    ['{{yaml workload.nam}}', 'did you mean name? use one of name, ports'],
    ['{{#ech labels}}{{/ech}}', 'did you mean each? use one of if, unless, each, with'],
    ['{{> pod-spec}}', 'did you mean kubernetes/pod-spec? use one of kubernetes/pod-spec'],
    ['{{yaml workload.ports.number}}', 'number would be a field of a list: use {{#each}}'],
    ['{{yaml name.x}}', 'x would be a field of a text'],
    ...['key', 'index', 'first', 'last'].map(
      (name) => [`{{yaml @${name}.x}}`, 'x would be a field of a text'] as const,
    ),
    ['{{yaml ../name}}', 'there are not so many blocks around it'],
  ])('%s: %s', (source, want) => {
    expect(lintTemplate(source, { helpers, partials, fields }).map(({ help }) => help)).toEqual([want]);
  });
});

test('without a shape of the view, names are not checked', () => {
  expect(
    lintTemplate('{{yaml anything.at.all}}{{#each whatever}}{{yaml this.x}}{{/each}}', { helpers }),
  ).toEqual([]);
});
