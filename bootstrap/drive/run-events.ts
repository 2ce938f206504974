import type { EngineEvent } from '@pulumi/pulumi/automation/index.js';

/** What became of an object. */
export interface Step {
  readonly verb: 'create' | 'update' | 'delete' | 'replace' | 'forget';
  /** Such as `Deployment argocd/argocd-server`. */
  readonly object: string;
}

/** Listens to the engine: what it does, and what it says went wrong. */
export class RunEvents {
  readonly errors: string[] = [];
  readonly warnings: string[] = [];
  readonly #onStep: (step: Step) => void;

  constructor(onStep: (step: Step) => void) {
    this.#onStep = onStep;
  }

  /** Takes in an event of the engine. In a preview nothing has happened yet when a step is announced. */
  hear(event: EngineEvent, preview: boolean): void {
    const { diagnosticEvent } = event;
    if (diagnosticEvent !== undefined) this.#said(diagnosticEvent);
    const metadata = (preview ? event.resourcePreEvent : event.resOutputsEvent)?.metadata;
    if (metadata === undefined || !metadata.type.startsWith('kubernetes:')) return;
    const verb = VERBS[metadata.op];
    if (verb === undefined) return;
    const retained = verb === 'delete' && metadata.old?.retainOnDelete === true;
    this.#onStep({ verb: retained ? 'forget' : verb, object: objectOf(metadata.urn) });
  }

  #said({
    severity,
    message,
    urn,
  }: {
    readonly severity: string;
    readonly message: string;
    readonly urn?: string;
  }): void {
    const text = plain(message);
    if (text === '' || /^(update|preview) failed$/.test(text)) return;
    const place =
      urn === undefined || urn === '' || urn.includes('::pulumi:pulumi:Stack::') ? '' : `${objectOf(urn)}: `;
    if (severity === 'error') this.errors.push(`${place}${text}`);
    if (severity === 'warning') this.warnings.push(`${place}${text}`);
  }
}

// a replacement is also told as the creation and the deletion that it is made of
const VERBS: Readonly<Record<string, Step['verb']>> = {
  create: 'create',
  update: 'update',
  delete: 'delete',
  replace: 'replace',
};

/** The name that the program gives an object is at the end of its URN. */
function objectOf(urn: string): string {
  const name = urn.split('::').at(-1) ?? urn;
  return name.replace('/', ' ');
}

/** Without the marks that the engine puts where colours go. */
function plain(message: string): string {
  return message.replace(/<\{%[^%]*%\}>/g, '').trim();
}
