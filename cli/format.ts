/** The option `--format` of commands that report. */
export const format = {
  kind: 'value',
  placeholder: 'FORMAT',
  description: 'how to print the report',
  choices: ['text', 'json'],
  default: 'text',
} as const;
