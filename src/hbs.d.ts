declare module '*.hbs' {
  /** A precompiled Handlebars template, for `Handlebars.template`. */
  const template: TemplateSpecification;
  export default template;
}
