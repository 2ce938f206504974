import { TestEnvironment } from 'jest-environment-node';
import { CLUSTERS, type HasLogs } from './kept-logs.ts';

interface TestEvent {
  readonly name: string;
  readonly error?: { message: string; stack?: string };
}

/** Where the tests run: when one fails, the logs of its clusters are kept, and its message names their folders. */
export default class KeepLogs extends TestEnvironment {
  readonly #clusters = new Set<HasLogs>();

  override async setup(): Promise<void> {
    await super.setup();
    Object.assign(this.global, { [CLUSTERS]: this.#clusters });
  }

  /** https://jestjs.io/docs/configuration#testenvironment-string */
  handleTestEvent({ name, error }: TestEvent): void {
    if ((name !== 'test_fn_failure' && name !== 'hook_failure') || typeof error?.message !== 'string') return;
    const kept = [...this.#clusters].flatMap(keptLogs);
    if (kept.length === 0) return;
    const { message, stack = message } = error;
    const text = `${message}\nlogs: ${kept.join(', ')}`;
    error.message = text;
    // what is printed; it repeats the message
    error.stack = stack.replace(message, () => text);
  }
}

function keptLogs(cluster: HasLogs): readonly string[] {
  try {
    return [cluster.keepLogs()];
  } catch {
    // it has been stopped
    return [];
  }
}
